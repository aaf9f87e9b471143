import { DropdownMenu as Radix } from 'radix-ui'
import type { ReactElement, ReactNode } from 'react'
import { KeyCap } from './key-cap.tsx'

interface MenuProps {
  /** The button that opens the menu. */
  readonly trigger: ReactElement
  readonly children: ReactNode
  readonly align?: 'start' | 'end'
}

export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  return (
    <Radix.Root modal={false}>
      <Radix.Trigger asChild>{trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          className="float-in z-40 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto rounded-8 border border-strong bg-raised py-1 text-ink shadow-float"
        >
          {children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}

interface MenuItemProps {
  readonly children: ReactNode
  readonly onSelect: () => void
  readonly icon?: ReactNode
  /** Grey words after the label. */
  readonly note?: ReactNode
  readonly keys?: string | undefined
  readonly danger?: boolean
  readonly disabled?: boolean
}

export function MenuItem({ children, onSelect, icon, note, keys, danger = false, disabled = false }: MenuItemProps) {
  return (
    <Radix.Item
      onSelect={onSelect}
      disabled={disabled}
      className={`mx-1 flex h-7 items-center gap-2 rounded-5 px-2 outline-none data-[disabled]:opacity-55 data-[highlighted]:bg-select [&>svg]:size-3.5 [&>svg]:flex-none ${
        danger ? 'text-bad' : '[&>svg]:text-ink-3'
      }`}
    >
      {icon}
      <span className="cut flex-1">
        {children} {note ? <span className="text-12 text-ink-3">{note}</span> : null}
      </span>
      {keys ? <KeyCap keys={keys} /> : null}
    </Radix.Item>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <Radix.Label className="px-3 pt-1.5 pb-1 text-11 text-ink-3">{children}</Radix.Label>
}

export function MenuSeparator() {
  return <Radix.Separator className="my-1 h-px bg-line" />
}
