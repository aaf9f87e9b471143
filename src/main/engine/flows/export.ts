import { readFile } from 'node:fs/promises'
import { AppError } from '#shared/api/errors.ts'
import type { ExportFormatInfo } from '#shared/api/exports.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { formatBytes } from '#shared/sentences/units.ts'
import { bundle } from '../export/bundle.ts'
import type { ExportItem } from '../export/export-format.ts'
import { exportFormats } from '../export/registry.ts'
import { targetFor } from '../replay/target-for.ts'
import type { Views } from '../projections/views.ts'
import type { EndpointService } from '../state/endpoint-service.ts'

/** All formats, for the menu. */
export function exportFormatInfos(): ExportFormatInfo[] {
  return [...exportFormats.values()].map(({ id, name, description, extension, copyable }) => ({
    id,
    name,
    description,
    extension,
    copyable,
  }))
}

export interface ExportedFile {
  readonly name: string
  readonly mediaType: string
  readonly base64: string
}

/** Largest sum of body bytes in one export: the result is held in memory. */
const maxBytes = 256_000_000

/** Renders deliveries in a format; several files become one zip. */
export function createExportFlow(views: Views, endpoints: EndpointService, generator: string, limit = maxBytes) {
  async function toItem(delivery: DeliveryDetail): Promise<ExportItem> {
    const body = await views.read.wholeBody(delivery.id)
    const { name, target } = endpoints.get(delivery.endpointId)
    return {
      delivery,
      body: body.kind === 'memory' ? body.bytes : await readFile(body.path),
      endpointName: name,
      targetUrl: target && targetFor(target, delivery.request.target),
      secretValues: endpoints.secrets.all().map(({ value }) => value),
    }
  }

  return async (ids: readonly string[], formatId: string): Promise<ExportedFile> => {
    const format = exportFormats.get(formatId)
    if (!format) throw new AppError('not-found', `There is no export format "${formatId}".`)
    const items: ExportItem[] = []
    let total = 0
    for (const id of ids) {
      const delivery = await views.read.detail(id)
      total += delivery.size
      if (total > limit)
        throw new AppError(
          'bad-input',
          `These deliveries hold more than ${formatBytes(limit)} of bodies. Choose fewer.`,
        )
      items.push(await toItem(delivery))
    }
    const file = bundle(format.render(items, generator))
    return { name: file.name, mediaType: file.mediaType, base64: Buffer.from(file.content).toString('base64') }
  }
}
