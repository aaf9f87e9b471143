import './stream.css'
import { useEffect, useRef, useState } from 'react'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { useProviders, useSettings } from '../../state/live-state.ts'
import { useRoute } from '../../state/route.ts'
import { useStream } from '../../state/stream-store.ts'
import { eventLineProps, useEventCommands } from './events/use-event-commands.ts'
import { EmptyList, ListProblem } from './list-messages.tsx'
import { RowMenu } from './row-menu.tsx'
import { StreamRow } from './stream-row.tsx'
import { useCheckRange, useCursor } from './use-cursor.ts'
import { useListCommands } from './use-list-commands.ts'
import { useRowPointer } from './use-row-pointer.ts'
import { useElementSize, useScroller } from './use-scroller.ts'
import type { LiveStream } from './use-stream-model.ts'

/** Below it the human line would have less than 140 px beside the other cells. */
const twoLinesBelow = 700

function rowHeightOf(width: number, compact: boolean): number {
  if (width > 0 && width <= twoLinesBelow) return 48
  return compact ? 28 : 32
}

/** Events unfold. */
const roleOf = (grouped: boolean): { readonly role?: string } => (grouped ? { role: 'tree' } : {})

/** Around the row that has the focus; without rows a line on top, not a frame around nothing. */
const focusOf = (count: number): string => (count > 0 ? 'inset-focus' : 'panel-focus')

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
  const rowHeight = rowHeightOf(width, compact)
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
  const grouped = model?.grouped === true
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
    checkAll: () => void checkRange(0, count - 1),
    showNew() {
      model?.showNew()
      scroller.scrollToTop()
    },
    waiting: stream?.view.waiting ?? 0,
  })

  const onToggle = useEventCommands(model, cursor, list)

  const { onPick, onContextMenu } = useRowPointer(model, cursor, list, checkRange)

  // Where the selected delivery was deleted, keys go on from its place, but the row that stands there now is another one.
  const isSelected = (row: DeliveryRow, index: number) =>
    cursor.index === null || !grouped ? row.id === selectedId : index === cursor.index
  const rows = []
  for (let index = first; index <= last; index += 1) {
    const row = model?.rowAt(index)
    if (!row) continue
    rows.push(
      <StreamRow
        key={row.seq}
        row={row}
        {...eventLineProps(model, row, index, onToggle)}
        provider={row.provider === null ? null : (providers.get(row.provider) ?? null)}
        index={index}
        count={count}
        top={scroller.rowTop(index)}
        selected={isSelected(row, index)}
        checked={checked.has(row.id)}
        next={cursor.index === null && index === 0}
        onPick={onPick}
      />,
    )
  }
  const cursorRow = cursor.index === null ? undefined : model?.rowAt(cursor.index)
  const selectedRow = cursorRow && isSelected(cursorRow, cursor.index ?? 0) ? cursorRow : undefined

  return (
    <>
      <ColumnTitles grouped={grouped} />
      {/* Three rows at least: what stands above gives way first. */}
      <div className="relative min-h-24 flex-[1_0_0]">
        <RowMenu>
          <div
            ref={list}
            role="listbox"
            {...roleOf(grouped)}
            aria-label="Deliveries"
            aria-multiselectable="true"
            aria-activedescendant={selectedRow ? `row-${selectedRow.seq}` : undefined}
            tabIndex={0}
            data-list="deliveries"
            className={`stream-rows ${focusOf(count)} absolute inset-0 overflow-x-hidden overflow-y-auto [overflow-anchor:none]`}
            onScroll={scroller.onScroll}
            onContextMenu={onContextMenu}
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
        </RowMenu>
        {stream?.view.problem ? <ListProblem problem={stream.view.problem} onRetry={() => model?.retry()} /> : null}
        {stream?.view.ready && count === 0 && !stream.view.problem ? (
          <EmptyList searched={stream.view.searched} />
        ) : null}
      </div>
    </>
  )
}

/** Titles over the columns; the narrow list has none, its cells speak for themselves. */
function ColumnTitles({ grouped }: { grouped: boolean }) {
  return (
    <div
      aria-hidden="true"
      className="stream-cols h-6 flex-none border-b border-line bg-pane text-11 whitespace-nowrap text-ink-3"
    >
      <span title={grouped ? 'Time of the first attempt' : undefined}>Time</span>
      <span />
      <span>Event</span>
      <span>What happened</span>
      <span>Verification</span>
      <span>Conformance</span>
      <span>Answer</span>
      <span className="stream-end" title="Attempt">
        Att.
      </span>
      <span className="stream-end" title="Replays">
        Rep.
      </span>
    </div>
  )
}
