import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

export interface InputProps extends ComponentProps<'input'> {
  readonly icon?: ReactNode
  /** Control at the end of the box, e.g. a button "Save". */
  readonly trailing?: ReactNode
  /** For what a machine reads: URLs, ids, secrets. */
  readonly mono?: boolean
}

/** A one-line box. The ring is drawn by the box, so that icon and trailing control lie inside it. */
export function Input({ icon, trailing, mono = false, className, readOnly, ...props }: InputProps) {
  return (
    <span
      className={clsx(
        'flex h-7 min-w-0 items-center gap-2 rounded-5 border px-2 has-[input:focus-visible]:outline-2 has-[input:focus-visible]:-outline-offset-1 has-[input:focus-visible]:outline-accent [&>svg]:size-3.5 [&>svg]:flex-none [&>svg]:text-ink-3',
        readOnly ? 'border-line bg-sunken' : 'border-control bg-pane has-[[aria-invalid=true]]:border-bad',
        className,
      )}
    >
      {icon}
      <input
        type="text"
        autoComplete="off"
        spellCheck={false}
        {...props}
        readOnly={readOnly}
        className={clsx(
          'h-full min-w-0 flex-1 bg-transparent text-ink focus-visible:outline-none',
          mono && 'mono',
          'disabled:text-ink-3',
        )}
      />
      {trailing}
    </span>
  )
}
