import { useCallback, useEffect, useState } from 'react'
import { useGrouping } from '../../state/grouping.ts'
import { useRoute } from '../../state/route.ts'
import { streamQuery, useStream } from '../../state/stream-store.ts'
import { ChipBar } from './chip-bar.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { useEventLines } from './events/use-event-lines.ts'
import { useStreamModel } from './use-stream-model.ts'

/** Chips and rows of the deliveries that fit the page and its search box. */
export function StreamList() {
  const page = useRoute((route) => route.page)
  const query = useRoute((route) => route.query)
  const [held, setHeld] = useState(false)
  const onHeld = useCallback((next: boolean) => setHeld(next), [])
  const wanted = streamQuery({ page, query })
  const grouped = useGrouping((state) => state.grouped)
  const stream = useEventLines(useStreamModel(wanted, held, grouped), held)
  const unreadable = useStream((state) => state.unreadable)
  const behind = stream !== null && (stream.model.query !== wanted || stream.model.grouped !== grouped)
  return (
    <>
      <LoadingLine on={stream === null || stream.view.loading || behind} />
      {/* Kept where it is, so that its place is the same once the query can be read. */}
      <div className={unreadable ? 'invisible contents' : 'contents'}>
        <ChipBar stream={stream} />
        <DeliveryList stream={stream} onHeld={onHeld} />
      </div>
    </>
  )
}

const quietMs = 150

/** A 2-px line under the header while rows are read; nothing at all when that takes less than 150 ms. */
function LoadingLine({ on }: { on: boolean }) {
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
