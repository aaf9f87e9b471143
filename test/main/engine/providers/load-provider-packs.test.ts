import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, rmSync, symlinkSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadProviderPacks } from '../../../../src/main/engine/providers/load-provider-packs.ts'
import { sampleBytes } from '../../../../src/main/engine/providers/make-sample.ts'
import type { ProviderPack } from '../../../../src/main/engine/providers/provider-pack.ts'
import { builtInDir, manifest, packFiles, writePacks } from './pack-folders.ts'

const sampleText = (pack: ProviderPack | undefined) =>
  pack === undefined ? null : new TextDecoder().decode(sampleBytes(pack, 'call.ended') ?? undefined)

/** Files with their reasons, relative to the user's folder. */
function problemsOf(packs: Parameters<typeof writePacks>[0]) {
  const userDir = writePacks(packs)
  const { packs: loaded, broken } = loadProviderPacks({ builtInDir, userDir })
  const builtIn = [...loaded.values()].filter(({ origin }) => origin === 'built-in')
  expect(builtIn).toHaveLength(readdirSync(builtInDir).length)
  return broken.map(({ file, reason }) => [relative(userDir, file), reason])
}

const withManifest = (change: object) => ({
  acme: { ...packFiles, 'provider.json': JSON.stringify({ ...manifest, ...change }) },
})
const withFiles = (change: Readonly<Record<string, string>>) => ({ acme: { ...packFiles, ...change } })

describe("a user's pack", () => {
  it('is loaded beside the built-in ones', () => {
    const userDir = writePacks({ anything: packFiles })
    const { packs, broken } = loadProviderPacks({ builtInDir, userDir })
    const acme = packs.get('acme')
    expect(broken).toEqual([])
    expect([acme?.origin, acme?.folder]).toEqual(['user', join(userDir, 'anything')])
    expect(acme?.schemas.get('call.ended.schema.json')?.text).toBe(packFiles['schemas/call.ended.schema.json'])
    expect(sampleText(acme)).toBe('{"id":1}')
  })

  it('has another schema key as soon as the text differs', () => {
    const [first, second] = ['{"type":"object"}', '{"type": "object"}'].map((text) => {
      const userDir = writePacks(withFiles({ 'schemas/call.ended.schema.json': text }))
      return loadProviderPacks({ builtInDir, userDir }).packs.get('acme')?.schemas.get('call.ended.schema.json')?.key
    })
    expect(first).toBeDefined()
    expect(first).not.toBe(second)
  })

  it('takes samples that are forms', () => {
    const { 'samples/call.ended.json': _, ...files } = packFiles
    const { packs } = loadProviderPacks({
      builtInDir: writePacks({ acme: { ...files, 'samples/call.ended.form': 'id=1' } }),
      userDir: join(builtInDir, 'none'),
    })
    expect(sampleText(packs.get('acme'))).toBe('id=1')
  })

  it('needs no samples', () => {
    const { 'samples/call.ended.json': _, ...files } = packFiles
    expect(problemsOf({ acme: files })).toEqual([])
  })

  it('is not looked for in files and hidden folders', () => {
    expect(problemsOf({ '.git': { HEAD: 'x' }, '': { 'README.md': 'x' } })).toEqual([])
  })
})

it('takes a missing user folder for an empty one', () => {
  const { broken } = loadProviderPacks({ builtInDir, userDir: join(builtInDir, 'none') })
  expect(broken).toEqual([])
})

it('reports a missing built-in folder', () => {
  const { packs, broken } = loadProviderPacks({ builtInDir: join(builtInDir, 'none'), userDir: builtInDir })
  expect(broken).toEqual([{ file: join(builtInDir, 'none'), reason: expect.stringContaining('ENOENT') }])
  expect(packs.get('replicer')?.origin).toBe('user')
})

describe('a broken pack is reported with file and reason, and takes nothing down', () => {
  it.each([
    ['no manifest', { acme: { 'x.json': '{}' } }, [['acme/provider.json', 'The file is missing.']]],
    [
      'a syntax error',
      withFiles({ 'provider.json': '{\n  "id": "acme",\n}' }),
      [['acme/provider.json', expect.stringMatching(/^line 3, column 1: /)]],
    ],
    [
      'no object',
      withFiles({ 'provider.json': '[]' }),
      [['acme/provider.json', expect.stringMatching(/^the manifest: .*object/)]],
    ],
    ['a field that is wrong', withManifest({ id: 'Acme Corp' }), [['acme/provider.json', 'id: must be kebab-case']]],
    [
      'a field deep inside',
      withManifest({ detect: [{ when: [{ header: 'X' }], weight: 500 }] }),
      [['acme/provider.json', expect.stringMatching(/^detect\.0\.weight: /)]],
    ],
    [
      'a bad expression',
      withManifest({ summaries: [{ event: '(' }] }),
      [['acme/provider.json', 'summaries.0.event: must be a regular expression']],
    ],
    [
      'a bad template',
      withManifest({ summaries: [{ event: '', text: ['{/a|shout}'] }] }),
      [['acme/provider.json', 'summaries.0: the filter "shout" is not known']],
    ],
    [
      'a bad name of an event',
      withManifest({ eventType: [{ name: 'call.{CallStatus}' }] }),
      [
        [
          'acme/provider.json',
          'eventType.0: "{CallStatus}" is neither a JSON pointer nor a query value ({?name}) nor {size}',
        ],
      ],
    ],
    ['an unknown field', withManifest({ color: 'red' }), [['acme/provider.json', expect.stringMatching(/"color"/)]]],
    [
      'a missing schema',
      { acme: { 'provider.json': packFiles['provider.json']! } },
      [['acme/schemas/call.ended.schema.json', 'The file is missing.']],
    ],
    [
      'a schema that is no JSON',
      withFiles({ 'schemas/call.ended.schema.json': '{"type":' }),
      [['acme/schemas/call.ended.schema.json', expect.stringMatching(/^line 1, column 9: /)]],
    ],
    [
      'a schema that is none',
      withFiles({ 'schemas/call.ended.schema.json': '{"type":"text"}' }),
      [['acme/schemas/call.ended.schema.json', expect.stringMatching(/#\/type must be/)]],
    ],
    [
      'a sample of an unknown event',
      withFiles({ 'samples/call.begun.json': '{}' }),
      [['acme/samples/call.begun.json', 'The manifest has no event "call.begun".']],
    ],
    [
      'a counter-sample of an unknown event',
      withFiles({ 'samples/x.fails-missing-id.json': '{}' }),
      [['acme/samples/x.fails-missing-id.json', 'The manifest has no event "x".']],
    ],
    [
      'a file that is no sample',
      withFiles({ 'samples/notes.txt': '' }),
      [['acme/samples/notes.txt', expect.stringMatching(/<event>\.json/)]],
    ],
    [
      'a built-in id',
      withManifest({ id: 'replicer' }),
      [['acme/provider.json', expect.stringMatching(/"replicer" belongs to a built-in pack/)]],
    ],
    [
      'the id of another one',
      { a: packFiles, b: packFiles },
      [['b/provider.json', expect.stringMatching(/"acme" belongs to another pack/)]],
    ],
  ] as const)('%s', (_, packs, expected) => {
    expect(problemsOf(packs)).toEqual(expected)
  })

  it('all problems of a pack are told at once', () => {
    const files = { 'schemas/call.ended.schema.json': '!', 'samples/x.json': '{}', 'samples/y.json': '{}' }
    expect(problemsOf(withFiles(files))).toHaveLength(3)
  })
})

describe('what is no regular file is never waited for', () => {
  it.each([
    ['a pipe', (file: string) => execFileSync('mkfifo', [file])],
    [
      'a link to a pipe',
      (file: string) => {
        execFileSync('mkfifo', [`${file}.pipe`])
        symlinkSync(`${file}.pipe`, file)
      },
    ],
    ['a link to a device', (file: string) => symlinkSync('/dev/zero', file)],
    ['a folder', (file: string) => mkdirSync(file)],
  ])('%s', (_, make) => {
    const userDir = writePacks({ acme: { 'schemas/.x': '' }, other: packFiles })
    for (const name of ['provider.json', 'schemas/call.ended.schema.json']) make(join(userDir, 'acme', name))
    const { packs, broken } = loadProviderPacks({ builtInDir, userDir })
    expect(broken).toEqual([{ file: join(userDir, 'acme/provider.json'), reason: 'This is not a regular file.' }])
    expect(packs.get('acme')?.folder).toBe(join(userDir, 'other'))
  })

  it('in the place of a schema or a sample either', () => {
    const { 'provider.json': provider = '' } = packFiles
    const userDir = writePacks({ acme: { 'provider.json': provider, 'schemas/.x': '', 'samples/.x': '' } })
    for (const name of ['schemas/call.ended.schema.json', 'samples/call.ended.json']) {
      symlinkSync('/dev/zero', join(userDir, 'acme', name))
    }
    expect(loadProviderPacks({ builtInDir, userDir }).broken.map(({ reason }) => reason)).toEqual([
      'This is not a regular file.',
      'This is not a regular file.',
    ])
  })

  it('a link to a regular file is as good as the file', () => {
    const userDir = writePacks({ acme: { ...packFiles, 'schemas/.real': '{}' } })
    rmSync(join(userDir, 'acme/schemas/call.ended.schema.json'))
    symlinkSync('.real', join(userDir, 'acme/schemas/call.ended.schema.json'))
    expect(loadProviderPacks({ builtInDir, userDir }).broken).toEqual([])
  })
})

it('a file of more than 8 MiB is not read', () => {
  expect(problemsOf(withFiles({ 'schemas/call.ended.schema.json': ' '.repeat(8 * 1024 * 1024 + 1) }))).toEqual([
    ['acme/schemas/call.ended.schema.json', 'The file is larger than 8 MiB.'],
  ])
})

it.each([
  ['values', `{"events":[${'0,'.repeat(3_000_000)}0]}`],
  ['levels', `{"events":${'['.repeat(1000)}${']'.repeat(1000)}}`],
])('a manifest with far too many %s is refused before anything is made of it', (_, text) => {
  expect(problemsOf({ acme: { 'provider.json': text } })).toEqual([
    ['acme/provider.json', 'A manifest may have 50000 values on 64 levels; this one has more.'],
  ])
})

it('of a pack that is wrong in many places the first twenty are told', () => {
  const samples = Object.fromEntries(Array.from({ length: 30 }, (_, at) => [`samples/${at}.txt`, '']))
  expect(problemsOf(withFiles(samples))).toHaveLength(20)
  expect(problemsOf(withManifest({ events: Array.from({ length: 1000 }, () => 0) }))).toHaveLength(20)
})

it("leaves the compiling of users' schemas to others where it is told to", () => {
  const userDir = writePacks(withFiles({ 'schemas/call.ended.schema.json': '{"type":"text"}' }))
  const { packs, broken } = loadProviderPacks({ builtInDir, userDir }, { compileSchemas: false })
  expect([broken, packs.has('acme')]).toEqual([[], true])
})

it('reads no schema and no sample of the built-in packs, and takes a moment', () => {
  const startedAt = performance.now()
  const { packs } = loadProviderPacks({ builtInDir, userDir: 'none' })
  expect(performance.now() - startedAt).toBeLessThan(500)
  const schemas = [...packs.values()].flatMap((pack) => [...pack.schemas.values()])
  expect(schemas.length).toBeGreaterThan(100)
  expect(schemas.filter(({ text }) => text !== null)).toEqual([])
  // They can be handed to another thread.
  expect(structuredClone(packs).get('replicer')).toEqual(packs.get('replicer'))
})
