import { type RefObject, useRef, useState } from 'react'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { errorText } from '../../../state/client.tsx'
import { useCommands } from '../../../state/commands.ts'
import { setGrouped, useGrouping } from '../../../state/grouping.ts'
import { setChecked, useStream } from '../../../state/stream-store.ts'
import { toast } from '../../../ui/toast.tsx'
import type { StreamLines } from '../stream-lines.ts'
import type { Cursor } from '../use-cursor.ts'
import { EventLines, hasAttempts, isAttemptLine } from './event-lines.ts'

/** Keys of the group view. Returns what a click on an event's triangle does; the same function in all renders. */
export function useEventCommands(
  model: StreamLines | undefined,
  cursor: Cursor,
  list: RefObject<HTMLElement | null>,
): (row: DeliveryRow) => void {
  const grouped = useGrouping((state) => state.grouped)
  const events = model instanceof EventLines ? model : null
  const at = cursor.index
  const row = at === null ? undefined : model?.rowAt(at)
  const inList = () => document.activeElement === list.current || document.activeElement === document.body
  const toggle = (of: DeliveryRow, unfold?: boolean) => {
    events?.toggle(of, unfold).catch((error: unknown) => {
      toast({ tone: 'bad', title: 'The attempts could not be read', detail: errorText(error) })
    })
  }

  useCommands([
    {
      id: 'stream.group',
      title: grouped ? 'Show one row for each delivery' : 'Group the stream by event',
      group: 'Stream',
      keys: ['v'],
      keywords: 'attempts retries fold events',
      run: () => setGrouped(!grouped),
    },
    {
      id: 'stream.unfold',
      title: 'Show the attempts of the event',
      group: 'Stream',
      keys: ['ArrowRight'],
      hidden: true,
      when: () => inList() && row !== undefined && hasAttempts(row),
      run() {
        if (row === undefined || at === null) return
        if (events?.isUnfolded(row.seq)) cursor.moveTo(at + 1)
        else toggle(row, true)
      },
    },
    {
      id: 'stream.fold',
      title: 'Hide the attempts of the event',
      group: 'Stream',
      keys: ['ArrowLeft'],
      hidden: true,
      when: () => inList() && row !== undefined && (isAttemptLine(row) || events?.isUnfolded(row.seq) === true),
      run() {
        if (row === undefined || at === null || events === null) return
        if (isAttemptLine(row)) cursor.moveTo(at - events.positionOf(at).place)
        else toggle(row, false)
      },
    },
  ])

  const latest = useRef(toggle)
  latest.current = toggle
  const [onToggle] = useState(() => (of: DeliveryRow) => latest.current(of))
  return onToggle
}

/** What a row is told about its place among events and attempts; nothing outside the group view. */
export function eventLineProps(
  model: StreamLines | undefined,
  row: DeliveryRow,
  index: number,
  onToggle: (row: DeliveryRow) => void,
) {
  if (!(model instanceof EventLines)) return {}
  const line = isAttemptLine(row) ? 'attempt' : model.isUnfolded(row.seq) ? 'unfolded' : 'event'
  // Plain values, so that rows that did not change are not rendered again.
  return { line, ...model.positionOf(index), onToggle } as const
}

/** Adds a line to the selection, or takes it out; of an event all attempts. */
export async function toggleChecked(model: StreamLines | undefined, row: DeliveryRow, index: number): Promise<void> {
  const isOn = useStream.getState().checked.has(row.id)
  try {
    const ids = hasAttempts(row) ? ((await model?.idsBetween(index, index, mostAttempts)) ?? []) : [row.id]
    const next = new Set(useStream.getState().checked)
    for (const id of ids) {
      if (isOn) next.delete(id)
      else next.add(id)
    }
    setChecked(next)
  } catch (error) {
    toast({ tone: 'bad', title: 'The attempts could not be selected', detail: errorText(error) })
  }
}

const mostAttempts = 200
