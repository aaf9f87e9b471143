import { AppError } from '#shared/api/errors.ts'
import type { Endpoint } from '#shared/model/endpoint.ts'
import type { EndpointMode, ForwardSettings } from '#shared/model/forward.ts'
import { type CaptureForward, originsToApprove, refusalOf } from '../capture/forward/targets.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { SettingsService } from '../state/settings-service.ts'

export interface ForwardingOrder {
  readonly endpointId: string
  readonly mode?: EndpointMode | undefined
  readonly target?: string | null | undefined
  readonly forward?: { readonly [K in keyof ForwardSettings]?: ForwardSettings[K] | undefined } | undefined
  /** Targets outside of this machine are agreed to. */
  readonly approve: boolean
}

export type ForwardingResult =
  | { readonly result: 'set'; readonly endpoint: Endpoint }
  | { readonly result: 'needs-approval'; readonly origins: string[] }

/** See `forwards.set` of the API. */
export type SetForwarding = (order: ForwardingOrder) => Promise<ForwardingResult>

interface SetForwardingParts {
  readonly endpoints: Pick<EndpointService, 'get' | 'update'>
  readonly settings: Pick<SettingsService, 'get' | 'approveTargets'>
}

export function createSetForwarding({ endpoints, settings }: SetForwardingParts): SetForwarding {
  return async ({ endpointId, mode, target, forward, approve }) => {
    const before = endpoints.get(endpointId)
    const next = {
      mode: mode ?? before.mode,
      target: target === undefined ? before.target : target,
      forward: { ...before.forward, ...withoutUndefined(forward ?? {}) },
    }
    if (next.mode === 'forward' && next.target !== null) {
      const origins = originsToApprove({ ...next.forward, target: next.target }, settings.get().approvedTargets)
      if (origins.length > 0 && !approve) return { result: 'needs-approval', origins }
      if (origins.length > 0) await settings.approveTargets(origins)
    }
    return { result: 'set', endpoint: await endpoints.update(endpointId, next) }
  }
}

/**
 * Throws AppError for an endpoint that cannot forward as it is set up: `bad-input` without a target, or with Switchhook
 * itself as one; `conflict` where a target was not agreed to.
 */
export function checkForwarding(
  endpoint: Pick<Endpoint, 'mode' | 'target' | 'forward'>,
  approved: readonly string[],
  ownUrls: readonly string[],
): void {
  if (endpoint.mode === 'answer') return
  if (endpoint.target === null)
    throw new AppError('bad-input', 'Forwarding needs a target: the URL of your app.', [
      { path: ['target'], message: 'forwarding needs a target: the URL of your app' },
    ])
  const forward: CaptureForward = { ...endpoint.forward, target: endpoint.target }
  const urls = [endpoint.target, ...forward.others.map(({ url }) => url)]
  urls.forEach((url, at) => {
    const refusal = refusalOf(url, approved, ownUrls)
    if (refusal === null) return
    const path = at === 0 ? ['target'] : ['forward', 'others', at - 1, 'url']
    const code = refusal.code === 'not-approved' ? 'conflict' : 'bad-input'
    throw new AppError(code, refusal.message, [{ path, message: refusal.message }])
  })
}

function withoutUndefined<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as never
}
