import type { RefObject } from 'react'
import { type Command, useCommands } from '../../state/commands.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { setChecked, togglePaused, useStream } from '../../state/stream-store.ts'
import { plural } from '../../ui/text.tsx'
import type { Cursor } from './use-cursor.ts'

interface ListCommands {
  readonly count: number
  readonly cursor: Cursor
  readonly pageRows: number
  readonly list: RefObject<HTMLElement | null>
  readonly checkTo: (index: number) => void
  readonly showNew: () => void
  readonly waiting: number
}

/** Keys and palette entries of the stream. */
export function useListCommands({ count, cursor, pageRows, list, checkTo, showNew, waiting }: ListCommands): void {
  const at = cursor.index
  const some = () => count > 0
  /** Arrow keys belong to whatever has the focus; the list takes them when nothing else does. */
  const listHasFocus = () => document.activeElement === list.current || document.activeElement === document.body
  const inList = () => some() && listHasFocus()
  const move = (id: string, title: string, keys: string[], when: () => boolean, to: () => number): Command => ({
    id: `stream.${id}`,
    title,
    group: 'Stream',
    keys,
    when,
    hidden: true,
    run: () => cursor.moveTo(to()),
  })
  const next = () => (at === null ? 0 : at + 1)
  const before = () => (at === null ? 0 : at - 1)

  useCommands([
    move('next', 'Next delivery', ['j'], some, next),
    move('previous', 'Previous delivery', ['k'], some, before),
    move('down', 'Next delivery', ['ArrowDown'], inList, next),
    move('up', 'Previous delivery', ['ArrowUp'], inList, before),
    move('page-down', 'A page down', ['PageDown'], inList, () => (at ?? 0) + pageRows),
    move('page-up', 'A page up', ['PageUp'], inList, () => (at ?? 0) - pageRows),
    move('newest', 'Newest delivery', ['Home'], inList, () => 0),
    move('oldest', 'Oldest delivery', ['End'], inList, () => count - 1),
    ...(['ArrowDown', 'ArrowUp'] as const).map(
      (key): Command => ({
        id: `stream.extend-${key}`,
        title: key === 'ArrowDown' ? 'Extend the selection down' : 'Extend the selection up',
        group: 'Stream',
        keys: [`Shift+${key}`],
        when: inList,
        hidden: true,
        run() {
          const to = Math.min(count - 1, Math.max(0, key === 'ArrowDown' ? next() : before()))
          checkTo(to)
          cursor.moveTo(to)
        },
      }),
    ),
    {
      id: 'stream.show-new',
      title: `Show ${plural(waiting, 'new delivery', 'new deliveries')}`,
      group: 'Stream',
      when: () => waiting > 0,
      run: showNew,
    },
    {
      id: 'stream.pause',
      title: useStream.getState().paused ? 'Resume live tail' : 'Pause live tail',
      group: 'Stream',
      keys: [' '],
      run: togglePaused,
    },
    {
      id: 'stream.unchoose',
      title: 'Clear selection',
      group: 'Stream',
      keys: ['Escape'],
      when: () => useStream.getState().checked.size > 0,
      hidden: true,
      run: () => setChecked([]),
    },
    {
      id: 'stream.close',
      title: 'Close the delivery',
      group: 'This delivery',
      keys: ['Escape'],
      when: () => useRoute.getState().deliveryId !== null && useStream.getState().checked.size === 0,
      hidden: true,
      run() {
        navigate({ deliveryId: null }, { replace: true })
        list.current?.focus()
      },
    },
  ])
}
