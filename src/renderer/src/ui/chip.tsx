import clsx from 'clsx'
import { X } from 'lucide-react'
import type { ComponentProps } from 'react'
import { formatCount } from './format.ts'

interface ChipProps extends ComponentProps<'button'> {
  readonly count?: number | null
  readonly pressed: boolean
}

/** A filter that can be switched. */
export function Chip({ count, pressed, className, children, ...props }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      {...props}
      className={clsx(
        'inline-flex h-6 flex-none items-center gap-1.5 rounded-5 px-2 text-12 leading-none whitespace-nowrap transition-colors',
        pressed ? 'bg-active font-medium text-ink' : 'text-ink-2 hover:bg-hover',
        className,
      )}
    >
      {children}
      {count === undefined || count === null ? null : (
        <span className="text-11 font-normal text-ink-3 num">{formatCount(count)}</span>
      )}
    </button>
  )
}

/** A filter that is on and can be taken away. */
export function RemovableChip({ text, onRemove }: { text: string; onRemove: () => void }) {
  return (
    <button
      type="button"
      onClick={onRemove}
      aria-label={`Remove the filter ${text}`}
      title="Remove this filter"
      className="inline-flex h-6 max-w-60 min-w-0 items-center gap-1 rounded-5 bg-active px-2 hover:bg-hover"
    >
      <span className="cut mono-11">{text}</span>
      <X className="size-3 flex-none text-ink-3" aria-hidden="true" />
    </button>
  )
}
