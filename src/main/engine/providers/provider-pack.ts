import type { Conformance } from '#shared/model/conformance.ts'
import { deliveryRules } from '#shared/model/delivery-rules.ts'
import type { DeliveryRules, EventEntry, PackSignature, ProviderManifest } from '#shared/model/provider-pack.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
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
  /** Of the other revisions that are documented. */
  readonly others: readonly FoundSchema[]
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

/** How deliveries of this event are answered and sent again; of the provider's usual events where the type is not known. */
export function deliveryOf({ manifest }: ProviderPack, eventType: string | null): DeliveryRules {
  return deliveryRules(manifest, eventType === null ? null : findEvent(manifest, eventType))
}

/** Is any event signed in a way of its own? Then who judges has to know the event first. */
export const signsByEvent = oncePer(({ manifest }: ProviderPack) =>
  manifest.events.some(({ signature }) => signature !== undefined),
)

export interface SignatureRules {
  readonly signature: PackSignature | null
  readonly recipe: SchemeRef | null
}

/**
 * What the signature of a delivery is judged by. A provider that does not sign may let users set a header: a secret that the
 * endpoint has is looked for there.
 */
export function signatureRules(
  pack: ProviderPack | null,
  eventType: string | null,
  endpoint: { readonly recipe: SchemeRef | null; readonly hasSecret: boolean },
): SignatureRules {
  if (pack === null) return { signature: null, recipe: endpoint.recipe }
  const entry = eventType === null ? null : findEvent(pack.manifest, eventType)
  const signature = entry?.signature ?? pack.manifest.signature
  const offered = signature.kind === 'none' && endpoint.hasSecret ? signature.recipe : undefined
  return { signature, recipe: endpoint.recipe ?? offered ?? null }
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
    const others = (entry.revisions ?? []).flatMap((revision): FoundSchema[] => {
      const other = schemas.get(revision.schema)
      return other === undefined ? [] : [{ entry, schema: other, of: { ...of, revision: revision.name }, others: [] }]
    })
    if (schema !== undefined) found.set(entry, { entry, schema, of, others })
  }
  return found
})
