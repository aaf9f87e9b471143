import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import { RichText } from '../../../../ui/rich-text.tsx'
import { Section } from '../../../../ui/section.tsx'

interface SchemeTableProps {
  readonly report: SignatureReport
  readonly provider: ProviderInfo | null
}

/** How the signature works: algorithm, what is signed, what that covers. */
export function SchemeTable({ report, provider }: SchemeTableProps) {
  const { scheme, verification } = report
  if (!scheme) return null
  const { covers, replay } = verification
  const cells = [
    { name: 'Algorithm', text: scheme.algorithm },
    { name: 'Signed string', text: scheme.signedString },
    { name: 'Covers', text: covers.detail || covers.extent },
    { name: 'Replay protection', text: replay.protected ? replay.detail : `none: ${replay.detail}` },
    { name: 'Signature in', text: scheme.header },
  ]
  const from = scheme.from === 'recipe' ? 'your own recipe' : `documented by ${provider?.name ?? 'the provider'}`
  return (
    <Section title={scheme.name} aside={from}>
      <dl className="sel grid grid-cols-1 gap-px overflow-hidden rounded-5 border border-line bg-line @min-[420px]/detail:grid-cols-2 @min-[680px]/detail:grid-cols-[repeat(5,auto)]">
        {cells.map((cell) => (
          <div key={cell.name} className="bg-pane px-3 py-2 last:@max-[680px]/detail:col-span-full">
            <dt className="text-11 text-ink-3">{cell.name}</dt>
            <dd className="text-12 break-words">
              <RichText text={cell.text} />
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}
