import { useEffect, useRef } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { formatTerm } from '#shared/query/edit-query.ts'
import { useCall, useConnection, viewerZone } from '../../state/client.tsx'
import { follow } from '../../state/follow.ts'
import { useRecheck } from '../../state/recheck.ts'
import { useReplay } from '../../state/replay-action.ts'

/**
 * Waits before a delivery is read again that is not complete: it is stored first, answered right after, and the cause of a
 * failed signature is found last. What comes later still is told by the watch.
 */
const answerDelays = [100, 400, 1500, 5000]
/** A delivery is watched once the user stays with it: not each one that is passed on the way down the list. */
const watchAfterMs = 300
/** So long further changes of related deliveries are collected before this one is read again. */
const relatedMs = 200

interface Delivery {
  /** The delivery asked for, or the last one until that is here: nothing flickers while one moves along the list. */
  readonly detail: DeliveryDetail | null
  readonly error: unknown
  /** Still the last one. */
  readonly stale: boolean
  readonly reload: () => void
}

/** A delivery, read again as it is judged, answered and replayed, and as its attempts and its call go on. */
export function useDelivery(id: string): Delivery {
  const { data, error, reload } = useCall('deliveries.get', { id })
  const last = useRef<DeliveryDetail | null>(null)
  if (data) last.current = data

  const replayed = useReplay((state) => (state.last?.deliveryId === id ? state.last.id : null))
  const seen = useRef(replayed)
  useEffect(() => {
    if (seen.current !== replayed) reload()
    seen.current = replayed
  }, [replayed, reload])

  const checks = useRecheck((state) => state.ended)
  const seenChecks = useRef(checks)
  useEffect(() => {
    if (seenChecks.current !== checks) reload()
    seenChecks.current = checks
  }, [checks, reload])

  const connection = useConnection()
  const seq = data?.id === id ? data.seq : null
  const related = data?.id === id ? relatedQueries(data).join('\n') : ''
  useEffect(() => {
    if (seq === null) return
    const end = new AbortController()
    let reading: ReturnType<typeof setTimeout> | undefined
    // A busy call must not have it read again with each of its events.
    const readSoon = () => {
      reading ??= setTimeout(() => {
        reading = undefined
        reload()
      }, relatedMs)
    }
    const watch = (query: string, onChange: (others: boolean) => void) =>
      follow(connection, {
        name: 'deliveries.watch',
        input: () => ({ query, zone: viewerZone, after: seq }),
        onItem: ({ rows, gone, reset }) => {
          const own = reset || rows.some((row) => row.seq === seq) || gone.includes(seq)
          if (own || rows.length > 0 || gone.length > 0) onChange(!own)
        },
        signal: end.signal,
      })
    const timer = setTimeout(() => {
      void watch(`id:"${id}"`, (others) => others || reload())
      for (const query of related === '' ? [] : related.split('\n')) void watch(query, readSoon)
    }, watchAfterMs)
    return () => {
      clearTimeout(timer)
      clearTimeout(reading)
      end.abort()
    }
  }, [connection, id, seq, related, reload])

  const tries = useRef({ id, count: 0 })
  useEffect(() => {
    if (!data || isComplete(data)) return
    if (tries.current.id !== data.id) tries.current = { id: data.id, count: 0 }
    const wait = answerDelays[tries.current.count++]
    if (wait === undefined) return
    const timer = setTimeout(reload, wait)
    return () => clearTimeout(timer)
  }, [data, reload])

  return { detail: data ?? (error ? null : last.current), error, stale: data === null, reload }
}

/** Deliveries whose coming and going changes what is told of this one: its attempts, and those of its call. */
function relatedQueries({ endpointId, facts: { eventId, callId } }: DeliveryDetail): string[] {
  const endpoint = formatTerm({ field: 'endpoint', value: endpointId })
  return [
    ...(eventId === null ? [] : [`${endpoint} ${formatTerm({ field: 'event', value: eventId })}`]),
    ...(callId === null ? [] : [formatTerm({ field: 'call', value: callId })]),
  ]
}

const isComplete = ({ answerGiven, aborted, unanswered, imported, verdict, check }: DeliveryDetail): boolean =>
  (answerGiven !== null || aborted || unanswered !== undefined || imported === true) &&
  (verdict.state !== 'failed' || verdict.cause !== undefined) &&
  verdict.state !== 'checking' &&
  check.state !== 'checking'
