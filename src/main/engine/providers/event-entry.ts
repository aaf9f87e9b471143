import type { EventEntry, ProviderManifest } from '#shared/model/provider-pack.ts'
import { pattern } from './pattern.ts'
import type { PackSchema, ProviderPack } from './provider-pack.ts'

/** The manifest's entry for an event type: the one with this name, else the first family that it belongs to. */
export function findEvent(manifest: ProviderManifest, eventType: string): EventEntry | null {
  const exact = manifest.events.find((event) => event.type === eventType)
  if (exact !== undefined) return exact
  const family = manifest.events.find(({ matches }) => matches !== undefined && pattern(matches).test(eventType))
  return family ?? null
}

/** The schema of an event type, null where the pack has none. */
export function findSchema(
  pack: ProviderPack,
  eventType: string,
): { readonly entry: EventEntry; readonly schema: PackSchema } | null {
  const entry = findEvent(pack.manifest, eventType)
  const schema = entry === null ? undefined : pack.schemas.get(entry.schema)
  return entry === null || schema === undefined ? null : { entry, schema }
}
