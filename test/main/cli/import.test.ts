import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type CommandLineHost, objects, startCommandLineHost } from '../../support/command-line.ts'

let host: CommandLineHost
let folder: string

beforeAll(async () => {
  host = await startCommandLineHost()
  folder = join(host.engine.dataDir, 'to-import')
  mkdirSync(folder)
  writeFileSync(join(folder, 'one.sh'), 'curl http://a/ -d one')
})
afterAll(() => host.close())

it('reads standard input', async () => {
  const result = await host.run(['import', '-', '--dry-run', '--json'], { stdin: 'curl http://a/ -d piped' })

  expect(result).toMatchObject({ code: 0, err: '' })
  expect(objects(result)).toMatchObject([{ type: 'import-preview', deliveries: 1 }])
})

it('says which file is not there', async () => {
  const missing = join(folder, 'missing.har')

  expect(await host.run(['import', missing])).toEqual({
    code: 2,
    out: '',
    err: `${missing} cannot be read: there is no such file.\n`,
  })
})

it('shows how far it is on a terminal alone, and leaves nothing of it there', async () => {
  const { err } = await host.run(['import', folder, '--dry-run'], { columns: 80 })

  expect(err.replaceAll('\r\u001b[K', '|')).toMatch(/^(\|\d+ %)+\|$/)
  expect((await host.run(['import', folder, '--dry-run'])).err).toBe('')
})

it('finds an endpoint in upper or lower case, and does not choose among several', async () => {
  const { id } = await host.engine.api.calls['endpoints.create']({ name: 'Bath', provider: null, target: null })
  const file = join(folder, 'one.sh')
  const named = await host.run(['import', file, '-e', 'bath', '--json'])
  expect(objects(named)).toMatchObject([{ endpointName: 'Bath', imported: 1 }])

  await host.engine.api.calls['endpoints.create']({ name: 'bath', provider: null, target: null })
  expect(await host.run(['import', file, '-e', 'bath'])).toMatchObject({
    code: 2,
    err: '2 endpoints are called "bath": give the id of one.\n',
  })
  expect((await host.run(['import', file, '-e', id, '--dry-run'])).code).toBe(0)
})

it('counts one delivery in the singular', async () => {
  const file = join(folder, 'one.sh')
  expect((await host.run(['import', file, '--dry-run'])).out).toContain('1 delivery would come in')
})
