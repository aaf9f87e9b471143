import { type ReactNode, useEffect, useRef, useSyncExternalStore } from 'react'

export const commandGroups = ['This delivery', 'Stream', 'Go to', 'Switchhook', 'Filter'] as const
export type CommandGroup = (typeof commandGroups)[number]

/** Something the user can do: the palette, the keyboard and the list of keys all read it from here. */
export interface Command {
  /** Unique, e.g. `delivery.replay`. */
  readonly id: string
  readonly title: string
  readonly group: CommandGroup
  /** Chords as in `Mod+k`, `Shift+r`, `j`, `ArrowDown`, or sequences of two such as `g a`. `Mod` is Ctrl, ⌘ on a Mac. */
  readonly keys?: readonly string[]
  /** Works while text is typed, too. */
  readonly whileTyping?: boolean
  /** Grey words after the title. */
  readonly note?: string
  /** More words to find it by. */
  readonly keywords?: string
  readonly icon?: ReactNode
  /** Not possible now: no key, not in the palette. Default: always possible. */
  readonly when?: () => boolean
  /** Has a key but is not worth a line in the palette (moving, closing). */
  readonly hidden?: boolean
  /** Works while the host is away. Default: what is hidden or leads somewhere does, all else does not. */
  readonly offline?: boolean
  /** Term of the search that it stands for: found by typing only, and Tab in the palette adds it. */
  readonly filter?: string
  readonly run: () => void
}

type Holder = { readonly current: readonly Command[] }
const holders = new Set<Holder>()
const listeners = new Set<() => void>()
let version = 0

function changed(): void {
  version += 1
  for (const listener of listeners) listener()
}

/** Offers commands for the life of the component. The list may be new on each render. */
export function useCommands(list: readonly Command[]): void {
  const holder = useRef(list)
  holder.current = list
  useEffect(() => registerCommands(holder), [])
  const offered = list.map(({ id, title, when }) => `${id} ${title} ${when?.() ?? true}`).join()
  // Other commands, or possible ones that were not, are news for those who show them.
  useEffect(changed, [offered])
}

/** All commands that are possible now, followed as parts of the window come and go; with `always`, the others as well. */
export function usePossibleCommands(always = false): Command[] {
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => version,
  )
  return possibleCommands(always)
}

/** Offers the commands that `holder` holds at any time; returns what takes them back. */
export function registerCommands(holder: Holder): () => void {
  holders.add(holder)
  changed()
  return () => {
    holders.delete(holder)
    changed()
  }
}

/** All commands that are possible now, in the order of their groups. Where an id is offered twice, the later one counts. */
export function possibleCommands(always = false): Command[] {
  const byId = new Map<string, Command>()
  for (const holder of holders) {
    for (const command of holder.current) {
      if (always || (command.when?.() ?? true)) byId.set(command.id, command)
    }
  }
  return [...byId.values()].sort((a, b) => commandGroups.indexOf(a.group) - commandGroups.indexOf(b.group))
}
