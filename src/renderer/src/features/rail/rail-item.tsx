import type { ReactNode } from 'react'
import { useMedia } from '../../state/browser.ts'
import type { Count } from '../../state/live-state.ts'
import { formatCapped, formatCountShort } from '../../ui/text.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'

interface RailItemProps {
  readonly href: string
  readonly current: boolean
  readonly icon: ReactNode
  readonly count?: Count | null
  /** The words are long: the count is written with at most four characters. */
  readonly short?: boolean
  readonly keys?: string
  readonly children: string
}

/** A line of the rail; in a narrow window its icon, with the words as tooltip. */
export function RailItem({ href, current, icon, count, short = false, keys, children }: RailItemProps) {
  const narrow = useMedia('(max-width: 1180px)')
  const item = (
    <a
      href={href}
      aria-current={current ? 'page' : undefined}
      aria-label={children}
      className="inset-focus grid min-h-7 grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-x-2 px-3 text-ink-2 hover:bg-hover aria-[current]:bg-active aria-[current]:font-medium aria-[current]:text-ink rail-narrow:min-h-8 rail-narrow:grid-cols-[20px] rail-narrow:justify-center rail-narrow:px-0 [&>svg]:mx-0.5 [&>svg]:size-4 [&>svg]:text-ink-3 aria-[current]:[&>svg]:text-ink"
    >
      {icon}
      <bdi className="cut text-left rail-narrow:hidden" title={children}>
        {children}
      </bdi>
      {count === undefined || count === null ? null : (
        <span className="text-11 font-normal text-ink-3 num rail-narrow:hidden" title={formatCapped(count)}>
          {count.count < 100_000 && !short
            ? formatCapped(count)
            : `${formatCountShort(count.count)}${count.capped ? '+' : ''}`}
        </span>
      )}
    </a>
  )
  return narrow ? (
    <Tooltip text={children} keys={keys} side="right">
      {item}
    </Tooltip>
  ) : (
    item
  )
}
