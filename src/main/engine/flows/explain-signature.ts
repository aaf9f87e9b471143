import { readFile } from 'node:fs/promises'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import { schemeRegistry } from '../signatures/registry.ts'
import { reportSignature } from '../signatures/report.ts'
import type { Store } from '../store/store.ts'
import type { EndpointRegistry } from './endpoints/endpoint-registry.ts'
import { toSchemeRequest } from './examine-delivery.ts'
import type { PackCatalog } from './pack-catalog.ts'

/** The evidence behind a delivery's verdict, computed with the secrets that exist now, at the delivery's arrival time. */
export function createSignatureFlow(store: Store, endpoints: EndpointRegistry, catalog: PackCatalog) {
  return async (id: string): Promise<SignatureReport> => {
    const delivery = await store.detail(id)
    const body = await store.wholeBody(id)
    const bytes = body.kind === 'memory' ? body.bytes : await readFile(body.path)
    const { provider } = delivery.facts
    return reportSignature({
      request: toSchemeRequest(delivery.request, bytes),
      aborted: delivery.request.aborted,
      signature: (provider && catalog.packs().get(provider)?.manifest.signature) || null,
      recipe: endpoints.get(delivery.endpointId).recipe,
      registry: schemeRegistry,
      secrets: endpoints.secrets.active(delivery.endpointId),
    })
  }
}
