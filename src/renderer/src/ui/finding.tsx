import type { ReactNode } from 'react'
import { Glyph } from './glyphs.tsx'

interface FindingProps {
  readonly title: ReactNode
  readonly children?: ReactNode
  readonly actions?: ReactNode
}

/** Something worth knowing: an amber triangle, what it is, on what evidence. */
export function Finding({ title, children, actions }: FindingProps) {
  return (
    <div className="row-line grid grid-cols-[12px_minmax(0,1fr)_auto] items-start gap-x-2 px-4 py-2">
      <Glyph name="finding" className="mt-1 text-warn" />
      <div>
        <span className="font-medium">{title}</span>
        {children ? <p className="mt-0.5 text-12 text-ink-2">{children}</p> : null}
      </div>
      {actions}
    </div>
  )
}
