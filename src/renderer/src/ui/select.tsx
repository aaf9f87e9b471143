import clsx from 'clsx'
import { ChevronDown } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'

export interface SelectProps extends ComponentProps<'select'> {
  /** Shown before the chosen option, e.g. a provider mark. */
  readonly icon?: ReactNode
}

/** The platform's own list in our box: it works with every keyboard and screen reader. */
export function Select({ icon, className, children, ...props }: SelectProps) {
  return (
    <span className={clsx('relative inline-flex h-7 min-w-0 items-center', className)}>
      {icon ? <span className="pointer-events-none absolute left-2">{icon}</span> : null}
      <select
        {...props}
        className={clsx(
          'h-full w-full min-w-0 appearance-none truncate rounded-5 border border-control bg-pane pr-7 text-ink inset-focus aria-invalid:border-bad [&>option]:bg-raised [&>option]:text-ink',
          icon ? 'pl-9' : 'pl-2',
        )}
      >
        {children}
      </select>
      <ChevronDown aria-hidden="true" className="pointer-events-none absolute right-2 size-3.5 text-ink-3" />
    </span>
  )
}
