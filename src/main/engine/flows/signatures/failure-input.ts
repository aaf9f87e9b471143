import type { LadderInput, LadderPack, OtherSecret } from '../../signatures/ladder/ladder-input.ts'
import type { EndpointRegistry } from '../endpoints/endpoint-registry.ts'
import type { PackCatalog } from '../pack-catalog.ts'
import type { SignatureCase } from './signature-case.ts'

export interface FailureInputParts {
  readonly endpoints: EndpointRegistry
  readonly catalog: PackCatalog
  /** Where the receiver can be reached now: its own URL, the tunnel's. */
  readonly baseUrls: () => readonly string[]
}

/** All that a failed signature is explained with: what it was judged by, and what else this host knows. */
export function failureInput(parts: FailureInputParts, { delivery, pack, input }: SignatureCase): LadderInput {
  const { endpoints, catalog, baseUrls } = parts
  return {
    ...input,
    others: otherSecrets(endpoints, delivery.endpointId, new Set(input.secrets.map(({ id }) => id))),
    packs: packsWithSchemes(catalog),
    publicUrls: baseUrls().map((url) => url.replace(/\/$/, '') + delivery.request.target),
    knownBodies: [...(pack?.samples.values() ?? [])],
  }
}

/** Secrets of other endpoints, and retired ones: they verify nothing and only explain. */
function otherSecrets(endpoints: EndpointRegistry, endpointId: string, active: ReadonlySet<string>): OtherSecret[] {
  const byId = new Map(endpoints.list().map((endpoint) => [endpoint.id, endpoint]))
  return endpoints.secrets
    .all()
    .filter(({ id }) => !active.has(id))
    .map(({ id, label, value, endpointId: owner }) => ({
      secret: { id, label, value },
      endpoint: owner === endpointId ? null : (byId.get(owner)?.name ?? null),
      provider: byId.get(owner)?.provider ?? null,
    }))
}

function packsWithSchemes(catalog: PackCatalog): LadderPack[] {
  return [...catalog.packs().values()]
    .filter(({ manifest }) => manifest.signature.kind === 'scheme')
    .map(({ manifest: { id, name, signature } }) => ({ id, name, signature }))
}
