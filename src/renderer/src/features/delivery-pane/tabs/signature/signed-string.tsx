import { useMemo } from 'react'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import { fromBase64 } from '../../../../code/base64.ts'
import { plural } from '../../../../ui/format.ts'
import { Section } from '../../../../ui/section.tsx'
import { VisibleBytes } from '../body/visible-bytes.tsx'
import '../../../../code/code.css'

/** The very bytes that went into the digest, part by part, with blanks and line ends made visible. */
export function SignedString({ report }: { report: SignatureReport }) {
  const parts = report.signedString
  if (parts.length === 0) return null
  const size = parts.reduce((sum, part) => sum + part.size, 0)
  return (
    <Section title="Signed string" aside={plural(size, 'byte')}>
      <div className="sel max-h-72 overflow-y-auto rounded-5 border border-line bg-sunken">
        {parts.map((part, index) => (
          <Part key={`${index} ${part.name}`} part={part} />
        ))}
      </div>
    </Section>
  )
}

function Part({ part }: { part: SignatureReport['signedString'][number] }) {
  const bytes = useMemo(() => fromBase64(part.bytes), [part.bytes])
  const middle = part.omitted > 0 ? Math.ceil(bytes.length / 2) : bytes.length
  return (
    <div className="border-b border-line px-3 py-2 last:border-b-0">
      <div className="mb-0.5 flex justify-between gap-2 font-ui text-11 text-ink-3 num select-none">
        <span>{part.name}</span>
        <span>{plural(part.size, 'byte')}</span>
      </div>
      <div className="mono leading-5 break-all whitespace-pre-wrap text-ink-2">
        <VisibleBytes bytes={bytes.subarray(0, middle)} />
        {part.omitted > 0 ? (
          <>
            <span className="mx-1 border-b border-dashed border-control font-ui text-11 text-ink-3 select-none">
              {plural(part.omitted, 'byte')} more
            </span>
            <VisibleBytes bytes={bytes.subarray(middle)} />
          </>
        ) : null}
      </div>
    </div>
  )
}
