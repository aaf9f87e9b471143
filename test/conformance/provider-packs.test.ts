import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { Conformance } from '#shared/model/conformance.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import { ProviderManifest } from '#shared/model/provider-pack.ts'
import { createChecker } from '../../src/main/engine/checker/check-body.ts'
import { readBody, unhurriedLimits } from '../../src/main/engine/lib/body-reader.ts'
import { schemaCompiler } from '../../src/main/engine/lib/json-schema.ts'
import { isJsonType } from '../../src/main/engine/lib/media-type.ts'
import { detectProvider } from '../../src/main/engine/providers/detect-provider.ts'
import { loadProviderPacks } from '../../src/main/engine/providers/load-provider-packs.ts'
import { makeSample } from '../../src/main/engine/providers/make-sample.ts'
import { placeOf, readPayload, valueAt } from '../../src/main/engine/providers/payload.ts'
import { findEvent, findSchema, schemaText } from '../../src/main/engine/providers/provider-pack.ts'
import { readFacts } from '../../src/main/engine/providers/read-facts.ts'
import { readPackFolder, readSampleFileName } from '../../src/main/engine/providers/read-pack-folder.ts'
import { schemeRegistry } from '../../src/main/engine/signatures/registry.ts'

const root = join(import.meta.dirname, '../../resources/providers')
const ids = readdirSync(root)
const { packs, broken } = loadProviderPacks({ builtInDir: root, userDir: join(root, 'no-such-folder') })
const checker = createChecker()

const fixed = { nowMs: Date.UTC(2026, 0, 2), randomBytes: (size: number) => new Uint8Array(size).fill(7) }

/** Loading left nothing out, so every pack is there. */
const packOf = (id: string) => packs.get(id)!

function headersOf(id: string, event: string): readonly HeaderPair[] {
  return makeSample(packOf(id), event, fixed)?.headers ?? []
}

/** A sample as JSON: forms are held against their schema as the object of strings that packs see. */
function asJson(id: string, event: string, body: Uint8Array): Uint8Array {
  const payload = readPayload({ method: 'POST', target: '/', headers: headersOf(id, event) }, body)
  return isJsonType(payload.body.mediaType!.essence) ? body : Buffer.from(JSON.stringify(payload.body.value))
}

function check(id: string, event: string, body: Uint8Array): Conformance {
  const reading = readBody(asJson(id, event, body), () => undefined, unhurriedLimits)
  const found = findSchema(packOf(id), event)!
  const { key } = found.schema
  return checker.check(reading, { key, text: () => schemaText(found.schema), proved: false, of: found.of })
}

it('loads every built-in pack', () => {
  expect(broken).toEqual([])
  expect([...packs.keys()]).toEqual(ids)
})

it('has a mark of its own for each pack', () => {
  const marks = [...packs.values()].map(({ manifest }) => manifest.mark)
  expect(marks.filter((mark, index) => marks.indexOf(mark) !== index)).toEqual([])
})

/** Texts on which a pattern that goes back too often shows it: 100,000 times the same, and an end that fits nothing. */
const hostileTexts = [
  'a',
  'A',
  '1',
  ' ',
  '.',
  '-',
  '/',
  '+',
  ':',
  '_',
  'a.',
  'a-',
  '1.',
  'a1',
  'a@',
  '\u00e9',
  '\n',
].map((part) => `${part.repeat(100_000 / part.length)}\0`)

/** All regular expressions in a JSON value: conditions, summaries and families of a manifest, `pattern`s of a schema. */
function patternsIn(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, inside]) => {
    const isPattern = ['matches', 'pattern', 'event'].includes(key) && typeof inside === 'string'
    const names = key === 'patternProperties' ? Object.keys(inside as object) : []
    return [...(isPattern ? [inside] : []), ...names, ...patternsIn(inside)]
  })
}

describe.each(ids)('%s', (id) => {
  const folder = join(root, id)
  const manifest = ProviderManifest.parse(JSON.parse(readFileSync(join(folder, 'provider.json'), 'utf8')))
  const files = readdirSync(join(folder, 'samples'))
  const samples = files.map((file) => ({
    file,
    bytes: readFileSync(join(folder, 'samples', file)),
    ...readSampleFileName(file)!,
  }))
  const good = samples.filter(({ fails, notes }) => fails === null && notes === null)
  const noted = samples.filter(({ notes }) => notes !== null)
  const bad = samples.filter(({ fails }) => fails !== null)

  it('is named like its folder', () => {
    expect(manifest.id).toBe(id)
  })

  it('has no problem in any file: nothing but its manifest is checked when it is loaded', () => {
    expect(readPackFolder(folder, 'user', schemaCompiler()).problems).toEqual([])
  })

  it('has a schema for each event and no schema besides', () => {
    const named = new Set(
      manifest.events.flatMap(({ schema, revisions = [] }) => [schema, ...revisions.map((each) => each.schema)]),
    )
    expect(new Set(readdirSync(join(folder, 'schemas')))).toEqual(named)
  })

  it('says what is not documented of each event without a field list', () => {
    const silentEvents = manifest.events.filter(
      ({ documented, undocumented }) => documented === 'envelope' && undocumented.length === 0,
    )
    expect(silentEvents.map(({ type }) => type)).toEqual([])
  })

  it('names a signature scheme that exists, with parameters that suit it', () => {
    const { signature } = manifest
    const main = signature.kind === 'scheme' ? signature : signature.recipe
    const others = signature.kind === 'scheme' ? signature.alternatives : undefined
    for (const ref of [...(main === undefined ? [] : [main]), ...(others ?? [])]) {
      const scheme = schemeRegistry.get(ref.scheme)
      expect(scheme?.params.safeParse(ref.params).error?.issues).toBeUndefined()
      expect(scheme?.id).toBe(ref.scheme)
    }
  })

  it('has no pattern that takes its time on anything: they run before the answer', () => {
    const schemas = readdirSync(join(folder, 'schemas')).map((name) =>
      readFileSync(join(folder, 'schemas', name), 'utf8'),
    )
    const patterns = new Set([manifest, ...schemas.map((text) => JSON.parse(text))].flatMap(patternsIn))
    for (const pattern of patterns) {
      const expression = new RegExp(pattern, 'u')
      const startedAt = performance.now()
      for (const text of hostileTexts) expression.test(text)
      expect(performance.now() - startedAt, pattern).toBeLessThan(1000)
    }
  })

  it('has as many retries as attempts', () => {
    const rules = [manifest.delivery, ...manifest.events.flatMap(({ delivery }) => delivery ?? [])]
    for (const { retryDelaysMs, attempts } of rules) {
      expect(attempts).toBe(retryDelaysMs === null ? attempts : retryDelaysMs.length + 1)
    }
  })

  it('has a sample of each event, and a counter-sample of each event with documented fields', () => {
    const entries = (list: typeof samples) => new Set(list.map(({ event }) => findEvent(manifest, event)?.type))
    expect(manifest.events.filter(({ type }) => !entries(good).has(type))).toEqual([])
    const documented = manifest.events.filter(({ documented }) => documented === 'fields')
    expect(documented.filter(({ type }) => !entries(bad).has(type))).toEqual([])
  })

  it.each(good)('detects and accepts $file', ({ event, bytes }) => {
    const payload = readPayload({ method: 'POST', target: '/in/x', headers: headersOf(id, event) }, bytes)
    const detected = detectProvider(packs, payload, null)
    expect(detected?.pack.manifest.id).toBe(id)
    expect(readFacts(detected, payload).eventType).toBe(event)
    const { who, text } = readFacts(detected, payload).summary
    expect(`${who ?? ''}${text}`).not.toBe('')
    expect(check(id, event, bytes)).toMatchObject({ state: 'conforms', issues: [] })
  })

  it.each(good)('makes a fresh event of $file that is accepted too', ({ event, bytes }) => {
    const fresh = makeSample(packOf(id), event, fixed)!
    expect(check(id, event, fresh.body)).toMatchObject({ state: 'conforms' })
    expect(Buffer.compare(fresh.body, bytes) === 0).toBe(!changesBody(manifest, asJson(id, event, bytes)))
  })

  it.each(noted)('accepts $file with its note only', ({ event, notes, bytes }) => {
    const result = check(id, event, bytes)
    const [kind, ...field] = notes!.split('-')
    expect(result).toMatchObject({ state: 'conforms', issueCount: 0 })
    expect(result.notes?.map((note) => [note.kind, note.pointer.split('/').at(-1)])).toEqual([[kind, field.join('-')]])
  })

  it.each(bad)('refuses $file for its reason only', ({ event, fails, bytes }) => {
    const { state, issues } = check(id, event, bytes)
    const [kind, ...field] = fails!.split('-')
    expect(state).toBe('differs')
    expect(issues.map((issue) => [issue.kind, issue.pointer.split('/').at(-1)])).toEqual([[kind, field.join('-')]])
  })
})

/** Has the body one of the places where something fresh goes? */
function changesBody(manifest: ProviderManifest, bytes: Uint8Array): boolean {
  const payload = readPayload({ method: 'POST', target: '/', headers: [] }, bytes)
  return manifest.freshen.some(({ at }) => 'body' in at && valueAt(payload, placeOf(at)) !== undefined)
}
