import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { unzipSync } from 'fflate'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createProgress } from '../../../src/main/cli/progress.ts'
import { removeHostFile, writeHostFile } from '../../../src/main/hosting/host-file.ts'
import { type CommandLineHost, objects, startCommandLineHost } from '../../support/command-line.ts'
import type { TestEngine } from '../../support/start-engine.ts'

const secret = 'the secret of the tests'
const accepted = {
  body: Buffer.from('{"id":"one","text":"kitchen sink"}'),
  headers: { 'Content-Type': 'application/json' },
}
let host: CommandLineHost
let engine: TestEngine
let run: CommandLineHost['run']
let url: string
let first: string

beforeAll(async () => {
  host = await startCommandLineHost()
  ;({ engine, run } = host)
  const endpoint = await engine.endpoint(null, ['live', secret])
  url = endpoint.url
  first = await engine.send(url, accepted)
})
afterAll(() => host.close())

describe('list', () => {
  it('has a line for each delivery, without colour where nobody looks', async () => {
    const { code, out } = await run(['list'])

    expect(code).toBe(0)
    expect(out).toContain(first)
    expect(out).toContain('unverifiable')
    expect(out).not.toContain('\x1b')
  })

  it('gives programs whole rows, with the version of their shape', async () => {
    expect(objects(await run(['list', '--json', '-n', '1']))).toEqual([
      expect.objectContaining({ v: 1, type: 'delivery', id: first, verification: expect.anything() }),
    ])
  })

  it('says that nothing fits, and where a query is wrong', async () => {
    expect(await run(['list', 'nothingofthekind'])).toEqual({
      code: 0,
      out: '',
      err: 'No delivery fits this query.\n',
    })
    expect(await run(['list', 'status:x'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining('answer status'),
    })
  })

  it.each([
    [['tail', 'status:x']],
    [['wait', '--match', 'status:x']],
    [['export', '--query', 'status:x']],
    [['replay', 'status:x', '--all']],
  ])('%j has a mistake in its query: wrong use', async (argv) => {
    expect(await run(argv)).toMatchObject({ code: 2, err: expect.stringContaining('answer status') })
  })

  it('takes a term that is turned round for no option', async () => {
    const { code, out } = await run(['list', '-type:nothing', '-n', '1', '--json', '-"of the kind"'])

    expect(code).toBe(0)
    expect(out.trim().split('\n')).toHaveLength(1)
    expect(await run(['list', `-id:${first}`, '-verification:unverifiable'])).toMatchObject({ code: 0, out: '' })
    expect(await run(['wait', '--match', '-status:200', '--timeout', '0', '--since', 'start'])).toMatchObject({
      code: 4,
    })
  })

  it('stays within the terminal', async () => {
    const { out } = await run(['list'], { columns: 80 })

    for (const line of out.trimEnd().split('\n')) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
      expect(line.replaceAll(/\x1b\[\d+m/g, '').length).toBeLessThanOrEqual(110)
    }
    expect(out).toContain('\x1b')
  })
})

describe('show', () => {
  it('tells what it is, its verdicts, headers and body', async () => {
    const { out } = await run(['show', first])

    for (const part of ['Signature', 'Schema', 'Answer', 'POST /in/', 'Content-Type:', 'kitchen sink'])
      expect(out).toContain(part)
    expect(out).not.toContain(secret)
  })

  it('has no marks of machine words', async () => {
    const { url: called } = await engine.endpoint('replicer')
    const id = await engine.send(called, { ...accepted, body: Buffer.from('{"event":"call.ended","data":7}') })

    expect((await run(['show', id])).out).toMatch(/^Schema +[^`\n]*call\.ended/m)
  })

  it('keeps the spaces of a body, and shows none that is not text', async () => {
    const indented = await engine.send(url, { ...accepted, body: Buffer.from('{\n  "a": {\n    "b":  1\x1b\n  }\n}') })
    const binary = await engine.send(url, { ...accepted, body: Buffer.from([0xff, 0xfe, 0, 1]) })

    expect((await run(['show', indented])).out).toContain('\n{\n  "a": {\n    "b":  1\\x1b\n  }\n}\n')
    expect(await run(['show', binary])).toMatchObject({
      err: 'The body is not text: 4 bytes; --body gives every byte.\n',
    })
  })

  it('cuts no sentence on a narrow terminal', async () => {
    const { out } = await run(['show', first], { columns: 50 })
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours are control characters
    const lines = out.replaceAll(/\x1b\[\d+m/g, '').split('\n')

    expect(out).not.toContain('…')
    expect(lines.find((line) => line.startsWith('Signature'))!.length).toBeLessThanOrEqual(50)
    expect(lines).toContainEqual(expect.stringMatching(/^ {11}\S/))
  })

  it('gives the exact bytes of a body', async () => {
    expect(await run(['show', first, '--body'])).toEqual({ code: 0, out: accepted.body.toString(), err: '' })
  })

  it('does not know what is not there', async () => {
    expect(await run(['show', 'dlv_none_1'])).toMatchObject({ code: 1, out: '' })
  })
})

describe('wait', () => {
  it('ends with what comes, and not with what was there', async () => {
    const waiting = run(['wait', '--match', 'kitchen', '--timeout', '20', '--json'])
    await new Promise((done) => setTimeout(done, 200))
    await engine.send(url, { ...accepted, body: Buffer.from('{"other":true}') })
    const id = await engine.send(url, { ...accepted, body: Buffer.from('{"text":"kitchen again"}') })
    const result = await waiting

    expect(result.code).toBe(0)
    expect(objects(result)).toEqual([expect.objectContaining({ id })])
  })

  it('also takes what is there since a delivery', async () => {
    const result = await run(['wait', '--match', 'kitchen', '--since', first, '--timeout', '20', '--json'])

    expect(objects(result)).toHaveLength(1)
    expect(objects(result)[0]!.id).not.toBe(first)
  })

  it('ends with 4 where nothing comes', async () => {
    expect(await run(['wait', '--match', 'nothingofthekind', '--timeout', '1'])).toEqual({
      code: 4,
      out: '',
      err: '0 of 1 came within 1 s.\n',
    })
  })
})

describe('tail', () => {
  it('prints what comes until it is stopped', async () => {
    const stop = new AbortController()
    const tailing = run(['tail', '--json'], { stop: stop.signal })
    await new Promise((done) => setTimeout(done, 200))
    const id = await engine.send(url, accepted)
    await engine.eventually(id, ({ answer }) => answer !== null)
    await new Promise((done) => setTimeout(done, 200))
    stop.abort()

    expect(objects(await tailing)).toEqual([expect.objectContaining({ id })])
  })
})

describe('replay', () => {
  it('sends to a target, and says with its code whether that accepted it', async () => {
    expect(await run(['replay', first, '--to', url])).toMatchObject({ code: 0, out: expect.stringContaining('200') })
    expect(await run(['replay', first, '--to', 'http://127.0.0.1:9/'])).toMatchObject({
      code: 4,
      out: expect.stringContaining('no answer'),
    })
  })

  it('takes an address without its scheme, and names a target that is none', async () => {
    const { host: address, pathname } = new URL(url)
    expect(await run(['replay', first, '--to', `${address}${pathname}`])).toEqual({
      code: 0,
      out: expect.stringMatching(new RegExp(`^${first} 200 from http://${address}.* after \\S+ m?s\\n$`)),
      err: '',
    })
    expect(await run(['replay', first, '--to', 'ftp://localhost/'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('--to takes a URL such as http://localhost:3000/hooks'),
    })
  })

  it('asks for a target, and for agreement to one elsewhere', async () => {
    expect(await run(['replay', first])).toMatchObject({ code: 4, err: expect.stringContaining('--to URL') })
    expect(await run(['replay', first, '--to', 'https://example.com/'])).toMatchObject({
      code: 4,
      err: expect.stringContaining('--approve'),
    })
  })
})

describe('the others', () => {
  it('list endpoints and providers', async () => {
    expect((await run(['endpoints'])).out).toContain(url)
    expect((await run(['providers'])).out).toMatch(/^replicer +Replicer/m)
    expect(objects(await run(['endpoints', '--json']))[0]).toMatchObject({ type: 'endpoint', url })
  })

  it('tell no user and password of a target', async () => {
    const [endpoint] = objects(await run(['endpoints', '--json']))
    const target = 'http://me:s3cret-of-me@127.0.0.1:9/hooks'
    await engine.api.calls['endpoints.update']({ id: String(endpoint!.id), target })
    const told = [await run(['endpoints']), await run(['endpoints', '--json']), await run(['replay', first])]
    await engine.api.calls['endpoints.update']({ id: String(endpoint!.id), target: null })

    for (const { out } of told) expect(out).toContain('http://127.0.0.1:9/hooks')
    expect(JSON.stringify(told)).not.toContain('s3cret-of-me')
  })

  it('export to a file, or to standard output', async () => {
    const file = join(engine.dataDir, 'exported', 'one.har')
    expect(await run(['export', first, '--format', 'har', '-o', file])).toEqual({ code: 0, out: `${file}\n`, err: '' })
    expect(JSON.parse(readFileSync(file, 'utf8'))).toBeTypeOf('object')
    expect((await run(['export', first, '-o', file])).err).toContain('a .zip file')
    expect((await run(['export', first, '--format', 'curl', '-o', '-'])).out).toContain('curl --request POST')
    expect(await run(['export', first, '--format', 'xls'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('har'),
    })
  })

  it('export all that a query finds, file by file or in one', async () => {
    const second = await engine.send(url, accepted)
    const folder = join(engine.dataDir, 'fixtures')

    const { code, out } = await run(['export', '--query', '', '-o', `${folder}/`, '--json'])
    const zip = join(engine.dataDir, 'two.zip')
    await run(['export', first, second, '--format', 'curl', '-o', zip])

    expect(code).toBe(0)
    const files = objects({ code, out, err: '' }).map(({ file }) => String(file))
    expect(files.length).toBeGreaterThan(0)
    for (const file of files) expect(existsSync(file)).toBe(true)
    expect(readdirSync(folder).toSorted()).toEqual(files.map((file) => basename(file)).toSorted())
    expect(Object.keys(unzipSync(readFileSync(zip))).every((name) => name.endsWith('.sh'))).toBe(true)
  })

  it('show how far an export is on a terminal, and leave nothing of it there', async () => {
    let shown = ''
    const progress = createProgress(
      (text) => {
        shown += text
      },
      () => 0,
    )
    progress('1 of 2 deliveries')
    progress(null)
    progress(null)
    expect(shown).toBe('\r\u001b[K1 of 2 deliveries\r\u001b[K')
  })

  it.each([
    [['export'], 'one of them'],
    [['export', 'dlv_x_1', '--query', 'x'], 'one of them'],
    [['export', '--query', 'x', '--seed', 'y'], '--seed needs --safe.'],
    [['export', '--query', '', '-o', '/dev/null/x.zip'], '/dev/null/x.zip cannot be written'],
  ])('%j is wrong use', async (argv, said) => {
    expect(await run(argv)).toMatchObject({ code: 2, err: expect.stringContaining(said) })
  })

  it('say what an export did not find', async () => {
    expect(await run(['export', '--query', 'header.x:nobody'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('nothing to export'),
    })
  })

  it('call anything of the API', async () => {
    expect(JSON.parse((await run(['api', 'host.info'])).out)).toMatchObject({ version: '0.0.0-test' })
    expect(await run(['api', 'host.info', '{'])).toMatchObject({ code: 2 })
    expect(await run(['api', 'nothing'])).toMatchObject({ code: 1, err: expect.stringContaining('nothing') })
  })

  it('let no control character of a payload act on the terminal', async () => {
    const id = await engine.send(url, { ...accepted, headers: { ...accepted.headers, 'X-Note': 'a\x9b2Jb' } })
    const { out } = await run(['api', 'deliveries.get', JSON.stringify({ id })])

    expect(out).toContain('\\u009b2J')
    expect(out).not.toContain('\x9b')
  })

  it('look at the machine', async () => {
    const result = await run(['doctor', '--json'])

    expect(result.code).toBe(0)
    expect(objects(result).map(({ what }) => what)).toEqual(
      expect.arrayContaining(['Node', 'Data folder', 'Disk', 'Host', 'Receiver', 'Tunnel']),
    )
  })
})

describe('import', () => {
  const har = (text: string) =>
    JSON.stringify({
      log: { entries: [{ request: { method: 'POST', url: 'http://a/', headers: [], postData: { text } } }] },
    })

  it('takes files and folders, tells what would come in, and takes it back', async () => {
    const folder = join(engine.dataDir, 'to-import')
    mkdirSync(join(folder, 'below'), { recursive: true })
    writeFileSync(join(folder, 'one.har'), har('one'))
    writeFileSync(join(folder, 'below', 'two.sh'), 'curl http://a/ -d two')
    const look = await run(['import', folder, '--dry-run'])
    expect(look).toMatchObject({ code: 0, out: expect.stringContaining('2 deliveries would come in.') })
    const result = await run(['import', folder, '--json'])
    const { id, imported, endpointName } = JSON.parse(result.out) as {
      id: string
      imported: number
      endpointName: string
    }
    expect({ imported, endpointName }).toEqual({ imported: 2, endpointName: 'Imported' })
    expect((await run(['list', 'imported:yes'])).out.split('\n')).toHaveLength(3)
    // A second time it finds the endpoint.
    expect((await run(['import', join(folder, 'one.har'), '--endpoint', 'Imported'])).code).toBe(0)
    expect(await run(['import', '--undo', id])).toMatchObject({
      code: 0,
      out: '2 deliveries of this import were deleted.\n',
    })
  })

  it('lets no name and no word of a file act on the terminal', async () => {
    const file = join(engine.dataDir, 'a\x1b[2J\x9b.sh')
    writeFileSync(file, 'curl --evil\x1b[2J http://a/')

    const { code, err } = await run(['import', file])
    expect(code).toBe(1)
    expect(err).toContain('a\\x1b[2J\\x9b.sh, line 1: The option “--evil\\x1b[2J”')
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    expect(err).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f]/)
  })

  it('names file and line of what it refuses, and imports nothing then', async () => {
    const file = join(engine.dataDir, 'bad.har')
    writeFileSync(file, har('one').slice(0, -3))
    expect(await run(['import', file, '--dry-run'])).toMatchObject({
      code: 4,
      err: expect.stringContaining('bad.har:1: The JSON ends too early'),
    })
    expect(await run(['import', file])).toMatchObject({
      code: 1,
      err: expect.stringContaining('Nothing was imported. bad.har, line 1'),
    })
    expect(await run(['import', file, '--format', 'none'])).toMatchObject({
      code: 2,
      err: expect.stringContaining('har'),
    })
    expect(await run(['import', join(engine.dataDir, 'missing')])).toMatchObject({
      code: 2,
      err: expect.stringContaining('cannot be read'),
    })
    expect(await run(['import', file, '--endpoint', 'nowhere'])).toMatchObject({ code: 2 })
  })
})

it('the address of a host is gone with it, and a successor’s stays', () => {
  const file = join(engine.dataDir, 'host.json')
  writeHostFile(engine.dataDir, { url: host.origin, pid: process.pid + 1 })
  removeHostFile(engine.dataDir)
  expect(existsSync(file)).toBe(true)
  writeHostFile(engine.dataDir, { url: host.origin, pid: process.pid })
  removeHostFile(engine.dataDir)
  expect(existsSync(file)).toBe(false)
})
