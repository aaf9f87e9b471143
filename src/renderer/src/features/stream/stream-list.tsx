import { useCallback, useState } from 'react'
import { useRoute } from '../../state/route.ts'
import { streamQuery } from '../../state/stream-store.ts'
import { ChipBar } from './chip-bar.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { LoadingLine } from './loading-line.tsx'
import { useStreamModel } from './use-stream-model.ts'

/** Chips and rows of the deliveries that fit the page and its search box. */
export function StreamList({ chips }: { chips: boolean }) {
  const page = useRoute((route) => route.page)
  const query = useRoute((route) => route.query)
  const [held, setHeld] = useState(false)
  const onHeld = useCallback((next: boolean) => setHeld(next), [])
  const wanted = streamQuery({ page, query })
  const stream = useStreamModel(wanted, held)
  const behind = stream !== null && stream.model.query !== wanted
  return (
    <>
      <LoadingLine on={stream === null || stream.view.loading || behind} />
      {chips ? <ChipBar stream={stream} /> : null}
      <DeliveryList stream={stream} onHeld={onHeld} />
    </>
  )
}
