import { readdirSync } from 'node:fs'
import { resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { tunnelDrivers } from '../../src/main/engine/tunnel/registry.ts'

const folder = resolve(import.meta.dirname, '../../src/main/engine/tunnel/drivers')
// Port 9 (discard) is closed on machines of this century.
const nowhere = { port: 9, host: 'http://127.0.0.1:9', subdomain: null }

it('knows every file in drivers, under its own name; "none" is no driver', () => {
  const files = readdirSync(folder).map((name) => name.replace(/\.ts$/, ''))
  expect([...tunnelDrivers.keys()].toSorted()).toEqual(files.toSorted())
  expect(tunnelDrivers.has('none')).toBe(false)
})

describe.each([...tunnelDrivers.values()])('$id', (driver) => {
  it('describes itself', () => {
    expect(driver.name).not.toBe('')
    expect(driver.description).toMatch(/^[A-Z].*\.$/)
  })

  it('rejects with a plain sentence where it cannot be opened', async () => {
    const opening = driver.open(nowhere, AbortSignal.timeout(20_000))
    await expect(opening).rejects.toThrow(/^[A-Z].+\. [A-Z].+\.$/)
  })

  it('rejects when it is aborted before and during', async () => {
    await expect(driver.open(nowhere, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
    const stop = new AbortController()
    const opening = driver.open({ ...nowhere, host: 'http://192.0.2.1' }, stop.signal)
    stop.abort(new Error('enough'))
    await expect(opening).rejects.toThrow('enough')
  })
})
