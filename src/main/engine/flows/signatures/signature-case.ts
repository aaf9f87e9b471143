import { readFile } from 'node:fs/promises'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { JudgeInput } from '../../signatures/judge.ts'
import { schemeRegistry } from '../../signatures/registry.ts'
import type { Store } from '../../store/store.ts'
import type { EndpointRegistry } from '../endpoints/endpoint-registry.ts'
import { toSchemeRequest } from '../examine-delivery.ts'
import type { PackCatalog } from '../pack-catalog.ts'
import type { TestKeys } from './test-keys.ts'

/** A stored delivery with all that its signature is judged by now. */
export interface SignatureCase {
  readonly delivery: DeliveryDetail
  readonly input: JudgeInput
}

export type ReadSignatureCase = (id: string) => Promise<SignatureCase>

export interface CaseParts {
  readonly store: Store
  readonly endpoints: EndpointRegistry
  readonly catalog: PackCatalog
  readonly testKeys: TestKeys
}

/** With the secrets and the scheme that exist now, at the delivery's arrival time. */
export function createCaseReader({ store, endpoints, catalog, testKeys }: CaseParts): ReadSignatureCase {
  return async (id) => {
    const delivery = await store.detail(id)
    const body = await store.wholeBody(id)
    const bytes = body.kind === 'memory' ? body.bytes : await readFile(body.path)
    const endpoint = endpoints.get(delivery.endpointId)
    const provider = endpoint.provider ?? delivery.facts.provider
    // A sample stays what it was signed with.
    const signedBy = delivery.sample ? delivery.verdict.secret : null
    const testKey = signedBy && (await testKeys.byId(signedBy.id))
    const active = endpoints.secrets.active(endpoint.id)
    const input: JudgeInput = {
      request: toSchemeRequest(delivery.request, bytes),
      aborted: delivery.request.aborted,
      signature: (provider && catalog.packs().get(provider)?.manifest.signature) || null,
      recipe: endpoint.recipe,
      registry: schemeRegistry,
      secrets: testKey ? [...active, testKey] : active,
    }
    return { delivery, input }
  }
}
