import type { ExportItem } from '../export/export-format.ts'
import { signingForExport } from '../export/pseudonymise/signing.ts'
import type { CapturedBody } from '../lib/captured-body.ts'
import { signatureRules } from '../providers/provider-pack.ts'
import type { Views } from '../reading/views.ts'
import { targetFor } from '../replay/target.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { PackCatalog } from '../state/pack-catalog.ts'

export interface ExportItemParts {
  readonly views: Views
  readonly endpoints: EndpointService
  readonly catalog: PackCatalog
}

/** A delivery with what the export thread needs to know of it; the body may still be in its file. */
export type ItemToExport = Omit<ExportItem, 'body'> & { readonly body: CapturedBody }

/** Throws AppError `not-found` where the delivery or its endpoint is gone. */
export async function readExportItem(
  { views, endpoints, catalog }: ExportItemParts,
  id: string,
): Promise<ItemToExport> {
  const delivery = await views.read.detail(id)
  const { name, target, recipe } = endpoints.get(delivery.endpointId)
  const pack = catalog.packs().get(delivery.provider ?? '') ?? null
  const rules = signatureRules(pack, delivery.facts.eventType, { recipe, hasSecret: true })
  return {
    delivery,
    body: await views.read.wholeBody(id),
    endpointName: name,
    targetUrl: target && targetFor(target, delivery.request.target),
    secretValues: endpoints.secrets.all().map(({ value }) => value),
    tokens: endpoints.list().map(({ token }) => token),
    bodySecrets: bodySecrets(rules.recipe, rules.signature ?? undefined),
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
