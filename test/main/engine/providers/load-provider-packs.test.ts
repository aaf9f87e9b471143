import { readdirSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadProviderPacks } from '../../../../src/main/engine/providers/load-provider-packs.ts'
import { builtInDir, manifest, packFiles, writePacks } from './pack-folders.ts'

/** Files with their reasons, relative to the user's folder. */
async function problemsOf(packs: Parameters<typeof writePacks>[0]) {
  const userDir = writePacks(packs)
  const { packs: loaded, broken } = await loadProviderPacks({ builtInDir, userDir })
  const builtIn = [...loaded.values()].filter(({ origin }) => origin === 'built-in')
  expect(builtIn).toHaveLength(readdirSync(builtInDir).length)
  return broken.map(({ file, reason }) => [relative(userDir, file), reason])
}

const withManifest = (change: object) => ({
  acme: { ...packFiles, 'provider.json': JSON.stringify({ ...manifest, ...change }) },
})
const withFiles = (change: Readonly<Record<string, string>>) => ({ acme: { ...packFiles, ...change } })

describe("a user's pack", () => {
  it('is loaded beside the built-in ones', async () => {
    const userDir = writePacks({ anything: packFiles })
    const { packs, broken } = await loadProviderPacks({ builtInDir, userDir })
    const acme = packs.get('acme')
    expect(broken).toEqual([])
    expect([acme?.origin, acme?.folder]).toEqual(['user', join(userDir, 'anything')])
    expect(acme?.schemas.get('call.ended.schema.json')?.text).toBe(packFiles['schemas/call.ended.schema.json'])
    expect(new TextDecoder().decode(acme?.samples.get('call.ended'))).toBe('{"id":1}')
  })

  it('has another schema key as soon as the text differs', async () => {
    const keys = ['{"type":"object"}', '{"type": "object"}'].map(async (text) => {
      const userDir = writePacks(withFiles({ 'schemas/call.ended.schema.json': text }))
      return (await loadProviderPacks({ builtInDir, userDir })).packs.get('acme')?.schemas.get('call.ended.schema.json')
        ?.key
    })
    const [first, second] = await Promise.all(keys)
    expect(first).not.toBe(second)
  })

  it('takes samples that are forms', async () => {
    const { 'samples/call.ended.json': _, ...files } = packFiles
    const { packs } = await loadProviderPacks({
      builtInDir: writePacks({ acme: { ...files, 'samples/call.ended.form': 'id=1' } }),
      userDir: join(builtInDir, 'none'),
    })
    expect(new TextDecoder().decode(packs.get('acme')?.samples.get('call.ended'))).toBe('id=1')
  })

  it('needs no samples', async () => {
    const { 'samples/call.ended.json': _, ...files } = packFiles
    expect(await problemsOf({ acme: files })).toEqual([])
  })

  it('is not looked for in files and hidden folders', async () => {
    expect(await problemsOf({ '.git': { HEAD: 'x' }, '': { 'README.md': 'x' } })).toEqual([])
  })
})

it('takes a missing user folder for an empty one', async () => {
  const { broken } = await loadProviderPacks({ builtInDir, userDir: join(builtInDir, 'none') })
  expect(broken).toEqual([])
})

it('reports a missing built-in folder', async () => {
  const { packs, broken } = await loadProviderPacks({ builtInDir: join(builtInDir, 'none'), userDir: builtInDir })
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
      [['acme/provider.json', 'eventType.0: "{CallStatus}" is neither a JSON pointer nor {size}']],
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
  ] as const)('%s', async (_, packs, expected) => {
    expect(await problemsOf(packs)).toEqual(expected)
  })

  it('all problems of a pack are told at once', async () => {
    const files = { 'schemas/call.ended.schema.json': '!', 'samples/x.json': '{}', 'samples/y.json': '{}' }
    expect(await problemsOf(withFiles(files))).toHaveLength(3)
  })
})
