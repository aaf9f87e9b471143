import type { EndpointService } from './endpoint-service.ts'
import type { PackCatalog } from './pack-catalog.ts'

/** One endpoint for each of these packs on a fresh data folder, in this order; the last one detects. */
const seeds = ['replicer', 'oncallclerk', 'outcallerai', 'allo-v2', 'allo-v1', 'oneinbox']

/** What a new user starts with, so that the first screen has URLs to copy. */
export async function seedEndpoints(endpoints: EndpointService, catalog: PackCatalog): Promise<void> {
  for (const id of seeds) {
    const pack = catalog.packs().get(id)
    if (pack) await endpoints.create({ name: pack.manifest.name, provider: id, target: null })
  }
  await endpoints.create({ name: 'Anything', provider: null, target: null })
}
