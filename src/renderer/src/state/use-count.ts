import { useEffect, useRef } from 'react'
import { useHost } from './host-store.ts'
import { useCall } from './use-call.ts'

/** Shortest time between two counts of a query, in milliseconds. */
const atMostEvery = 2000
/** Counting is not free for the engine: it may take this share of the time at most. */
const busyShare = 1 / 20

/** Number of deliveries of a query, followed as deliveries arrive; null until known, or where it cannot be counted. */
export function useCount(query: string): number | null {
  const { data, reload } = useCall('deliveries.count', { query })
  const deliveries = useHost((state) => state.status?.deliveries ?? null)
  const last = useRef({ deliveries, at: 0, took: 0 })

  useEffect(() => {
    if (data && last.current.at > 0) last.current.took = Date.now() - last.current.at
  }, [data])
  useEffect(() => {
    const { at, took } = last.current
    if (deliveries === null || last.current.deliveries === deliveries) return
    const wait = Math.max(0, at + Math.max(atMostEvery, took / busyShare) - Date.now())
    const timer = setTimeout(() => {
      last.current = { ...last.current, deliveries, at: Date.now() }
      reload()
    }, wait)
    return () => clearTimeout(timer)
  }, [deliveries, reload])

  return data?.count ?? null
}
