import { useEffect, useState } from 'react'

const quietMs = 150

/** A 2-px line under the header while rows are read; nothing at all when that takes less than 150 ms. */
export function LoadingLine({ on }: { on: boolean }) {
  const [shown, setShown] = useState(false)
  useEffect(() => {
    if (!on) {
      setShown(false)
      return
    }
    const timer = setTimeout(() => setShown(true), quietMs)
    return () => clearTimeout(timer)
  }, [on])
  return (
    <div role="status" className="relative z-10 h-0">
      {shown ? (
        <span className="absolute inset-x-0 -top-px block h-0.5 bg-accent">
          <span className="sr-only">Reading deliveries</span>
        </span>
      ) : null}
    </div>
  )
}
