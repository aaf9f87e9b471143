import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { RateMeter } from '../../lib/rate-meter.ts'
import type { Store } from '../../store/store.ts'
import type { EndpointRegistry } from './endpoint-registry.ts'

interface StatusParts {
  readonly store: Store
  readonly endpoints: EndpointRegistry
  readonly rates: RateMeter
  readonly receiverUrl: string
  readonly tunnelUrl: string | null
}

/** All endpoints with their URLs and figures. */
export async function endpointStatuses(parts: StatusParts): Promise<EndpointStatus[]> {
  const figures = await parts.store.endpointFigures()
  return parts.endpoints.list().map((endpoint) => {
    const path = `/in/${endpoint.token}`
    const { deliveries = 0, lastAt = null, lastStatus = null } = figures.get(endpoint.id) ?? {}
    return {
      ...endpoint,
      url: parts.receiverUrl + path,
      publicUrl: parts.tunnelUrl === null ? null : parts.tunnelUrl.replace(/\/$/, '') + path,
      deliveries,
      lastAt,
      lastStatus,
      perMinute: parts.rates.perMinute(endpoint.id),
    }
  })
}
