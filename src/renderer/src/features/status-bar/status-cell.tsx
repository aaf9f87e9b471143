import clsx from 'clsx'
import type { ReactNode } from 'react'
import { Glyph, type GlyphName } from '../../ui/glyphs.tsx'

interface StatusCellProps {
  readonly glyph?: GlyphName
  readonly glyphClass?: string
  /** Its words are what the cell is about. */
  readonly strong?: boolean
  /** The whole cell is tinted. */
  readonly bad?: boolean
  /** At the right end: its line is on the left. */
  readonly end?: boolean
  /** Drops out in a narrow window. */
  readonly wide?: boolean
  readonly title?: string | undefined
  readonly children: ReactNode
}

export function StatusCell({ glyph, glyphClass, strong, bad, end, wide, title, children }: StatusCellProps) {
  return (
    <span
      title={title}
      className={clsx(
        'inline-flex h-full flex-none items-center gap-1.5 px-3 whitespace-nowrap',
        end ? 'border-l border-line' : 'border-r border-line',
        wide && 'rail-narrow:hidden',
        strong && 'font-medium text-ink',
        bad && 'bg-bad-bg font-medium text-bad',
      )}
    >
      {glyph ? <Glyph name={glyph} className={glyphClass ?? ''} /> : null}
      {children}
    </span>
  )
}
