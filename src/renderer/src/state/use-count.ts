import { useEffect, useRef } from 'react'
import { useHost } from './host-store.ts'
import { useCall } from './use-call.ts'

/** Counting is not free for the engine, so figures follow a busy stream at this distance (milliseconds). */
const atMostEvery = 2000

/** Number of deliveries of a query, followed as deliveries arrive; null until known, or where it cannot be counted. */
export function useCount(query: string): number | null {
  const { data, reload } = useCall('deliveries.count', { query })
  const deliveries = useHost((state) => state.status?.deliveries ?? null)
  const readAt = useRef({ deliveries, at: 0 })

  useEffect(() => {
    if (deliveries === null || readAt.current.deliveries === deliveries) return
    const wait = Math.max(0, readAt.current.at + atMostEvery - Date.now())
    const timer = setTimeout(() => {
      readAt.current = { deliveries, at: Date.now() }
      reload()
    }, wait)
    return () => clearTimeout(timer)
  }, [deliveries, reload])

  return data?.count ?? null
}
