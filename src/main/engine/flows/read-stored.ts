import { readFile } from 'node:fs/promises'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Endpoint } from '#shared/model/endpoint.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'
import type { Store } from '../store/store.ts'
import type { EndpointRegistry } from './endpoints/endpoint-registry.ts'
import type { TestKeys } from './signatures/test-keys.ts'

/** A stored delivery with all that it takes to examine it again. */
export interface StoredDelivery {
  readonly delivery: DeliveryDetail
  readonly body: Uint8Array
  /** As it is now. */
  readonly endpoint: Endpoint
  /** What a sample was signed with where that is no secret of the endpoint; a sample stays what it was. */
  readonly testKey: SchemeSecret | null
}

/** Throws AppError `not-found` where the delivery or its endpoint is gone. */
export type ReadStored = (id: string) => Promise<StoredDelivery>

interface ReaderParts {
  readonly store: Store
  readonly endpoints: EndpointRegistry
  readonly testKeys: TestKeys
}

export function createStoredReader({ store, endpoints, testKeys }: ReaderParts): ReadStored {
  return async (id) => {
    const delivery = await store.detail(id)
    const body = await store.wholeBody(id)
    const signedBy = delivery.sample ? delivery.verdict.secret : null
    return {
      delivery,
      body: body.kind === 'memory' ? body.bytes : await readFile(body.path),
      endpoint: endpoints.get(delivery.endpointId),
      testKey: signedBy && (await testKeys.byId(signedBy.id)),
    }
  }
}
