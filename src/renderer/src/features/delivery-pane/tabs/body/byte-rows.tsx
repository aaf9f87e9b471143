import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useRef } from 'react'

interface ByteRowsProps {
  readonly label: string
  readonly count: number
  readonly row: (index: number) => ReactNode
}

/** Rows of 20 px of which only those in sight exist. */
export function ByteRows({ label, count, row }: ByteRowsProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const list = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => 20,
    overscan: 20,
  })
  return (
    <section
      ref={scroller}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      tabIndex={0}
      aria-label={label}
      className="inset-focus sel min-h-0 flex-1 overflow-auto py-2"
    >
      <div className="relative w-max min-w-full" style={{ height: list.getTotalSize() }}>
        {list.getVirtualItems().map((item) => (
          <div
            key={item.key}
            className="mono absolute inset-x-0 top-0 h-5 pr-4 leading-5 whitespace-pre"
            style={{ transform: `translateY(${item.start}px)` }}
          >
            {row(item.index)}
          </div>
        ))}
      </div>
    </section>
  )
}
