import { useEffect, useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { type DecodedContent, decodeContent } from '../../../../code/decode-content.ts'
import { useClient } from '../../../../state/client.tsx'
import { readBody } from './body-cache.ts'

/** Bodies above this are read into the code view only when the user says so. */
export const largeBody = 2 * 1024 * 1024

export type BodyState =
  | { readonly state: 'loading' }
  | { readonly state: 'failed'; readonly error: unknown }
  /** Not read yet: `load` reads it all. `size` is what was received, or what it unpacked to. */
  | { readonly state: 'large'; readonly size: number; readonly load: () => void }
  | { readonly state: 'ready'; readonly received: Uint8Array<ArrayBuffer>; readonly content: DecodedContent }

/** A delivery's body with its content coding undone. */
export function useBody({ id, size, request }: Pick<DeliveryDetail, 'id' | 'size' | 'request'>): BodyState {
  const client = useClient()
  const [allowed, setAllowed] = useState<string | null>(null)
  const [read, setRead] = useState<{ readonly id: string; readonly body: BodyState } | null>(null)
  const wanted = size <= largeBody || allowed === id

  useEffect(() => {
    if (!wanted) return
    let current = true
    const set = (body: BodyState) => current && setRead({ id, body })
    readBody(client, id)
      .then(async (received) =>
        set({ state: 'ready', received, content: await decodeContent(received, request.headers) }),
      )
      .catch((error: unknown) => set({ state: 'failed', error }))
    return () => {
      current = false
    }
  }, [client, id, wanted, request.headers])

  const load = () => setAllowed(id)
  if (!wanted) return { state: 'large', size, load }
  if (read?.id !== id) return { state: 'loading' }
  if (read.body.state === 'ready' && allowed !== id && read.body.content.bytes.length > largeBody) {
    return { state: 'large', size: read.body.content.bytes.length, load }
  }
  return read.body
}
