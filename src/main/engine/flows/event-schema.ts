import type { EventSchema } from '../export/export-format.ts'
import { eventSchema } from '../export/types/event-schema.ts'
import { oncePer } from '../lib/once-per.ts'
import { type FoundSchema, findSchema, type ProviderPack, schemaText } from '../providers/provider-pack.ts'

/** The schema of an event type as exports show it; null where the pack has none, or its file cannot be read. */
export function schemaForExport(pack: ProviderPack | null, eventType: string | null): EventSchema | null {
  const found = pack === null || eventType === null ? null : findSchema(pack, eventType)
  return found === null ? null : readOnce(found).schema
}

/** One object for all deliveries of an event, which the export thread is sent once. */
const readOnce = oncePer((found: FoundSchema): { readonly schema: EventSchema | null } => {
  try {
    const revisions = [found, ...found.others].map(({ schema }) => JSON.parse(schemaText(schema)) as unknown)
    return { schema: eventSchema(revisions) }
  } catch {
    // The catalog has told of it; the payload gives a type as well.
    return { schema: null }
  }
})
