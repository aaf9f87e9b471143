import '../../../../code/code.css'
import { useMemo } from 'react'
import type { Ladder } from '#shared/model/ladder.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import { plural } from '#shared/sentences/units.ts'
import { fromBase64 } from '../../../../code/read-bytes.ts'
import { Section } from '../../../../ui/layout.tsx'
import { VisibleBytes } from '../body/visible-bytes.tsx'
import { FirstDifference, markOf, sizeWords } from './digests.tsx'

interface SignedStringProps {
  readonly report: SignatureReport
  /** Where it found the string that was really signed, that one is shown. */
  readonly ladder: Ladder | null
}

/** The very bytes that went into the digest, part by part, with whitespace and line ends made visible. */
export function SignedString({ report, ladder }: SignedStringProps) {
  const found = ladder && ladder.signedString.length > 0 ? ladder : null
  const parts = (found ?? report).signedString
  if (parts.length === 0) return null
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  return (
    <Section title={found ? 'Signed string, as found' : 'Signed string'} aside={sizeWords(size, found)}>
      <div className="sel max-h-72 overflow-y-auto rounded-5 border border-line bg-sunken">
        {parts.map((part, index) => (
          <Part key={`${index} ${part.name}`} part={part} mark={markOf(part, found)} />
        ))}
      </div>
      {found?.firstDifference ? <FirstDifference difference={found.firstDifference} /> : null}
    </Section>
  )
}

function Part({ part, mark }: { part: SignatureReport['signedString'][number]; mark: number | null }) {
  const bytes = useMemo(() => fromBase64(part.bytes), [part.bytes])
  const middle = part.omitted > 0 ? Math.ceil(bytes.length / 2) : bytes.length
  return (
    <div className="border-b border-line px-3 py-2 last:border-b-0">
      <div className="mb-0.5 flex justify-between gap-2 font-ui text-11 text-ink-3 num select-none">
        <span>{part.name}</span>
        <span>{plural(part.size, 'byte')}</span>
      </div>
      <div className="mono leading-5 break-all whitespace-pre-wrap text-ink-2">
        <MarkedBytes bytes={bytes.subarray(0, middle)} mark={mark} />
        {part.omitted > 0 ? (
          <>
            <span className="mx-1 border-b border-dashed border-control font-ui text-11 text-ink-3 select-none">
              {plural(part.omitted, 'byte')} more
            </span>
            <MarkedBytes bytes={bytes.subarray(middle)} mark={mark === null ? null : mark - middle} />
          </>
        ) : null}
      </div>
    </div>
  )
}

function MarkedBytes({ bytes, mark }: { bytes: Uint8Array; mark: number | null }) {
  if (mark === null || mark < 0 || mark >= bytes.length) return <VisibleBytes bytes={bytes} />
  return (
    <>
      <VisibleBytes bytes={bytes.subarray(0, mark)} />
      <mark className="rounded-[2px] bg-ok-bg text-ok outline outline-ok" title="first byte that differs">
        <VisibleBytes bytes={bytes.subarray(mark, mark + 1)} />
      </mark>
      <VisibleBytes bytes={bytes.subarray(mark + 1)} />
    </>
  )
}
