import clsx from 'clsx'
import type { ComponentProps } from 'react'

/** A box for several lines of what a machine reads. Grows with its text up to 16 lines. */
export function TextArea({ className, ...props }: ComponentProps<'textarea'>) {
  return (
    <textarea
      spellCheck={false}
      autoComplete="off"
      {...props}
      className={clsx(
        'mono field-sizing-content max-h-80 min-h-14 w-full resize-y rounded-5 border border-control bg-pane px-2 py-1 leading-5 inset-focus aria-invalid:border-bad',
        className,
      )}
    />
  )
}
