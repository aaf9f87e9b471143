import clsx from 'clsx'
import type { ReactNode } from 'react'

interface SectionProps {
  readonly title?: ReactNode
  /** Grey words at the end of the title's line. */
  readonly aside?: ReactNode
  readonly label?: string
  readonly className?: string
  readonly children: ReactNode
}

/** A part of a pane between two hairlines. */
export function Section({ title, aside, label, className, children }: SectionProps) {
  return (
    <section aria-label={label} className={clsx('border-b border-line p-4 last:border-b-0', className)}>
      {title ? (
        <div className="mb-2 flex items-baseline justify-between gap-2 text-12">
          <h3 className="font-medium">{title}</h3>
          {aside ? <span className="text-ink-3 num">{aside}</span> : null}
        </div>
      ) : null}
      {children}
    </section>
  )
}
