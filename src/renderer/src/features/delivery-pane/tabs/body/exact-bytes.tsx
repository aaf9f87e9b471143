import { useVirtualizer } from '@tanstack/react-virtual'
import { type ReactNode, useMemo, useRef } from 'react'
import { hexRow, hexRowCount } from '../../../../code/read-bytes.ts'
import { errorText } from '../../../../state/client.tsx'
import { FieldError } from '../../../../ui/inputs.tsx'
import type { Segment } from './use-body.ts'
import { VisibleBytes } from './visible-bytes.tsx'

/** The exact bytes of a part of the body, as text or as a hex dump. */
export function ExactBytes({ segment, view }: { segment: Segment; view: 'raw' | 'hex' }) {
  if (segment.error) {
    return (
      <div role="alert" className="p-4">
        <FieldError text={`The body could not be read. ${errorText(segment.error)}`} />
      </div>
    )
  }
  if (!segment.bytes) return <div className="flex-1" aria-busy="true" />
  return view === 'hex' ? (
    <HexBytes bytes={segment.bytes} start={segment.start} />
  ) : (
    <RawBytes bytes={segment.bytes} start={segment.start} />
  )
}

interface BytesProps {
  readonly bytes: Uint8Array
  /** Offset of the first byte in the whole body. */
  readonly start: number
}

function HexBytes({ bytes, start }: BytesProps) {
  return (
    <ByteRows
      label="Body in hex"
      count={hexRowCount(bytes.length)}
      row={(index) => {
        const row = hexRow(bytes, index, start)
        return (
          <>
            <span className="inline-block w-[104px] pl-4 text-ink-3 select-none">{row.offset}</span>
            <span className="inline-block w-[25ch]">{row.hex[0]}</span>
            <span className="inline-block w-[26ch]">{row.hex[1]}</span>
            <span className="text-ink-2">{row.ascii}</span>
          </>
        )
      }}
    />
  )
}

function RawBytes({ bytes, start }: BytesProps) {
  const starts = useMemo(() => rawRowStarts(bytes), [bytes])
  return (
    <ByteRows
      label="Body as received"
      count={starts.length}
      row={(index) => {
        const from = starts[index] ?? 0
        return (
          <>
            <span className="inline-block w-[88px] pr-4 text-right text-ink-3 num select-none">{start + from}</span>
            <VisibleBytes bytes={bytes.subarray(from, starts[index + 1] ?? bytes.length)} />
          </>
        )
      }}
    />
  )
}

interface ByteRowsProps {
  readonly label: string
  readonly count: number
  readonly row: (index: number) => ReactNode
}

/** Rows of 20 px of which only those in sight exist. */
function ByteRows({ label, count, row }: ByteRowsProps) {
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
      className="panel-focus sel min-h-0 flex-1 overflow-auto py-2"
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

/** Where each line of the raw view begins: after every newline, and after `width` bytes without one. */
export function rawRowStarts(bytes: Uint8Array, width = 80): number[] {
  const starts: number[] = []
  let start = 0
  while (start < bytes.length) {
    starts.push(start)
    let end = start
    while (end < bytes.length && end - start < width && bytes[end] !== 0x0a) end++
    if (bytes[end] === 0x0a) end++
    else end = wholeCharacter(bytes, start, end)
    start = end
  }
  return starts
}

/** Moves an end back so that it does not cut a UTF-8 character. */
function wholeCharacter(bytes: Uint8Array, start: number, end: number): number {
  for (let back = end; back > Math.max(start, end - 4); back--) {
    const byte = bytes[back]
    if (byte === undefined || (byte & 0xc0) !== 0x80) return back
  }
  return end
}
