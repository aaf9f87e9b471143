import { useEffect, useState } from 'react'

/** Whole seconds until a moment, counted down; 0 when it has passed, null for none. */
export function useSecondsUntil(at: number | null): number | null {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (at === null) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 1000)
    return () => clearInterval(timer)
  }, [at])
  return at === null ? null : Math.max(0, Math.round((at - now) / 1000))
}
