import { AppError } from '#shared/api/errors.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import type { ExportPiece, ExportThread } from '../export/exporter.ts'
import { exportFormats } from '../export/registry.ts'
import type { ExportOrder } from '../export/render.ts'
import { signatureRules } from '../providers/provider-pack.ts'
import type { Views } from '../reading/views.ts'
import { targetFor } from '../replay/target.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { PackCatalog } from '../state/pack-catalog.ts'
import { schemaForExport } from './event-schema.ts'

interface ExportParts {
  readonly views: Views
  readonly endpoints: EndpointService
  readonly catalog: PackCatalog
  readonly thread: ExportThread
  readonly generator: string
  /** Largest sum of body bytes in one export: they are held in memory. */
  readonly limit?: number
}

export type ExportFlow = ReturnType<typeof createExportFlow>

/** Renders deliveries in a format; several files become one zip. */
export function createExportFlow(parts: ExportParts) {
  const { views, endpoints, catalog, thread, generator, limit = 256_000_000 } = parts

  async function toItem(id: string): Promise<ExportOrder['items'][number]> {
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
      eventSchema: schemaForExport(pack, delivery.facts.eventType),
    }
  }

  return async function* (ids: readonly string[], format: string): AsyncGenerator<ExportPiece, void> {
    if (!exportFormats.has(format)) throw new AppError('not-found', `There is no export format "${format}".`)
    const items: ExportOrder['items'][number][] = []
    let total = 0
    for (const id of ids) {
      const item = await toItem(id)
      total += item.delivery.size
      if (total > limit)
        throw new AppError(
          'bad-input',
          `These deliveries hold more than ${formatBytes(limit)} of bodies. Choose fewer.`,
        )
      items.push(item)
    }
    yield* thread.render({ format, generator, items })
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
