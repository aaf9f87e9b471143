import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { KeyCap } from './key-cap.tsx'

const variants = {
  default: 'border-strong bg-raised text-ink enabled:hover:bg-hover px-2.5',
  /** The one primary action of a screen. */
  primary: 'border-accent-fill bg-accent-fill text-accent-on px-2.5 enabled:hover:brightness-110',
  quiet: 'border-transparent bg-transparent text-ink-2 px-2 enabled:hover:bg-hover',
  danger: 'border-strong bg-raised text-bad px-2.5 enabled:hover:bg-bad-bg',
} as const

export interface ButtonProps extends ComponentProps<'button'> {
  readonly variant?: keyof typeof variants
  readonly icon?: ReactNode
  readonly keys?: string | undefined
}

export function Button({ variant = 'default', icon, keys, className, children, ...props }: ButtonProps) {
  return (
    <button
      type="button"
      {...props}
      className={clsx(
        'inline-flex h-7 flex-none items-center gap-1.5 rounded-5 border text-12 leading-none font-medium whitespace-nowrap transition-colors disabled:opacity-55 [&_svg]:size-3.5 [&_svg]:flex-none',
        variants[variant],
        className,
      )}
    >
      {icon}
      {children}
      {keys ? (
        <span className="-mr-1 ml-0.5">
          <KeyCap keys={keys} onAccent={variant === 'primary'} />
        </span>
      ) : null}
    </button>
  )
}
