import type { EventSchema } from '../export/export-format.ts'
import { signingForExport } from '../export/pseudonymise/signing.ts'
import type { OrderedItem } from '../export/render.ts'
import { eventSchema } from '../export/types/event-schema.ts'
import { oncePer } from '../lib/once-per.ts'
import { targetFor } from '../lib/target-url.ts'
import {
  type FoundSchema,
  findSchema,
  type ProviderPack,
  schemaText,
  signatureRules,
} from '../providers/provider-pack.ts'
import type { Views } from '../reading/views.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { PackCatalog } from '../state/pack-catalog.ts'

export interface ExportItemParts {
  readonly views: Pick<Views, 'read'>
  readonly endpoints: EndpointService
  readonly catalog: Pick<PackCatalog, 'packs'>
}

export type SharedValues = Pick<OrderedItem, 'secretValues' | 'tokens'>

/** What must not leave, of all endpoints. */
export const sharedValues = (endpoints: EndpointService): SharedValues => ({
  secretValues: endpoints.secrets.all().map(({ value }) => value),
  tokens: endpoints.list().map(({ token }) => token),
})

/** A delivery with what the export thread needs to know of it. Throws AppError `not-found` where it or its endpoint is gone. */
export async function readExportItem(
  { views, endpoints, catalog }: ExportItemParts,
  id: string,
  shared: SharedValues,
): Promise<OrderedItem> {
  const [delivery, body] = await Promise.all([views.read.detail(id), views.read.wholeBody(id)])
  const { name, target, recipe } = endpoints.get(delivery.endpointId)
  const pack = catalog.packs().get(delivery.provider ?? '') ?? null
  const rules = signatureRules(pack, delivery.facts.eventType, { recipe, hasSecret: true })
  return {
    delivery,
    body,
    endpointName: name,
    targetUrl: target && targetFor(target, delivery.request.target),
    endpointTarget: target,
    ...shared,
    bodySecrets: bodySecrets(rules.recipe, rules.signature ?? undefined),
    eventSchema: schemaForExport(pack, delivery.facts.eventType),
    signing: signingForExport(
      pack?.manifest ?? null,
      signatureRules(pack, delivery.facts.eventType, { recipe, hasSecret: delivery.verdict.scheme !== null }),
    ),
  }
}

/** Where bodies carry their secret, by every scheme that may be meant: pointers of `body-token`. */
function bodySecrets(...signatures: readonly unknown[]): string[] {
  const pointers = new Set<string>()
  JSON.stringify(signatures, (_, value: unknown) => {
    const scheme = value as { scheme?: unknown; params?: { pointer?: unknown } } | null
    if (typeof value === 'object' && scheme?.scheme === 'body-token')
      pointers.add(String(scheme.params?.pointer ?? '/token'))
    return value
  })
  return [...pointers]
}

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
