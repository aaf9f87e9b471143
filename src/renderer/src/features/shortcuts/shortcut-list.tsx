import { type Command, commandGroups, usePossibleCommands } from '../../state/commands.ts'
import { KeyCap } from '../../ui/key-cap.tsx'

/** Keys of the commands that are possible now, by group. `brief` leaves out what only repeats. */
export function ShortcutList({ brief = false }: { brief?: boolean }) {
  const keyed = usePossibleCommands().filter(
    (command) =>
      command.keys?.length && !(brief && /^(go\.endpoint|stream\.(extend|page|newest|oldest))/.test(command.id)),
  )
  return (
    <div className="grid grid-cols-[repeat(auto-fill,minmax(240px,1fr))] items-start gap-x-8 gap-y-4">
      {commandGroups.map((group) => {
        const commands = merge(keyed.filter((command) => command.group === group))
        return commands.length === 0 ? null : (
          <section key={group}>
            <h3 className="mb-1 text-11 font-medium text-ink-3">{group}</h3>
            <dl>
              {commands.map(({ title, keys }) => (
                <div key={title} className="flex h-7 items-center gap-2">
                  <dt className="cut flex-1 text-ink-2">{title}</dt>
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

/** Commands of the same title are one line with all their keys. */
function merge(commands: readonly Command[]): { title: string; keys: string[] }[] {
  const byTitle = new Map<string, string[]>()
  for (const { title, keys } of commands) byTitle.set(title, [...(byTitle.get(title) ?? []), ...(keys ?? [])])
  return [...byTitle].map(([title, keys]) => ({ title, keys }))
}
