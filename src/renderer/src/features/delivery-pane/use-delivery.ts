import { useEffect, useRef } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { useRecheck } from '../../state/recheck.ts'
import { useReplay } from '../../state/replay-action.ts'
import { useCall } from '../../state/use-call.ts'

/**
 * Waits before a delivery is read again that is not complete: it is stored first, answered right after, and the cause of a
 * failed signature is found last.
 */
const answerDelays = [100, 400, 1500, 5000]

interface Delivery {
  /** The delivery asked for, or the last one until that is here: nothing flickers while one moves along the list. */
  readonly detail: DeliveryDetail | null
  readonly error: unknown
  /** Still the last one. */
  readonly stale: boolean
  readonly reload: () => void
}

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

const isComplete = ({ answerGiven, aborted, verdict }: DeliveryDetail): boolean =>
  (answerGiven !== null || aborted) && (verdict.state !== 'failed' || verdict.cause !== undefined)
