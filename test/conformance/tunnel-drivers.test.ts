import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { type AddressInfo, createServer } from 'node:net'
import { resolve } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { tunnelDrivers } from '../../src/main/engine/tunnel/registry.ts'

const folder = resolve(import.meta.dirname, '../../src/main/engine/tunnel/drivers')

/** A loopback port that takes connections and never answers, until `server` is closed. */
async function silentServer() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  return { server, request: { port, host: `http://127.0.0.1:${port}`, subdomain: null } }
}

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
    const { server, request } = await silentServer()
    server.close()
    const opening = driver.open(request, AbortSignal.timeout(20_000))
    await expect(opening).rejects.toThrow(/^[A-Z].+\. [A-Z].+\.$/)
  })

  it('rejects when it is aborted before and during', async () => {
    const { server, request } = await silentServer()
    onTestFinished(() => void server.close())
    await expect(driver.open(request, AbortSignal.abort(new Error('enough')))).rejects.toThrow('enough')
    const stop = new AbortController()
    const opening = driver.open(request, stop.signal)
    server.once('connection', () => stop.abort(new Error('enough')))
    await expect(opening).rejects.toThrow('enough')
  })
})
