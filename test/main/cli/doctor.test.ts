import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { writeHostFile } from '../../../src/main/hosting/host-file.ts'
import { runAlone } from '../../support/command-line.ts'
import { temporaryFolder } from '../../support/headless-host.ts'

const temporary = temporaryFolder()
afterAll(() => temporary.remove())

describe('doctor', () => {
  it.each([
    ['a file', 'a-file', /problem +Data folder +\S+a-file cannot be used: \S+a-file is a file/],
    ['below a file', 'a-file/below', /problem +Data folder +\S+below cannot be used: \S+a-file is a file/],
    ['that is not there yet', 'new/folder', /ok +Data folder +\S+folder will be made at the first start/],
  ])('looks at a data folder: %s', async (_, name, said) => {
    writeFileSync(join(temporary.path, 'a-file'), '')
    const { code, out } = await runAlone(['doctor'], join(temporary.path, name))

    expect(out).toMatch(said)
    expect(code).toBe(said.source.startsWith('problem') ? 4 : 0)
  })

  it('names the process that has the data folder and takes no commands', async () => {
    const folder = join(temporary.path, 'held')
    mkdirSync(folder)
    writeFileSync(join(folder, 'switchhook.pid'), `${process.pid}\n`)

    const { out } = await runAlone(['doctor'], folder)
    expect(out).toContain(`process ${process.pid} has this data folder`)
    expect(out).not.toContain('switchhook listen')
  })

  it('nobody gets the token at the address that a killed host has left behind', async () => {
    const asked: string[] = []
    const stranger = createServer((request, response) => {
      asked.push(request.headers.authorization ?? '')
      response.end('{}')
    })
    await new Promise<void>((done) => void stranger.listen(0, '127.0.0.1', done))
    const { port } = stranger.address() as AddressInfo
    // No process has the highest number that there can be.
    const folder = join(temporary.path, 'of-a-killed-host')
    mkdirSync(folder)
    writeFileSync(join(folder, 'ui.token'), 't'.repeat(32))
    writeHostFile(folder, { url: `http://127.0.0.1:${port}`, pid: 2 ** 22 })
    const { out } = await runAlone(['doctor'], folder)
    stranger.close()

    expect(asked).toEqual([])
    expect(out).toContain('ended without a word')
  })
})
