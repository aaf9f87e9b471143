import { type MouseEvent, type RefObject, useRef, useState } from 'react'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { useRoute } from '../../state/route.ts'
import { setChecked, useStream } from '../../state/stream-store.ts'
import { toggleChecked } from './events/use-event-commands.ts'
import type { StreamLines } from './stream-lines.ts'
import type { Cursor, useCheckRange } from './use-cursor.ts'

/** What a click on a row does, with or without Shift and Ctrl, and which rows the menu is about. */
export function useRowPointer(
  model: StreamLines | undefined,
  cursor: Cursor,
  list: RefObject<HTMLElement | null>,
  checkRange: ReturnType<typeof useCheckRange>,
) {
  const selectedId = useRoute((route) => route.deliveryId)
  const checked = useStream((state) => state.checked)

  const pick = (row: DeliveryRow, index: number, event: MouseEvent) => {
    if (event.shiftKey) void checkRange(cursor.index ?? index, index)
    else if (event.ctrlKey || event.metaKey) void toggleChecked(model, row, index)
    else {
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

  /** The menu is about the row below the pointer, or the selected one where a key opened it. */
  const onContextMenu = (event: MouseEvent<HTMLElement>) => {
    const target = event.target as Element
    const id = target.closest<HTMLElement>('[data-delivery]')?.dataset.delivery
    const row = id === undefined ? undefined : model?.find(id)
    if (row && !checked.has(row.id)) {
      if (checked.size > 0) setChecked([])
      if (row.id !== selectedId) cursor.select(row)
    } else if (!row && selectedId === null && checked.size === 0) event.preventDefault()
    list.current?.focus()
  }

  return { onPick, onContextMenu }
}
