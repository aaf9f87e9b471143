import { AppError } from '#shared/api/errors.ts'
import type { SignatureBreak } from '#shared/model/signature-break.ts'
import type { CaptureFunctions } from '../capture/contract.ts'
import type { Remote } from '../lib/peer.ts'
import type { EnginePorts } from '../ports.ts'
import { makeSample } from '../providers/make-sample.ts'
import { type ProviderPack, signatureRules } from '../providers/provider-pack.ts'
import { prepareHeaders } from '../replay/prepare-headers.ts'
import { sendRequest } from '../replay/send-request.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { PackCatalog } from '../state/pack-catalog.ts'
import { brokenRequest, type SignRequest, signingSchemes } from './sign.ts'

export interface SampleOrder {
  readonly endpointId: string
  readonly provider?: string | undefined
  readonly event: string
  /** A fault in its signature. */
  readonly broken?: SignatureBreak | undefined
}

export interface SampleResult {
  readonly status: number | null
  readonly via: 'tunnel' | 'receiver'
  readonly url: string
  readonly signedWith: string | null
  readonly problem: string | null
}

interface SampleParts {
  readonly ports: EnginePorts
  readonly endpoints: EndpointService
  readonly catalog: PackCatalog
  readonly capture: Pick<Remote<CaptureFunctions>, 'expectSample' | 'forgetSample'>
  readonly sign: SignRequest
  readonly tunnelUrl: () => string | null
  readonly receiverUrl: () => string
  /** Aborts what is on its way when the engine closes. */
  readonly signal: AbortSignal
}

const timeoutMs = 15_000

export type SampleFlow = (order: SampleOrder) => Promise<SampleResult>

/** Sends a pack's sample event, signed where it can be, the way a provider's would come: through the tunnel when it is up. */
export function createSampleFlow(parts: SampleParts): SampleFlow {
  const { ports, endpoints, catalog, signal } = parts

  return async (order) => {
    const endpoint = endpoints.get(order.endpointId)
    const pack = packOf(catalog, order.provider ?? endpoint.provider)
    const plain = makeSample(pack, order.event, { nowMs: ports.clock.now(), randomBytes: ports.randomBytes })
    if (!plain) throw new AppError('not-found', `${pack.manifest.name} has no sample of "${order.event}".`)

    const tunnelUrl = parts.tunnelUrl()
    const url = `${tunnelUrl ?? parts.receiverUrl()}/in/${endpoint.token}`
    const secret = endpoints.secrets.active(endpoint.id).at(-1) ?? null
    const rules = signatureRules(pack, order.event, { recipe: endpoint.recipe, hasSecret: secret !== null })
    const schemes = signingSchemes(rules.recipe, rules.signature)
    const signed = await parts.sign({ ...plain, url }, schemes, secret, 'sample')
    if (order.broken && !signed)
      throw new AppError(
        'conflict',
        `This sample cannot be signed, so its signature cannot be broken: ${endpoint.name} has no secret to sign with, or ${pack.manifest.name} documents no scheme.`,
      )
    const unbroken = signed ?? { ...plain, url }
    const sample = signed && order.broken ? brokenRequest(ports, { ...plain, url }, signed, order.broken) : unbroken

    const testKey = signed?.byTestKey ? signed.key : null
    const ticket = await parts.capture.expectSample(endpoint.id, sample.body, testKey)
    try {
      const { headers } = prepareHeaders(sample.headers, sample.url, sample.body.byteLength, sample.method)
      const body = { kind: 'memory', bytes: sample.body } as const
      const outcome = await sendRequest({
        method: sample.method,
        target: sample.url,
        headers,
        body,
        timeoutMs,
        signal,
        clock: ports.clock,
      })
      return {
        status: outcome.status,
        via: tunnelUrl ? 'tunnel' : 'receiver',
        url: sample.url,
        signedWith: signed?.key.label ?? null,
        problem: outcome.error?.message ?? null,
      }
    } finally {
      await parts.capture.forgetSample(ticket)
    }
  }
}

function packOf(catalog: PackCatalog, id: string | null): ProviderPack {
  const pack = id === null ? undefined : catalog.packs().get(id)
  if (!pack) throw new AppError('bad-input', 'Choose a provider: this endpoint detects it with each delivery.')
  return pack
}
