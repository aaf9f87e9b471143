import type { RefObject } from 'react'
import { type Command, useCommands } from '../../state/commands.ts'
import { askRemoval } from '../../state/removal.ts'
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
  readonly checkAll: () => void
  readonly showNew: () => void
  readonly waiting: number
}

/** What a deletion is about: the chosen deliveries, else the selected one. */
function subject(): string[] {
  const { checked } = useStream.getState()
  const { deliveryId } = useRoute.getState()
  return checked.size > 0 ? [...checked] : deliveryId === null ? [] : [deliveryId]
}

/** In a narrow window the delivery lies over the list, and takes its keys. */
const coversList = (element: Element | null) => element?.matches('[data-pane="delivery"]') ?? false

/** Keys and palette entries of the stream. */
export function useListCommands({
  count,
  cursor,
  pageRows,
  list,
  checkTo,
  checkAll,
  showNew,
  waiting,
}: ListCommands): void {
  const at = cursor.index
  const some = () => count > 0
  /** Arrow keys belong to whatever has the focus; the list takes them when nothing else does. */
  const listHasFocus = () => {
    const { activeElement } = document
    return activeElement === list.current || activeElement === document.body || coversList(activeElement)
  }
  const inList = () => some() && listHasFocus()
  /** Who goes through the list from the rail or a chip goes on there; who reads the delivery goes on reading. */
  const takeFocus = () => {
    if (!listHasFocus() && !document.activeElement?.closest('[data-pane="delivery"]'))
      list.current?.focus({ preventScroll: true })
  }
  const move = (id: string, title: string, keys: string[], when: () => boolean, to: () => number): Command => ({
    id: `stream.${id}`,
    title,
    group: 'Stream',
    keys,
    when,
    hidden: true,
    run() {
      takeFocus()
      cursor.moveTo(to())
    },
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
      offline: true,
      title: `Show ${plural(waiting, 'new delivery', 'new deliveries')}`,
      group: 'Stream',
      keys: ['.'],
      when: () => waiting > 0,
      run: showNew,
    },
    {
      id: 'stream.check-all',
      title: 'Select all deliveries',
      group: 'Stream',
      keys: ['Mod+a'],
      when: inList,
      run: checkAll,
    },
    {
      id: 'stream.remove',
      title: useStream.getState().checked.size > 0 ? 'Delete the selected deliveries…' : 'Delete the delivery…',
      group: 'Stream',
      keys: ['Delete'],
      when: () => subject().length > 0,
      run: () => askRemoval(subject()),
    },
    {
      id: 'stream.pause',
      offline: true,
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
