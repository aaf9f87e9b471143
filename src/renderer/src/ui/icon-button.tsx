import clsx from 'clsx'
import type { ComponentProps, ReactNode } from 'react'
import { Tooltip } from './tooltip.tsx'

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'aria-label'> {
  /** Accessible name and tooltip. */
  readonly label: string
  readonly icon: ReactNode
  readonly keys?: string | undefined
  readonly size?: 18 | 24 | 28
}

/** A button that is only an icon: its name is the tooltip. */
export function IconButton({ label, icon, keys, size = 24, className, ...props }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        aria-label={label}
        {...props}
        style={{ width: size, height: size }}
        className={clsx(
          'inline-grid flex-none place-items-center rounded-5 text-ink-3 transition-colors enabled:hover:bg-hover enabled:hover:text-ink disabled:opacity-55 aria-pressed:bg-active aria-pressed:text-ink data-[state=open]:bg-active data-[state=open]:text-ink',
          size === 18 ? '[&_svg]:size-3' : '[&_svg]:size-3.5',
          className,
        )}
      >
        {icon}
      </button>
    </Tooltip>
  )
}
