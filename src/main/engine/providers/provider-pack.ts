import type { Conformance } from '#shared/model/conformance.ts'
import type { EventEntry, ProviderManifest } from '#shared/model/provider-pack.ts'
import { oncePer } from '../lib/once-per.ts'
import { readPackFile } from './pack-files.ts'
import { compilePattern } from './payload.ts'

/** A loaded pack. Plain data, so that it can be handed to another thread. */
export interface ProviderPack {
  readonly manifest: ProviderManifest
  readonly origin: 'built-in' | 'user'
  /** Path of its folder. */
  readonly folder: string
  /** By file name. */
  readonly schemas: ReadonlyMap<string, PackSchema>
  /** Files of sample bodies by event type, in the order of the manifest's events; read when one is asked for. */
  readonly samples: ReadonlyMap<string, string>
}

export interface PackSchema {
  /** Differs as soon as the text does, so that what was compiled of an older text is not used. */
  readonly key: string
  readonly file: string
  /** Null for a built-in one, whose file is read when it is first needed. */
  readonly text: string | null
}

/** A schema with the manifest's entry that names it. */
export interface FoundSchema {
  readonly entry: EventEntry
  readonly schema: PackSchema
  readonly of: NonNullable<Conformance['schema']>
}

/** The schema's JSON text. Throws where its file cannot be read any more. */
export function schemaText({ file, text }: PackSchema): string {
  if (text !== null) return text
  const read = readPackFile(file)
  if (!read.ok) throw new Error(`${file}: ${read.problem}`)
  return new TextDecoder().decode(read.bytes)
}

/** The manifest's entry for an event type: the one with this name, else the first family that it belongs to. */
export function findEvent(manifest: ProviderManifest, eventType: string): EventEntry | null {
  const { exact, families } = eventsOf(manifest)
  const found = exact.get(eventType)
  if (found !== undefined) return found
  return families.find(({ pattern }) => pattern.test(eventType))?.entry ?? null
}

/** The schema of an event type, null where the pack has none. */
export function findSchema(pack: ProviderPack, eventType: string): FoundSchema | null {
  const entry = findEvent(pack.manifest, eventType)
  return entry === null ? null : (foundSchemasOf(pack).get(entry) ?? null)
}

const eventsOf = oncePer(({ events }: ProviderManifest) => {
  const exact = new Map<string, EventEntry>()
  const families: { readonly entry: EventEntry; readonly pattern: RegExp }[] = []
  for (const entry of events) {
    if (!exact.has(entry.type)) exact.set(entry.type, entry)
    if (entry.matches !== undefined) families.push({ entry, pattern: compilePattern(entry.matches) })
  }
  return { exact, families }
})

const foundSchemasOf = oncePer(({ manifest, schemas }: ProviderPack) => {
  const found = new Map<EventEntry, FoundSchema>()
  for (const entry of manifest.events) {
    const schema = schemas.get(entry.schema)
    const of = { provider: manifest.id, event: entry.type, documented: entry.documented }
    if (schema !== undefined) found.set(entry, { entry, schema, of })
  }
  return found
})
