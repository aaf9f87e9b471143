import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'
import { SchemeInfo } from '#shared/api/providers.ts'
import { type BrokenPack, ProviderInfo, type ProviderManifestInput } from '#shared/model/provider-pack.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import { schemaCompiler } from '../../../../src/main/engine/lib/json-schema.ts'
import { readPackFolder } from '../../../../src/main/engine/providers/read-pack-folder.ts'
import { createPackCatalog, schemeInfos, userPacksDir } from '../../../../src/main/engine/state/pack-catalog.ts'
import { silentLog } from '../../../support/start-engine.ts'
import { manifest, packFiles, writePacks } from '../providers/pack-folders.ts'

type CheckPack = Parameters<typeof createPackCatalog>[0]['checkPack']

const resourcesDir = resolve(import.meta.dirname, '../../../../resources')

type Files = Readonly<Record<string, string>>
const packWith = (change: Partial<ProviderManifestInput>): Files => ({
  ...packFiles,
  'provider.json': JSON.stringify({ ...manifest, ...change }),
})

/** As in the judging process, but here. */
const checkHere: CheckPack = async (folder) => readPackFolder(folder, 'user', schemaCompiler()).problems

/** A catalog over built-in packs and the user's, which go with the test. */
async function openCatalog(builtInDir: string, dataDir: string, checkPack: CheckPack = checkHere) {
  const catalog = createPackCatalog({
    folders: { builtInDir, userDir: userPacksDir(dataDir) },
    checkPack,
    log: silentLog,
  })
  await catalog.checkUserPacks()
  return catalog
}

async function catalogWith(
  own: Readonly<Record<string, Files>>,
  builtIn: Readonly<Record<string, Files>> = {},
  checkPack?: CheckPack,
) {
  const dataDir = writePacks(prefixed(own))
  const resources = writePacks(prefixed(builtIn))
  mkdirSync(join(resources, 'providers'), { recursive: true })
  const catalog = await openCatalog(join(resources, 'providers'), dataDir, checkPack)
  return { catalog, dataDir, file: (folder: string) => join(userPacksDir(dataDir), folder, 'provider.json') }
}

const prefixed = (packs: Readonly<Record<string, Files>>) =>
  Object.fromEntries(Object.entries(packs).map(([folder, files]) => [join('providers', folder), files]))

const hmac = { kind: 'scheme', scheme: 'hmac', params: { header: 'X-Acme-Signature' } } as const

test('a sample tells how much of its event is documented, and whether the source gives its name', async () => {
  const catalog = await openCatalog(join(resourcesDir, 'providers'), writePacks({}))
  const samples = (id: string) => catalog.infos().find((info) => info.id === id)!.samples
  expect(samples('outcallerai').filter(({ madeUp }) => madeUp)).toEqual([
    { event: 'task.completed', documented: 'envelope', madeUp: true },
  ])
  expect(samples('oncallclerk').map(({ event, documented }) => [event, documented])).toContainEqual([
    'lead.captured',
    'example',
  ])
  // Which events a family has was not looked up: then no name is called made up.
  expect(samples('aircall').some(({ madeUp }) => madeUp)).toBe(false)
})

test('a scheme tells whether the provider issues its secret', async () => {
  const catalog = await openCatalog(join(resourcesDir, 'providers'), writePacks({}))
  const issued = (id: string) => catalog.infos().find((info) => info.id === id)?.scheme?.secretIssued
  for (const id of ['stripe', 'svix', 'telnyx', 'twilio', 'callrail', 'justcall', 'synthflow', 'quo'])
    expect(issued(id), id).toBe(true)
  // Meta's verify token is thought up by the user; Vonage lets its signature secret be set.
  for (const id of ['github', 'vapi', 'bland', 'calendly', 'meta', 'vonage', 'bandwidth', 'ringcentral'])
    expect(issued(id), id).toBe(false)
})

test('the schema of another revision is told by its name', async () => {
  const catalog = await openCatalog(join(resourcesDir, 'providers'), writePacks({}))
  const revision = 'the camelCase revision of Allo’s page'
  expect(catalog.schemaText('allo-v1', 'CALL_RECEIVED', revision)).toContain('startDate')
  expect(catalog.schemaText('allo-v1', 'CALL_RECEIVED')).not.toContain('startDate')
})

describe('a pack of the user', () => {
  test('is listed beside the built-in ones, with its origin and its scheme in words', async () => {
    const { catalog } = await catalogWith(
      { acme: packWith({ signature: hmac }) },
      { other: packWith({ id: 'other', name: 'Other' }) },
    )
    expect(catalog.broken()).toEqual([])
    expect(catalog.infos().map(({ id, origin, samples }) => ({ id, origin, samples }))).toEqual([
      { id: 'other', origin: 'built-in', samples: [{ event: 'call.ended', documented: 'fields', madeUp: false }] },
      { id: 'acme', origin: 'user', samples: [{ event: 'call.ended', documented: 'fields', madeUp: false }] },
    ])
    const [other, acme] = catalog.infos()
    expect(other?.scheme).toBeNull()
    expect(acme?.scheme).toMatchObject({ name: 'HMAC', header: 'X-Acme-Signature', covers: 'the raw body' })
  })

  test('that is broken is told with file and reason, and does not keep out the others', async () => {
    const { catalog, file } = await catalogWith({
      broken: { 'provider.json': '{"id": "broken",' },
      acme: packFiles,
    })
    expect([...catalog.packs().keys()]).toEqual(['acme'])
    expect(catalog.broken()).toMatchObject([{ file: file('broken'), reason: expect.stringMatching(/line 1/i) }])
  })

  test('with the id of a built-in pack does not take its place', async () => {
    const { catalog, file } = await catalogWith(
      { acme: packWith({ name: 'Not the real one' }) },
      { acme: packWith({ name: 'Acme' }) },
    )
    expect(catalog.packs().get('acme')?.manifest.name).toBe('Acme')
    expect(catalog.broken()).toMatchObject([{ file: file('acme'), reason: expect.stringContaining('built-in') }])
  })

  test.each<[string, ProviderManifestInput['signature'], string]>([
    [
      'an unknown scheme',
      { kind: 'scheme', scheme: 'rot13', params: {} },
      '/signature/scheme: there is no signature scheme "rot13"',
    ],
    [
      'parameters that the scheme does not take',
      { ...hmac, params: { algorithm: 'md4' } },
      '/signature/params/algorithm: ',
    ],
    ['a misspelt parameter', { ...hmac, params: { heder: 'X' } }, '/signature/params/: '],
    [
      'a bad alternative',
      {
        ...hmac,
        alternatives: [
          { scheme: 'bearer', params: {} },
          { scheme: 'rot13', params: {} },
        ],
      },
      '/signature/alternatives/1/scheme: ',
    ],
    [
      'a bad recipe',
      { kind: 'not-documented', why: 'Nobody knows.', recipe: { scheme: 'rot13', params: {} } },
      '/signature/recipe/scheme: ',
    ],
  ])('that uses %s is broken as a whole', async (_name, signature, reason) => {
    const { catalog, file } = await catalogWith({ acme: packWith({ signature }) })
    expect(catalog.packs().size).toBe(0)
    expect(catalog.broken()).toHaveLength(1)
    expect(catalog.broken()[0]?.file).toBe(file('acme'))
    expect(catalog.broken()[0]?.reason).toContain(reason)
  })
})

test('reading again: what was added is there, what was removed is gone, and everybody hears of it', async () => {
  const { catalog, dataDir } = await catalogWith({ acme: packFiles })
  let told = 0
  catalog.changed.subscribe(() => told++)
  const before = catalog.packs()
  rmSync(join(userPacksDir(dataDir), 'acme'), { recursive: true })
  expect(catalog.packs()).toBe(before)
  await catalog.reload()
  expect(catalog.packs().size).toBe(0)
  expect(catalog.broken()).toEqual([])
  expect(told).toBe(1)
})

test('a schema that does not compile makes the pack broken once it was checked, and everybody hears of it', async () => {
  const bad = { ...packFiles, 'schemas/call.ended.schema.json': '{"type":"object","required":"id"}' }
  const { catalog, dataDir } = await catalogWith({ acme: packFiles })
  expect([...catalog.packs().keys()]).toEqual(['acme'])
  let told = 0
  catalog.changed.subscribe(() => told++)
  for (const [path, text] of Object.entries(bad)) writeFileSync(join(userPacksDir(dataDir), 'acme', path), text)
  await catalog.reload()
  expect(catalog.packs().size).toBe(0)
  expect(catalog.broken()).toMatchObject([{ file: expect.stringContaining('call.ended.schema.json') }])
  expect(told).toBe(1)
})

test('a check that comes late says nothing about what was read since', async () => {
  const checks: PromiseWithResolvers<BrokenPack[]>[] = []
  const { catalog } = await catalogWith({ acme: packFiles }, {}, () => {
    const check = Promise.withResolvers<BrokenPack[]>()
    checks.push(check)
    if (checks.length === 1) check.resolve([])
    return check.promise
  })
  const [first, second] = [catalog.reload(), catalog.reload()]
  checks[2]?.resolve([])
  await second
  checks[1]?.resolve([{ file: 'of before', reason: 'was mended since' }])
  await first
  expect([...catalog.packs().keys()]).toEqual(['acme'])
  expect(catalog.broken()).toEqual([])
})

test('the folder of the user may be missing, that of the product may not', async () => {
  const dataDir = writePacks({})
  const catalog = await openCatalog(join(dataDir, 'nowhere', 'providers'), dataDir)
  expect(catalog.infos()).toEqual([])
  expect(catalog.broken()).toMatchObject([{ file: join(dataDir, 'nowhere', 'providers') }])
})

test('the text of a schema, or that there is none', async () => {
  const { catalog } = await catalogWith({ acme: packFiles })
  expect(JSON.parse(catalog.schemaText('acme', 'call.ended'))).toEqual({ type: 'object', required: ['id'] })
  for (const [provider, event] of [
    ['acme', 'call.started'],
    ['nobody', 'call.ended'],
  ] as const) {
    expect(() => catalog.schemaText(provider, event)).toThrow(`no schema of "${event}" in the pack "${provider}"`)
  }
})

describe('recipes', () => {
  test.each([
    ['its parameters fit', { scheme: 'hmac', params: { header: 'X-Sig', encoding: 'base64' } }, null],
    ['none are needed', { scheme: 'bearer', params: {} }, null],
    ['the scheme does not exist', { scheme: 'rot13', params: {} }, '/scheme: there is no signature scheme "rot13"'],
    ['a parameter has a wrong value', { scheme: 'hmac', params: { toleranceSeconds: -1 } }, '/params/toleranceSeconds'],
    ['the signed string names nothing known', { scheme: 'hmac', params: { signed: '{nonsense}' } }, '/params/signed'],
  ])('%s', async (_name, recipe, problem) => {
    const { catalog } = await catalogWith({})
    const check = () => catalog.checkRecipe(recipe)
    if (problem === null) expect(check).not.toThrow()
    else expect(check).toThrow(problem)
  })
})

describe('secrets', () => {
  test.each([
    ['allo-v2', 'whsec_'],
    ['allo-v2', 'whsec_••••••••'],
    ['allo-v2', 'whsec_***'],
    ['allo-v2', '!!!'],
    ['allo-v2', ' '],
    ['github', ''],
    ['github', '\n'],
    ['github', '••••••••'],
    [null, 'whsec_••••••••'],
  ])('%j: %j is refused', async (provider, value) => {
    const catalog = await openCatalog(join(resourcesDir, 'providers'), writePacks({}))
    expect(() => catalog.checkSecret(value, { provider, recipe: null })).toThrow('nothing of it is left as a key')
  })

  test.each([
    ['allo-v2', 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
    ['github', '!!!'],
    [null, '!!!'],
    ['gone', 'a secret'],
  ])('%j: %j is taken', async (provider, value) => {
    const catalog = await openCatalog(join(resourcesDir, 'providers'), writePacks({}))
    expect(() => catalog.checkSecret(value, { provider, recipe: null })).not.toThrow()
  })

  test('a recipe counts more than the pack', async () => {
    const catalog = await openCatalog(join(resourcesDir, 'providers'), writePacks({}))
    const check = (recipe: SchemeRef) => () => catalog.checkSecret('!!!', { provider: 'github', recipe })
    expect(check({ scheme: 'hmac', params: { secretForm: 'base64' } })).toThrow('nothing of it is left as a key')
  })
})

test('the built-in packs and all schemes fit what the API promises', async () => {
  const dataDir = writePacks({})
  const catalog = await openCatalog(join(resourcesDir, 'providers'), dataDir)
  expect(catalog.broken()).toEqual([])
  for (const info of catalog.infos()) expect(ProviderInfo.safeParse(info).error?.issues, info.id).toBeUndefined()
  for (const info of schemeInfos()) expect(SchemeInfo.safeParse(info).error?.issues, info.id).toBeUndefined()
})

describe('a check that was stopped', () => {
  const slow = { when: [{ body: '/a', matches: '^(a+)+$' }], weight: 50 }
  const packs = {
    slow: packWith({ id: 'slow', detect: [slow] }),
    other: packWith({ id: 'other', detect: [slow] }),
    quick: packWith({ id: 'quick' }),
  }
  const why = 'needs more than 1 s'

  test('is told once, with the pack that it was for; a reload forgets it', async () => {
    const { catalog, file } = await catalogWith(packs)
    let changes = 0
    catalog.changed.subscribe(() => {
      changes += 1
    })
    for (let n = 0; n < 2; n += 1) catalog.noteStopped({ provider: 'quick', why })

    const folder = file('quick').replace('/provider.json', '')
    expect(catalog.broken()).toEqual([{ file: folder, reason: expect.stringContaining('needs more than 1 s') }])
    expect(catalog.stopped()).toEqual([expect.stringMatching(/a pattern or schema of this pack probably takes/)])
    expect(catalog.packs().has('quick')).toBe(true)
    expect(changes).toBe(1)
    await catalog.reload()
    expect(catalog.broken()).toEqual([])
  })

  test('before it was known whose delivery it is: all packs are named whose conditions may take long', async () => {
    const { catalog } = await catalogWith(packs)
    catalog.noteStopped({ provider: null, why })
    expect(catalog.broken().map(({ file }) => file.split('/').at(-1))).toEqual(['other', 'slow'])
    expect(catalog.broken()[0]!.reason).toContain('or of another pack that is named here')
  })

  test('for a built-in pack is nobody’s fault who could put it right', async () => {
    const { catalog } = await catalogWith({}, { builtin: packWith({ id: 'builtin' }) })
    catalog.noteStopped({ provider: 'builtin', why })
    expect(catalog.broken()).toEqual([])
  })
})
