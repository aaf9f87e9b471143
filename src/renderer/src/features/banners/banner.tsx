import clsx from 'clsx'
import type { ReactNode } from 'react'

interface BannerProps {
  readonly tone: 'bad' | 'warn'
  readonly icon: ReactNode
  readonly title: ReactNode
  readonly children: ReactNode
  readonly actions?: ReactNode
}

/** A condition of the host: it is not dismissed, it ends. */
export function Banner({ tone, icon, title, children, actions }: BannerProps) {
  const bad = tone === 'bad'
  return (
    <div
      role={bad ? 'alert' : 'status'}
      className={clsx(
        'grid flex-none grid-cols-[16px_minmax(0,1fr)_auto] items-start gap-x-3 border-b border-line px-3 py-2.5 [&>svg]:mt-0.5 [&>svg]:size-4',
        bad
          ? 'bg-bad-bg shadow-[inset_2px_0_0_var(--bad)] [&>svg]:text-bad'
          : 'bg-warn-bg shadow-[inset_2px_0_0_var(--warn)] [&>svg]:text-warn',
      )}
    >
      {icon}
      <div className="min-w-0">
        <b className="font-medium">{title}</b>
        <p className="mt-0.5 text-12 text-ink-2 num">{children}</p>
      </div>
      {actions ? <div className="flex gap-2">{actions}</div> : null}
    </div>
  )
}
