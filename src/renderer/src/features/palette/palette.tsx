import { Command as Cmdk } from 'cmdk'
import { Search } from 'lucide-react'
import { Dialog } from 'radix-ui'
import { useState } from 'react'
import { type Command, possibleCommands } from '../../state/commands.ts'
import { useFocusBack } from '../../ui/focus-back.ts'
import { KeyCap } from '../../ui/key-cap.tsx'
import { type FoundGroup, findCommands } from './find-commands.ts'
import { MatchedText } from './matched-text.tsx'

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
    requestAnimationFrame(() => command.run())
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
          <Cmdk label="Commands" loop shouldFilter={false} value={chosen} onValueChange={setChosen}>
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
              <Cmdk.Empty className="px-4 py-3 text-ink-2">No command is called “{search}”.</Cmdk.Empty>
              {groups.map((group) => (
                <CommandGroup key={group.title} {...group} search={search} onRun={run} />
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

interface CommandGroupProps extends FoundGroup {
  readonly search: string
  readonly onRun: (command: Command) => void
}

function CommandGroup({ title, commands, search, onRun }: CommandGroupProps) {
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
