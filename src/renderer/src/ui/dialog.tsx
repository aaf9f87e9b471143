import { Dialog as Radix } from 'radix-ui'
import type { FormEvent, ReactNode } from 'react'
import { useFocusBack } from './focus-back.ts'

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
}

/** A question that has to be answered before the work goes on. Mount it to open it. */
export function Dialog({ title, description, onClose, onSubmit, children, actions }: DialogProps) {
  const focusBack = useFocusBack()
  const submit = (event: FormEvent) => {
    event.preventDefault()
    onSubmit()
  }
  return (
    <Radix.Root open onOpenChange={(open) => !open && onClose()}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-30 bg-scrim" />
        <Radix.Content
          {...(description ? {} : { 'aria-describedby': undefined })}
          {...focusBack}
          className="float-in fixed inset-x-0 top-[124px] z-30 mx-auto max-h-[calc(100vh-148px)] w-[480px] max-w-[calc(100vw-48px)] overflow-y-auto rounded-8 border border-strong bg-raised text-ink shadow-float outline-none"
        >
          <form onSubmit={submit} noValidate>
            <div className="p-4">
              <Radix.Title className="text-15 font-semibold tracking-[-.006em]">{title}</Radix.Title>
              {description ? <Radix.Description className="mt-1 text-ink-2">{description}</Radix.Description> : null}
              {children ? <div className="mt-4 grid gap-3">{children}</div> : null}
            </div>
            <div className="flex justify-end gap-2 border-t border-line bg-sunken px-4 py-2">{actions}</div>
          </form>
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  )
}
