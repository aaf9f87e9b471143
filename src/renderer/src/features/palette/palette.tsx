import { Command as Cmdk, defaultFilter } from 'cmdk'
import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { type KeyboardEvent, useState } from 'react'
import { type Command, type CommandGroup, commandGroups, possibleCommands } from '../../state/commands.ts'
import { runCommand } from '../../state/run-command.ts'
import { useFocusBack } from '../../ui/overlays.tsx'
import { KeyCap } from '../../ui/tooltip.tsx'
import { addFilter } from './filter-commands.tsx'

/** All commands that are possible now, found by a few letters. Mount it to open it. */
export function Palette({ onClose }: { onClose: () => void }) {
  const [commands] = useState(() => possibleCommands().filter((command) => !command.hidden))
  const [search, setSearch] = useState('')
  const groups = findCommands(commands, search)
  const [chosen, setChosen] = useState(firstOf(groups))
  // In one step with the list: Enter right after a letter runs what that letter has found.
  const type = (text: string) => {
    setSearch(text)
    setChosen(firstOf(findCommands(commands, text)))
  }
  const focusBack = useFocusBack()
  const run = (command: Command) => {
    onClose()
    // After the palette has given the focus back, so that a command may place it.
    requestAnimationFrame(() => runCommand(command))
  }
  const filter = commands.find(({ id }) => id === chosen)?.filter
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Tab' || event.shiftKey || filter === undefined) return
    event.preventDefault()
    onClose()
    requestAnimationFrame(() => addFilter(filter))
  }
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          {...focusBack}
          className="float-in fixed inset-x-0 top-[124px] z-30 mx-auto w-[640px] max-w-[calc(100vw-48px)] overflow-hidden rounded-8 border border-strong bg-raised text-ink shadow-float outline-none"
        >
          <Dialog.Title className="sr-only">Commands</Dialog.Title>
          <Cmdk
            label="Commands"
            loop
            shouldFilter={false}
            value={chosen}
            onValueChange={setChosen}
            onKeyDown={onKeyDown}
          >
            <div className="flex h-12 items-center gap-3 border-b border-line px-4">
              <Search className="size-4 flex-none" aria-hidden="true" />
              <Cmdk.Input
                value={search}
                onValueChange={type}
                placeholder="Type a command"
                className="h-full min-w-0 flex-1 bg-transparent text-15 text-ink focus-visible:outline-none"
              />
              <KeyCap keys="Escape" />
            </div>
            <Cmdk.List className="max-h-[min(392px,calc(100vh-260px))] overflow-y-auto pb-2 [scroll-padding-block:8px]">
              <Cmdk.Empty className="px-4 py-3 text-ink-2">No command matches “{search}”.</Cmdk.Empty>
              {groups.map((group) => (
                <PaletteGroup key={group.title} {...group} search={search} onRun={run} />
              ))}
            </Cmdk.List>
          </Cmdk>
          <div className="flex h-9 items-center gap-4 border-t border-line bg-sunken px-4 text-11 text-ink-3 [&>span]:inline-flex [&>span]:items-center [&>span]:gap-1.5">
            <span>
              <KeyCap keys="ArrowUp" />
              <KeyCap keys="ArrowDown" /> choose
            </span>
            <span>
              <KeyCap keys="Enter" /> run
            </span>
            {filter === undefined ? null : (
              <span>
                <KeyCap keys="Tab" /> add to the filter
              </span>
            )}
            <span className="flex-1" />
            <span>
              <KeyCap keys="?" /> all keys
            </span>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

const firstOf = ([group]: readonly FoundGroup[]) => group?.commands[0]?.id ?? ''

interface PaletteGroupProps extends FoundGroup {
  readonly search: string
  readonly onRun: (command: Command) => void
}

function PaletteGroup({ title, commands, search, onRun }: PaletteGroupProps) {
  return (
    <Cmdk.Group
      heading={title}
      className="[&_[cmdk-group-heading]]:px-4 [&_[cmdk-group-heading]]:pt-3 [&_[cmdk-group-heading]]:pb-1 [&_[cmdk-group-heading]]:text-11 [&_[cmdk-group-heading]]:text-ink-3"
    >
      {commands.map((command) => (
        <Cmdk.Item
          key={command.id}
          value={command.id}
          onSelect={() => onRun(command)}
          className="grid h-8 grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-x-3 px-4 aria-selected:bg-select [&>svg]:mx-0.5 [&>svg]:size-4 [&>svg]:text-ink-3 aria-selected:[&>svg]:text-accent"
        >
          {command.icon ?? <span />}
          <span className="cut">
            <MatchedText text={command.title} search={search} />
            {command.note ? (
              <span className="ml-1.5 text-12 text-ink-3">
                <MatchedText text={command.note} search={search} />
              </span>
            ) : null}
          </span>
          <span>{command.keys?.[0] ? <KeyCap keys={command.keys[0]} /> : null}</span>
        </Cmdk.Item>
      ))}
    </Cmdk.Group>
  )
}

interface FoundGroup {
  readonly title: CommandGroup
  readonly commands: readonly Command[]
}

/** The commands that a few letters may mean, best first, in their groups; with nothing typed all, in their usual order. */
export function findCommands(commands: readonly Command[], search: string): FoundGroup[] {
  const typed = search.trim()
  const all = commands
    .filter((command) => typed !== '' || command.filter === undefined)
    .map((command) => ({ command, score: typed === '' ? 1 : scoreOf(command, typed) }))
  // Letters that are strewn over a title count only where nothing has them together.
  const least = all.some(({ score }) => score >= 1) ? 1 : Number.MIN_VALUE
  const scored = all.filter(({ score }) => score >= least)
  const best = (title: CommandGroup) =>
    Math.max(0, ...scored.filter(({ command }) => command.group === title).map(({ score }) => score))
  return commandGroups
    .map((title) => ({
      title,
      best: best(title),
      commands: scored
        .filter(({ command }) => command.group === title)
        .sort((a, b) => b.score - a.score)
        .map(({ command }) => command),
    }))
    .filter((group) => group.commands.length > 0)
    .sort((a, b) => b.best - a.best)
    .map(({ title, commands }) => ({ title, commands }))
}

/** What only note and keywords have counts for less than what the title says. */
const besideTitle = 0.8

/** From 1 on, what was typed begins a word: of the title, or of note and keywords. Filters come after commands. */
function scoreOf({ title, note = '', keywords = '', filter }: Command, typed: string): number {
  const wanted = typed.toLowerCase()
  const tier = filter === undefined ? 4 : 1.4
  if (title.toLowerCase().startsWith(wanted)) return tier
  if (beginsWord(title, wanted)) return tier - 0.2
  if (beginsWord(`${note} ${keywords}`, wanted)) return tier - 0.4
  // Values are many: letters here and there in them mean nothing.
  if (filter !== undefined) return 0
  return 0.9 * Math.max(defaultFilter(title, typed, []), besideTitle * defaultFilter(title, typed, [note, keywords]))
}

/** Each word that was typed begins one of the text's. */
function beginsWord(text: string, typed: string): boolean {
  const words = wordsOf(text)
  const begun = wordsOf(typed)
  return begun.length > 0 && begun.every((part) => words.some((word) => word.startsWith(part)))
}

const wordsOf = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []

/** A text with the part that was searched for set apart. */
function MatchedText({ text, search }: { text: string; search: string }) {
  const wanted = search.trim().toLowerCase()
  const at = wanted === '' ? -1 : text.toLowerCase().indexOf(wanted)
  if (at < 0) return text
  return (
    <>
      {text.slice(0, at)}
      <mark className="bg-transparent font-semibold text-accent">{text.slice(at, at + wanted.length)}</mark>
      {text.slice(at + wanted.length)}
    </>
  )
}
