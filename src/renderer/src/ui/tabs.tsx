import { Ellipsis } from 'lucide-react'
import { Tabs as Radix } from 'radix-ui'
import { type ReactNode, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { IconButton } from './buttons.tsx'
import { Glyph, type GlyphName } from './glyphs.tsx'
import { Menu, MenuItem } from './overlays.tsx'

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

/** Its padding keeps the focus ring off the words. */
const look = 'inline-flex items-center gap-1 px-1 text-12'
const gap = 4
const moreButton = 24
/** Of the bar, less what the tabs at its ends reach into it. */
const padding = 24

/** A bar of tabs over the panel that fills the rest of a column. Those without room are in a menu at its end. */
export function Tabs({ label, items, value, onChange, children }: TabsProps) {
  const bar = useRef<HTMLDivElement>(null)
  const ruler = useRef<HTMLDivElement>(null)
  const fits = useFit(bar, ruler, items)
  const shown = items.slice(0, fits)
  const chosen = items.find(({ id }) => id === value)
  // The chosen tab is always in the bar.
  if (chosen && !shown.includes(chosen)) shown.splice(Math.max(0, fits - 1), 1, chosen)
  const rest = items.filter((item) => !shown.includes(item))
  return (
    <Radix.Root value={value} onValueChange={onChange} className="flex min-h-0 flex-1 flex-col">
      <div ref={bar} className="relative flex h-9 flex-none items-center border-b border-line px-4 whitespace-nowrap">
        {/* What each tab takes up with all others beside it; the bold one is the widest it gets. */}
        <div ref={ruler} aria-hidden="true" className="invisible absolute top-0 left-0 flex h-0 overflow-hidden">
          {items.map((item) => (
            <span key={item.id} className={`${look} flex-none font-medium`}>
              <TabWords item={item} />
            </span>
          ))}
        </div>
        <Radix.List aria-label={label} className="-mx-1 flex h-full min-w-0 flex-1 gap-1">
          {shown.map((item) => (
            <Radix.Trigger
              key={item.id}
              value={item.id}
              className={`${look} inset-focus relative flex-none text-ink-2 hover:text-ink data-[state=active]:font-medium data-[state=active]:text-ink data-[state=active]:after:absolute data-[state=active]:after:inset-x-1 data-[state=active]:after:bottom-0 data-[state=active]:after:h-0.5 data-[state=active]:after:bg-accent`}
            >
              <TabWords item={item} />
            </Radix.Trigger>
          ))}
        </Radix.List>
        {rest.length > 0 ? (
          <Menu trigger={<IconButton label={`${rest.length} more`} icon={<Ellipsis />} className="-mr-2" />}>
            {rest.map((item) => (
              <MenuItem
                key={item.id}
                icon={item.glyph ? <Glyph name={item.glyph} size={10} className={item.glyphClass ?? ''} /> : <span />}
                note={item.count || undefined}
                onSelect={() => onChange(item.id)}
              >
                {item.label}
              </MenuItem>
            ))}
          </Menu>
        ) : null}
      </div>
      {children}
    </Radix.Root>
  )
}

function TabWords({ item }: { item: TabItem }) {
  return (
    <>
      {item.glyph ? <Glyph name={item.glyph} size={10} className={item.glyphClass ?? ''} /> : null}
      {item.label}
      {item.count ? <span className="text-11 font-normal text-ink-3 num">{item.count}</span> : null}
    </>
  )
}

type Box = { readonly current: HTMLElement | null }

/** How many of the tabs have room in the bar, with the button for the rest where they are not all. */
function useFit(bar: Box, ruler: Box, items: readonly TabItem[]): number {
  const [fits, setFits] = useState(items.length)
  const measure = useCallback(() => {
    const widths = [...(ruler.current?.children ?? [])].map((each) => each.getBoundingClientRect().width)
    if (bar.current) setFits(countFitting(widths, bar.current.clientWidth - padding))
  }, [bar, ruler])
  // Labels are compared by what they say: the items are new ones on each render.
  const said = items.map(({ label, count, glyph }) => `${label} ${count} ${glyph}`).join()
  useLayoutEffect(measure, [measure, said])
  useLayoutEffect(() => {
    const observer = new ResizeObserver(measure)
    if (bar.current) observer.observe(bar.current)
    if (ruler.current) observer.observe(ruler.current)
    return () => observer.disconnect()
  }, [bar, ruler, measure])
  return fits
}

/** How many things of these widths stand side by side in `room`; at least one. */
export function countFitting(widths: readonly number[], room: number): number {
  const upTo = (count: number) => widths.slice(0, count).reduce((sum, width) => sum + width + gap, -gap)
  if (upTo(widths.length) <= room) return widths.length
  const fitting = widths.findIndex((_, index) => upTo(index + 1) > room - moreButton)
  return Math.max(1, fitting)
}

/** Mounted only while its tab is chosen; scrolls by itself unless `className` says otherwise. */
export function TabPanel({ id, className, children }: { id: string; className?: string; children: ReactNode }) {
  return (
    <Radix.Content value={id} className={`panel-focus min-h-0 flex-1 ${className ?? 'overflow-y-auto'}`}>
      {children}
    </Radix.Content>
  )
}
