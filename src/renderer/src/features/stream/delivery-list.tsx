import { type MouseEvent, useEffect, useRef, useState } from 'react'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { useProviders } from '../../state/providers-store.ts'
import { useRoute } from '../../state/route.ts'
import { useSettings } from '../../state/settings-store.ts'
import { setChecked, useStream } from '../../state/stream-store.ts'
import { ColumnTitles } from './column-titles.tsx'
import { EmptyList } from './empty-list.tsx'
import { ListProblem } from './list-problem.tsx'
import { StreamRow } from './stream-row.tsx'
import './stream.css'
import { useCheckRange } from './use-check-range.ts'
import { useCursor } from './use-cursor.ts'
import { useElementSize } from './use-element-size.ts'
import { useListCommands } from './use-list-commands.ts'
import { useScroller } from './use-scroller.ts'
import type { LiveStream } from './use-stream-model.ts'

/** Below it the human line would have less than 140 px beside the other cells. */
const twoLinesBelow = 700

interface DeliveryListProps {
  readonly stream: LiveStream | null
  /** Tells whether new rows have to wait: they would move what the user looks at. */
  readonly onHeld: (held: boolean) => void
}

/** The stream's rows: virtual, selectable, steady under the pointer. */
export function DeliveryList({ stream, onHeld }: DeliveryListProps) {
  const list = useRef<HTMLDivElement>(null)
  const { width, height } = useElementSize(list)
  const compact = useSettings((state) => state.settings?.density === 'compact')
  const rowHeight = width > 0 && width <= twoLinesBelow ? 48 : compact ? 28 : 32
  const count = stream?.view.count ?? 0
  const scroller = useScroller(list, { count, rowHeight, view: height })
  const cursor = useCursor(stream, scroller.reveal)
  const selectedId = useRoute((route) => route.deliveryId)
  const checked = useStream((state) => state.checked)
  const paused = useStream((state) => state.paused)
  const providers = useProviders((state) => state.byId)
  const [pointerInside, setPointerInside] = useState(false)
  const checkRange = useCheckRange(stream)

  const held = paused || selectedId !== null || checked.size > 0 || pointerInside || !scroller.atTop
  useEffect(() => onHeld(held), [held, onHeld])

  // Rows of another height: the selected one stays in sight.
  const cursorIndex = useRef(cursor.index)
  cursorIndex.current = cursor.index
  const { reveal } = scroller
  useEffect(() => {
    if (cursorIndex.current !== null && rowHeight > 0) reveal(cursorIndex.current)
  }, [reveal, rowHeight])

  const { model } = stream ?? {}
  const { first, last } = scroller
  useEffect(() => model?.look(first, last), [model, first, last])
  // Another query begins at its newest row.
  useEffect(() => scroller.scrollToTop(), [model])

  useListCommands({
    count,
    cursor,
    pageRows: Math.max(1, Math.floor(height / rowHeight) - 1),
    list,
    checkTo: (index) => void checkRange(cursor.index ?? index, index),
    showNew() {
      model?.showNew()
      scroller.scrollToTop()
    },
    waiting: stream?.view.waiting ?? 0,
  })

  const pick = (row: DeliveryRow, index: number, event: MouseEvent) => {
    if (event.shiftKey) void checkRange(cursor.index ?? index, index)
    else if (event.ctrlKey || event.metaKey) {
      const next = new Set(checked)
      if (!next.delete(row.id)) next.add(row.id)
      setChecked(next)
    } else {
      if (checked.size > 0) setChecked([])
      cursor.select(row)
    }
  }
  // One function for all rows and renders, so that rows that did not change are not rendered again.
  const latestPick = useRef(pick)
  latestPick.current = pick
  const [onPick] = useState(() => (row: DeliveryRow, index: number, event: MouseEvent) => {
    latestPick.current(row, index, event)
  })

  const rows = []
  for (let index = first; index <= last; index += 1) {
    const row = model?.rowAt(index)
    if (!row) continue
    rows.push(
      <StreamRow
        key={row.seq}
        row={row}
        provider={row.provider === null ? null : (providers.get(row.provider) ?? null)}
        index={index}
        count={count}
        top={scroller.rowTop(index)}
        selected={row.id === selectedId}
        checked={checked.has(row.id)}
        onPick={onPick}
      />,
    )
  }
  const selectedRow = cursor.index === null ? undefined : model?.rowAt(cursor.index)

  return (
    <>
      <ColumnTitles />
      <div className="relative min-h-0 flex-1">
        <div
          ref={list}
          role="listbox"
          aria-label="Deliveries"
          aria-multiselectable="true"
          aria-activedescendant={selectedRow ? `row-${selectedRow.seq}` : undefined}
          tabIndex={0}
          data-list="deliveries"
          className="stream-rows inset-focus absolute inset-0 overflow-x-hidden overflow-y-auto [overflow-anchor:none]"
          onScroll={scroller.onScroll}
          onPointerEnter={() => setPointerInside(true)}
          onPointerLeave={() => setPointerInside(false)}
        >
          <div
            className="relative"
            style={{ height: scroller.track, '--row': `${rowHeight}px` } as React.CSSProperties}
          >
            {rows}
          </div>
        </div>
        {stream?.view.problem ? <ListProblem problem={stream.view.problem} onRetry={() => model?.retry()} /> : null}
        {stream?.view.ready && count === 0 && !stream.view.problem ? <EmptyList /> : null}
      </div>
    </>
  )
}
