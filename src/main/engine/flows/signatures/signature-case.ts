import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { detectProvider } from '../../providers/detect-provider.ts'
import type { ProviderPack } from '../../providers/provider-pack.ts'
import { readPayload } from '../../providers/read-payload.ts'
import type { JudgeInput } from '../../signatures/judge.ts'
import type { EndpointRegistry } from '../endpoints/endpoint-registry.ts'
import { toJudgeInput } from '../judge-input.ts'
import type { PackCatalog } from '../pack-catalog.ts'
import type { ReadStored } from '../read-stored.ts'

/** A stored delivery with all that its signature is judged by now. */
export interface SignatureCase {
  readonly delivery: DeliveryDetail
  /** Of the provider whose delivery it is now, null where that is not known. */
  readonly pack: ProviderPack | null
  readonly input: JudgeInput
}

export type ReadSignatureCase = (id: string) => Promise<SignatureCase>

interface CaseParts {
  readonly readStored: ReadStored
  readonly endpoints: EndpointRegistry
  readonly catalog: PackCatalog
}

/** With the provider, the secrets and the scheme that there are now, at the delivery's arrival time. */
export function createCaseReader({ readStored, endpoints, catalog }: CaseParts): ReadSignatureCase {
  return async (id) => {
    const { delivery, body, endpoint, testKey } = await readStored(id)
    const { request } = delivery
    const pack = detectProvider(catalog.packs(), readPayload(request, body), endpoint.provider)?.pack ?? null
    const secrets = endpoints.secrets.active(endpoint.id)
    return {
      delivery,
      pack,
      input: toJudgeInput({ request, body, pack, recipe: endpoint.recipe, secrets, testKey }),
    }
  }
}
