import { Dialog } from 'radix-ui'
import { type Command, commandGroups, usePossibleCommands } from '../../state/commands.ts'
import { useFocusBack } from '../../ui/overlays.tsx'
import { KeyCap } from '../../ui/tooltip.tsx'

/** What only repeats, or is there for a moment: it would move the lines below it when it comes and goes. */
const notInBrief =
  /^(go\.(endpoint|settings)\.|guide\.|stream\.(extend|page|newest|oldest|show-new|undo|unchoose|remove$|search-from))/

/**
 * Keys of the commands that are possible now, by group. `brief` stands beside the list while one works there: it leaves out what
 * only repeats, and stays as it is whatever is possible at the moment.
 */
export function ShortcutList({ brief = false }: { brief?: boolean }) {
  const keyed = usePossibleCommands(brief).filter(
    ({ id, keys, group }) => keys?.length && !(brief && (group === 'This delivery' || notInBrief.test(id))),
  )
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] items-start gap-x-8 gap-y-4">
      {commandGroups.map((group) => {
        const commands = merge(keyed.filter((command) => command.group === group).sort(atOnceFirst))
        return commands.length === 0 ? null : (
          <section key={group}>
            <h3 className="mb-1 text-11 font-medium text-ink-3">{group}</h3>
            <dl>
              {commands.map(({ title, keys }) => (
                <div key={title} className="flex h-7 items-center gap-2">
                  <dt dir="auto" className="cut flex-1 text-left text-ink-2" title={title}>
                    {title}
                  </dt>
                  <dd className="flex flex-none gap-1">
                    {keys.map((each) => (
                      <KeyCap key={each} keys={each} />
                    ))}
                  </dd>
                </div>
              ))}
            </dl>
          </section>
        )
      })}
    </div>
  )
}

/** What asks something first comes last: nobody looks for "Delete all" before "Search". */
const atOnceFirst = (a: Command, b: Command): number => Number(a.title.endsWith('…')) - Number(b.title.endsWith('…'))

/** Commands of the same title are one line with all their keys. */
function merge(commands: readonly Command[]): { title: string; keys: string[] }[] {
  const byTitle = new Map<string, string[]>()
  for (const { title, keys } of commands) byTitle.set(title, [...(byTitle.get(title) ?? []), ...(keys ?? [])])
  return [...byTitle].map(([title, keys]) => ({ title, keys }))
}

/** All keys that do something now. Mount it to open it. */
export function ShortcutSheet({ onClose }: { onClose: () => void }) {
  const focusBack = useFocusBack()
  return (
    <Dialog.Root open onOpenChange={(open) => !open && onClose()}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-30 bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          {...focusBack}
          className="float-in fixed inset-x-0 top-[72px] z-30 mx-auto max-h-[calc(100vh-120px)] w-[680px] max-w-[calc(100vw-48px)] overflow-y-auto rounded-8 border border-strong bg-raised text-ink shadow-float outline-none"
        >
          <div className="flex h-12 items-center border-b border-line px-4">
            <Dialog.Title className="flex-1 text-15 font-semibold">Keys</Dialog.Title>
            <KeyCap keys="Escape" />
          </div>
          <div className="p-4">
            <ShortcutList />
            <p className="mt-4 text-12 text-ink-3">
              Single letters do nothing while text is typed. Shift-click or Ctrl-click to select several deliveries.
            </p>
          </div>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  )
}
