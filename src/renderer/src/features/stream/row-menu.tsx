import { ContextMenu } from 'radix-ui'
import type { ReactElement } from 'react'
import { type Command, usePossibleCommands } from '../../state/commands.ts'
import { runCommand } from '../../state/run-command.ts'
import { useStream } from '../../state/stream-store.ts'
import { KeyCap } from '../../ui/tooltip.tsx'

/** The menu of a right click on a row: the same commands as by key and in the palette. */
export function RowMenu({ children }: { children: ReactElement }) {
  return (
    <ContextMenu.Root modal={false}>
      <ContextMenu.Trigger asChild>{children}</ContextMenu.Trigger>
      <ContextMenu.Portal>
        <ContextMenu.Content
          collisionPadding={8}
          aria-label="Commands for this delivery"
          onCloseAutoFocus={(event) => {
            event.preventDefault()
            const { activeElement } = document
            if (activeElement === document.body || activeElement?.closest('[role="menu"]')) focusList()
          }}
          className="float-in z-40 max-h-(--radix-context-menu-content-available-height) min-w-56 overflow-y-auto rounded-8 border border-strong bg-raised py-1 text-ink shadow-float"
        >
          <RowMenuItems />
        </ContextMenu.Content>
      </ContextMenu.Portal>
    </ContextMenu.Root>
  )
}

/** To the list, so that the arrow keys go on from the row; in a narrow window to the delivery that lies over it. */
function focusList(): void {
  const list = document.querySelector<HTMLElement>('[data-list="deliveries"]')
  const covering = list?.closest('[inert]') ? document.querySelector<HTMLElement>('[data-pane="delivery"]') : null
  ;(covering ?? list)?.focus({ preventScroll: true })
}

function RowMenuItems() {
  const several = useStream((state) => state.checked.size > 0)
  const commands = usePossibleCommands()
  const offered = commands.filter(({ id, group, hidden }) =>
    several
      ? /^(export\.(fixture|open)|runs\.)|^delivery\.compare$|^resend\.start-selected$/.test(id)
      : group === 'This delivery' && !hidden && !/^delivery\.tab\./.test(id) && !isOtherFormat(id),
  )
  // What is done with a delivery comes before the formats that it is saved in.
  const listed = [...offered].sort((a, b) => Number(isExport(a)) - Number(isExport(b)))
  const removing = commands.filter(({ id }) => id === 'stream.remove')
  return (
    <>
      {listed.map((command) => (
        <Item key={command.id} command={command} />
      ))}
      <ContextMenu.Separator className="my-1 h-px bg-line" />
      {removing.map((command) => (
        <Item key={command.id} command={command} danger />
      ))}
    </>
  )
}

/** The dialog of `export.open` has them all. */
const isOtherFormat = (id: string): boolean =>
  /^(export|copy)\./.test(id) && !['export.open', 'export.fixture', 'copy.curl'].includes(id)

const isExport = ({ id }: Command): boolean => /^(export|copy)\./.test(id)

function Item({ command, danger = false }: { command: Command; danger?: boolean }) {
  const [key] = command.keys ?? []
  return (
    <ContextMenu.Item
      // After the menu is gone, so that a dialog gets the focus.
      onSelect={() => requestAnimationFrame(() => runCommand(command))}
      className={`mx-1 flex h-7 items-center gap-2 rounded-5 px-2 outline-none data-[highlighted]:bg-select ${danger ? 'text-bad' : ''}`}
    >
      <span className="cut flex-1">{command.title}</span>
      {key ? <KeyCap keys={key} /> : null}
    </ContextMenu.Item>
  )
}
