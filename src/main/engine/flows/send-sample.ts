import { AppError } from '#shared/api/errors.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { EnginePorts } from '../ports.ts'
import { makeSample, type SampleRequest } from '../providers/make-sample.ts'
import type { ProviderPack } from '../providers/provider-pack.ts'
import { prepareHeaders } from '../replay/prepare-headers.ts'
import { sendRequest } from '../replay/send-request.ts'
import { schemeRegistry } from '../signatures/registry.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'
import type { EndpointRegistry } from './endpoints/endpoint-registry.ts'
import type { ExpectedSamples } from './expected-samples.ts'
import type { PackCatalog } from './pack-catalog.ts'

export interface SampleOrder {
  readonly endpointId: string
  readonly provider?: string | undefined
  readonly event: string
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
  readonly endpoints: EndpointRegistry
  readonly catalog: PackCatalog
  readonly samples: ExpectedSamples
  readonly tunnelUrl: () => string | null
  readonly receiverUrl: () => string
  /** Aborts what is on its way when the engine closes. */
  readonly signal: AbortSignal
}

const timeoutMs = 15_000

/** Sends a pack's sample event, signed where it can be, the way a provider's would come: through the tunnel when it is up. */
export function createSampleFlow(parts: SampleParts): (order: SampleOrder) => Promise<SampleResult> {
  const { ports, endpoints, catalog, signal } = parts

  return async (order) => {
    const endpoint = endpoints.get(order.endpointId)
    const pack = packOf(catalog, order.provider ?? endpoint.provider)
    const plain = makeSample(pack, order.event, { nowMs: ports.clock.now(), randomBytes: ports.randomBytes })
    if (!plain) throw new AppError('not-found', `${pack.manifest.name} has no sample of "${order.event}".`)

    const tunnelUrl = parts.tunnelUrl()
    const url = `${tunnelUrl ?? parts.receiverUrl()}/in/${endpoint.token}`
    const recipe = endpoint.recipe ?? signingScheme(pack)
    const secret = endpoints.secrets.active(endpoint.id).at(-1) ?? null
    const signed = recipe && secret ? sign(plain, url, recipe, secret) : null
    const sample = signed ?? plain

    const forget = parts.samples.expect(endpoint.id, sample.body)
    try {
      const { headers } = prepareHeaders(sample.headers, url, sample.body.byteLength, sample.method)
      const body = { kind: 'memory', bytes: sample.body } as const
      const outcome = await sendRequest({
        method: sample.method,
        target: url,
        headers,
        body,
        timeoutMs,
        signal,
        clock: ports.clock,
      })
      return {
        status: outcome.status,
        via: tunnelUrl ? 'tunnel' : 'receiver',
        url,
        signedWith: signed && secret ? secret.label : null,
        problem: outcome.error?.message ?? null,
      }
    } finally {
      forget()
    }
  }

  function sign(
    sample: SampleRequest,
    url: string,
    recipe: { scheme: string; params: unknown },
    secret: SchemeSecret,
  ): SampleRequest | null {
    const scheme = schemeRegistry.get(recipe.scheme)
    if (!scheme) return null
    const nowMs = ports.clock.now()
    const { pathname, search } = new URL(url)
    const request = { ...sample, target: pathname + search, publicUrl: url, arrivedAtMs: nowMs }
    const newId = () => Buffer.from(ports.randomBytes(12)).toString('hex')
    const added = scheme.sign(request, scheme.params.parse(recipe.params), secret.value, nowMs, newId)
    return (
      added && { ...sample, headers: replaceHeaders(sample.headers, added.headers), body: added.body ?? sample.body }
    )
  }
}

function packOf(catalog: PackCatalog, id: string | null): ProviderPack {
  const pack = id === null ? undefined : catalog.packs().get(id)
  if (!pack) throw new AppError('bad-input', 'Choose a provider: this endpoint detects it with each delivery.')
  return pack
}

function signingScheme({ manifest: { signature } }: ProviderPack) {
  return signature.kind === 'scheme' ? signature : null
}

function replaceHeaders(headers: readonly HeaderPair[], added: readonly HeaderPair[]): HeaderPair[] {
  const names = new Set(added.map(([name]) => name.toLowerCase()))
  return [...headers.filter(([name]) => !names.has(name.toLowerCase())), ...added]
}
