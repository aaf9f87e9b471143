import { Tabs as Radix } from 'radix-ui'
import type { ReactNode } from 'react'
import { Glyph, type GlyphName } from './glyphs.tsx'

export interface TabItem {
  readonly id: string
  readonly label: string
  readonly count?: number | undefined
  readonly glyph?: GlyphName | undefined
  readonly glyphClass?: string | undefined
}

interface TabsProps {
  readonly label: string
  readonly items: readonly TabItem[]
  readonly value: string
  readonly onChange: (id: string) => void
  /** `TabPanel`s, one for each item. */
  readonly children: ReactNode
}

/** A bar of tabs over the panel that fills the rest of a column. */
export function Tabs({ label, items, value, onChange, children }: TabsProps) {
  return (
    <Radix.Root value={value} onValueChange={onChange} className="flex min-h-0 flex-1 flex-col">
      <Radix.List
        aria-label={label}
        className="flex h-9 flex-none gap-3 overflow-x-auto overflow-y-hidden border-b border-line px-4 whitespace-nowrap [scrollbar-width:none]"
      >
        {items.map((item) => (
          <Radix.Trigger
            key={item.id}
            value={item.id}
            className="inset-focus relative inline-flex items-center gap-1 text-12 text-ink-2 hover:text-ink data-[state=active]:font-medium data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-0 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:bg-accent"
          >
            {item.glyph ? <Glyph name={item.glyph} size={10} className={item.glyphClass ?? ''} /> : null}
            {item.label}
            {item.count ? <span className="text-11 font-normal text-ink-3 num">{item.count}</span> : null}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {children}
    </Radix.Root>
  )
}

/** Mounted only while its tab is chosen; scrolls by itself unless `className` says otherwise. */
export function TabPanel({ id, className, children }: { id: string; className?: string; children: ReactNode }) {
  return (
    <Radix.Content value={id} className={`inset-focus min-h-0 flex-1 ${className ?? 'overflow-y-auto'}`}>
      {children}
    </Radix.Content>
  )
}
