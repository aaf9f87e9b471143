import clsx from 'clsx'
import type { ReactNode } from 'react'
import { Glyph, type GlyphName } from './glyphs.tsx'

const tones = {
  /** All is well: coloured glyph, grey word. */
  ok: 'text-ink-2 [&>svg]:text-ok',
  none: 'text-ink-3',
  warn: 'font-semibold text-warn',
  bad: 'font-semibold text-bad',
} as const
export type Tone = keyof typeof tones

interface BadgeProps {
  readonly glyph: GlyphName
  readonly tone: Tone
  readonly children: ReactNode
  readonly title?: string | undefined
}

/** A state by shape and word: quiet when all is well, weight and colour only when it matters. */
export function Badge({ glyph, tone, children, title }: BadgeProps) {
  return (
    <span title={title} className={clsx('inline-flex items-center gap-1 text-11 whitespace-nowrap num', tones[tone])}>
      <Glyph name={glyph} />
      {children}
    </span>
  )
}
