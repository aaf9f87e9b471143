import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { HostStatus, TunnelStatus } from '#shared/model/status.ts'
import type { CaptureSupervisor } from '../capture/supervisor.ts'
import type { RateMeter } from '../lib/rate-meter.ts'
import type { Clock } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { ResponseRules } from '../state/response-rules.ts'
import type { RetentionFlow } from './retention.ts'

interface StatusParts {
  readonly views: Views
  readonly capturing: CaptureSupervisor
  readonly tunnel: { status(): TunnelStatus }
  readonly endpoints: EndpointService
  readonly responseRules: ResponseRules
  readonly rates: RateMeter
  readonly clock: Clock
}

interface EndpointStatusParts extends StatusParts {
  readonly retention: Pick<RetentionFlow, 'removed'>
}

/** The host's state at this moment. `warnings`: what was found at the start. */
export async function readHostStatus({
  views,
  capturing,
  tunnel,
  rates,
  clock,
  warnings,
}: StatusParts & { readonly warnings: readonly string[] }): Promise<HostStatus> {
  const [{ count }, storeBytes, viewsStatus] = await Promise.all([
    views.read.count('', undefined, undefined, clock.now()),
    views.read.size(),
    views.status(),
  ])
  return {
    receiver: capturing.status(),
    tunnel: tunnel.status(),
    deliveries: count,
    storeBytes,
    perMinute: rates.total(),
    views: viewsStatus,
    warnings: [...new Set([...warnings, ...capturing.warnings()])],
    refused: Object.fromEntries(capturing.refused),
  }
}

const noForwards: EndpointStatus['forwarding'] = { last: null, waiting: 0 }

/** All endpoints with their URLs and figures. */
export async function readEndpointStatuses({
  views,
  capturing,
  tunnel,
  endpoints,
  responseRules,
  rates,
  retention,
}: EndpointStatusParts): Promise<EndpointStatus[]> {
  const figures = await views.read.endpointFigures()
  const receiverUrl = capturing.status().url
  const tunnelUrl = tunnel.status().url
  return endpoints.list().map((endpoint) => {
    const path = `/in/${endpoint.token}`
    const retained = retention.removed(endpoint.id)
    const { deliveries = 0, lastAt = null, lastStatus = null, forwarding = noForwards } = figures.get(endpoint.id) ?? {}
    return {
      ...endpoint,
      ...responseRules.stateOf(endpoint),
      url: receiverUrl + path,
      publicUrl: tunnelUrl === null ? null : tunnelUrl.replace(/\/$/, '') + path,
      deliveries,
      lastAt,
      lastStatus,
      perMinute: rates.perMinute(endpoint.id),
      ...(retained !== null && { retained }),
      forwarding,
    }
  })
}
