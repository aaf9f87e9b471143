import { useMemo } from 'react'
import { hexRow, hexRowCount } from '../../../../code/hex-rows.ts'
import { errorText } from '../../../../state/error-text.ts'
import { FieldError } from '../../../../ui/field.tsx'
import { ByteRows } from './byte-rows.tsx'
import { rawRowStarts } from './raw-rows.ts'
import type { Segment } from './use-segment.ts'
import { VisibleBytes } from './visible-bytes.tsx'
import '../../../../code/code.css'

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
      label="Body as it came"
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
