import { useEffect, useState } from 'react'
import type { AppClient } from '#shared/api/contract.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { type DecodedContent, decodeContent, fromBase64 } from '../../../../code/read-bytes.ts'
import { useClient, useConnectionState } from '../../../../state/client.tsx'

const pageSize = 1024 * 1024
const maxCached = 4
const cache = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()

/** A whole body, read in pages. The last few stay in memory: bodies never change, and several tabs show the same one. */
function readBody(client: AppClient, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const known = cache.get(id)
  if (known) return known
  const reading = readPages(client, id)
  cache.set(id, reading)
  reading.catch(() => cache.delete(id))
  for (const oldest of [...cache.keys()].slice(0, -maxCached)) cache.delete(oldest)
  return reading
}

async function readPages(client: AppClient, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const first = await client.call('deliveries.body', { id, offset: 0, length: pageSize })
  const whole = new Uint8Array(first.size)
  let page = fromBase64(first.base64)
  let at = 0
  for (;;) {
    whole.set(page, at)
    at += page.length
    if (at >= first.size || page.length === 0) return whole
    page = fromBase64((await client.call('deliveries.body', { id, offset: at, length: pageSize })).base64)
  }
}

/** Bodies above this are read into the code view only when the user says so. */
const largeBody = 2 * 1024 * 1024

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
  const isThere = read?.id === id && read.body.state === 'ready'
  // Read again when a lost connection is back.
  const connected = useConnectionState() !== 'lost' || isThere

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
  }, [client, id, wanted, connected, request.headers])

  const load = () => setAllowed(id)
  if (!wanted) return { state: 'large', size, load }
  if (read?.id !== id) return { state: 'loading' }
  if (read.body.state === 'ready' && allowed !== id && read.body.content.bytes.length > largeBody) {
    return { state: 'large', size: read.body.content.bytes.length, load }
  }
  return read.body
}

/** Raw and hex views hold this much at a time, so that a body of any size can be looked at. */
export const segmentSize = 1024 * 1024

export interface Segment {
  readonly index: number
  readonly count: number
  readonly start: number
  /** Null while it is read. */
  readonly bytes: Uint8Array<ArrayBuffer> | null
  readonly error: unknown
  readonly go: (index: number) => void
}

/** A mebibyte of a delivery's exact body. */
export function useSegment(id: string, size: number): Segment {
  const client = useClient()
  const connected = useConnectionState() !== 'lost'
  const [place, setPlace] = useState({ id, index: 0 })
  const index = place.id === id ? place.index : 0
  const key = `${id} ${index}`
  const [read, setRead] = useState<{ key: string; bytes: Uint8Array<ArrayBuffer> | null; error: unknown } | null>(null)

  const isThere = read?.key === key && read.error === null
  useEffect(() => {
    if (isThere) return
    let current = true
    client
      .call('deliveries.body', { id, offset: index * segmentSize, length: segmentSize })
      .then(({ base64 }) => current && setRead({ key, bytes: fromBase64(base64), error: null }))
      .catch((error: unknown) => current && setRead({ key, bytes: null, error }))
    return () => {
      current = false
    }
  }, [client, id, index, key, isThere, connected])

  const fresh = read?.key === key ? read : null
  return {
    index,
    count: Math.max(1, Math.ceil(size / segmentSize)),
    start: index * segmentSize,
    bytes: fresh?.bytes ?? null,
    error: fresh?.error ?? null,
    go: (next) => setPlace({ id, index: next }),
  }
}
