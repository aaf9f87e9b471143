import { Dialog as RadixDialog, DropdownMenu as RadixMenu } from 'radix-ui'
import { type FormEvent, type ReactElement, type ReactNode, useState } from 'react'
import { Button } from './buttons.tsx'
import { Problem } from './inputs.tsx'
import { KeyCap } from './tooltip.tsx'

/**
 * For a dialog that is mounted to be opened: gives the focus back to where it was. Radix gives it back to a trigger of its
 * own only, and there is none.
 */
export function useFocusBack(): { onCloseAutoFocus: (event: Event) => void } {
  const [before] = useState(() => document.activeElement)
  return {
    onCloseAutoFocus(event) {
      event.preventDefault()
      // What was opened from here, a dialog of its own perhaps, has the focus already.
      const isFree = document.activeElement === null || document.activeElement === document.body
      if (isFree && before instanceof HTMLElement) before.focus()
    },
  }
}

interface DialogProps {
  readonly title: string
  /** One sentence below the title. */
  readonly description?: ReactNode
  readonly onClose: () => void
  /** Enter in a field, or the primary button (`type="submit"`). */
  readonly onSubmit: () => void
  readonly children?: ReactNode
  /** Buttons, the primary one last. */
  readonly actions: ReactNode
  /** For a form that needs the room. */
  readonly wide?: boolean
}

/** A question that has to be answered before the work goes on. Mount it to open it. */
export function Dialog({ title, description, onClose, onSubmit, children, actions, wide = false }: DialogProps) {
  const focusBack = useFocusBack()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <RadixDialog.Root open onOpenChange={(open) => !open && onClose()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-30 bg-scrim" />
        <RadixDialog.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          {...focusBack}
          className={`float-in fixed inset-x-0 z-30 mx-auto max-w-[calc(100vw-48px)] overflow-y-auto rounded-8 border border-strong bg-raised text-ink shadow-float outline-none ${
            wide ? 'top-[56px] max-h-[calc(100vh-80px)] w-[760px]' : 'top-[124px] max-h-[calc(100vh-148px)] w-[480px]'
          }`}
        >
          <form onSubmit={submit} noValidate>
            <div className="p-4">
              <RadixDialog.Title className="text-15 font-semibold tracking-[-.006em]">{title}</RadixDialog.Title>
              {description ? (
                <RadixDialog.Description className="mt-1 text-ink-2">{description}</RadixDialog.Description>
              ) : null}
              {children ? <div className="mt-4 grid gap-3">{children}</div> : null}
            </div>
            <div className="flex justify-end gap-2 border-t border-line bg-sunken px-4 py-2">{actions}</div>
          </form>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

interface ConfirmDialogProps {
  readonly title: string
  /** What will be lost or changed. */
  readonly description: string
  /** Word on the button, e.g. "Delete". */
  readonly action: string
  readonly danger?: boolean
  readonly onClose: () => void
  /** May fail: the dialog stays and says why. */
  readonly onConfirm: () => Promise<void>
  /** Words for a failure. */
  readonly errorText: (error: unknown) => string
}

/** Asks before something that cannot be undone. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, description, action, danger = false, onClose, onConfirm, errorText } = props
  const [busy, setBusy] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const confirm = async () => {
    if (busy) return
    setBusy(true)
    try {
      await onConfirm()
      onClose()
    } catch (error) {
      setProblem(errorText(error))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title={title}
      description={description}
      onClose={onClose}
      onSubmit={() => void confirm()}
      actions={
        <>
          <Button onClick={onClose} autoFocus={danger}>
            Cancel
          </Button>
          <Button type="submit" variant={danger ? 'danger' : 'primary'} disabled={busy}>
            {action}
          </Button>
        </>
      }
    >
      <Problem text={problem} />
    </Dialog>
  )
}

/** A dialog that an item has opened keeps the focus. */
function leaveInDialog(event: Event): void {
  if (document.querySelector('[role="dialog"]')) event.preventDefault()
}

interface MenuProps {
  /** The button that opens the menu. */
  readonly trigger: ReactElement
  readonly children: ReactNode
  readonly align?: 'start' | 'end'
}

export function Menu({ trigger, children, align = 'end' }: MenuProps) {
  return (
    <RadixMenu.Root modal={false}>
      <RadixMenu.Trigger asChild>{trigger}</RadixMenu.Trigger>
      <RadixMenu.Portal>
        <RadixMenu.Content
          align={align}
          sideOffset={4}
          collisionPadding={8}
          onCloseAutoFocus={leaveInDialog}
          className="float-in z-40 max-h-(--radix-dropdown-menu-content-available-height) min-w-48 overflow-y-auto rounded-8 border border-strong bg-raised py-1 text-ink shadow-float"
        >
          {children}
        </RadixMenu.Content>
      </RadixMenu.Portal>
    </RadixMenu.Root>
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
    <RadixMenu.Item
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
    </RadixMenu.Item>
  )
}

export function MenuLabel({ children }: { children: ReactNode }) {
  return <RadixMenu.Label className="px-3 pt-1.5 pb-1 text-11 text-ink-3">{children}</RadixMenu.Label>
}

export function MenuSeparator() {
  return <RadixMenu.Separator className="my-1 h-px bg-line" />
}
