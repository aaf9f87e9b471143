import { useEffect, useState } from 'react'
import { fromBase64 } from '../../../../code/base64.ts'
import { useClient } from '../../../../state/client.tsx'

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
  const [place, setPlace] = useState({ id, index: 0 })
  const index = place.id === id ? place.index : 0
  const key = `${id} ${index}`
  const [read, setRead] = useState<{ key: string; bytes: Uint8Array<ArrayBuffer> | null; error: unknown } | null>(null)

  useEffect(() => {
    let current = true
    client
      .call('deliveries.body', { id, offset: index * segmentSize, length: segmentSize })
      .then(({ base64 }) => current && setRead({ key, bytes: fromBase64(base64), error: null }))
      .catch((error: unknown) => current && setRead({ key, bytes: null, error }))
    return () => {
      current = false
    }
  }, [client, id, index, key])

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
