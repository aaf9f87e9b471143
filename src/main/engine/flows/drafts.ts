import type { Draft, DraftContent, DraftInfo } from '#shared/model/draft.ts'
import type { Views } from '../reading/views.ts'
import { targetFor } from '../replay/target.ts'
import type { DraftStore } from '../state/draft-store.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import { editableHeaders } from './edit-request.ts'

export interface DraftsFlow {
  /** Newest first. */
  list(): DraftInfo[]
  /** What the editor begins with. Throws AppError `not-found` where the delivery is gone. */
  open(deliveryId: string, target?: string): Promise<{ readonly original: DraftContent; readonly draft: Draft | null }>
  /** Throws AppError `not-found` where the delivery is gone. */
  save(deliveryId: string, content: DraftContent): Promise<Draft>
  discard(deliveryId: string): Promise<Draft | null>
}

interface DraftsParts {
  readonly views: Views
  readonly endpoints: EndpointService
  readonly store: DraftStore
}

export function createDraftsFlow({ views, endpoints, store }: DraftsParts): DraftsFlow {
  return {
    list: store.list,
    async open(deliveryId, target) {
      const { endpointId, request } = await views.read.detail(deliveryId)
      const base = target ?? endpoints.get(endpointId).target
      const original: DraftContent = {
        method: request.method,
        url: base === null ? '' : targetFor(base, request.target),
        headers: editableHeaders(request.headers).map(([name, value]): [string, string] => [name, value]),
        body: null,
        sign: 'keep',
        broken: null,
      }
      return { original, draft: store.get(deliveryId) }
    },
    async save(deliveryId, content) {
      await views.read.detail(deliveryId)
      return store.save(deliveryId, content)
    },
    discard: store.discard,
  }
}
