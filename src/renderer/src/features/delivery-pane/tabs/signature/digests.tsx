import type { Ladder } from '#shared/model/ladder.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import { Glyph } from '../../../../ui/glyphs.tsx'
import { Section } from '../../../../ui/section.tsx'
import { digestGroups } from './digest-groups.ts'

interface DigestsProps {
  readonly report: SignatureReport
  readonly ladder: Ladder | null
}

/** What was received, what each secret gives of the bytes that came, and of those that were really signed. */
export function Digests({ report, ladder }: DigestsProps) {
  const { received, expected } = report
  const found = ladder?.digest ?? null
  if (received.length === 0 && expected.length === 0 && found === null) return null
  const matched = expected.some((digest) => digest.matches)
  const first = expected.find((digest) => digest.firstDifference !== null)?.firstDifference
  const aside =
    matched || first === null || first === undefined ? undefined : `first difference at character ${first + 1}`
  return (
    <Section title="Digests" aside={aside}>
      <dl className="grid gap-y-2 @min-[640px]/detail:grid-cols-[minmax(120px,auto)_minmax(0,1fr)] @min-[640px]/detail:gap-x-3">
        {received.length === 0 ? (
          <Row glyph="missing" tone="text-ink-3" words="received" label="Received">
            <span className="font-ui text-12 text-ink-3">nothing that could be read as a signature</span>
          </Row>
        ) : null}
        {received.map((value) => (
          <Row key={value} glyph="unsigned" tone="text-ink-3" words="received" label="Received">
            <Grouped value={value} firstDifference={null} strong />
          </Row>
        ))}
        {expected.map((digest) => (
          <Row
            key={`${digest.label} ${digest.value}`}
            glyph={digest.matches ? 'yes' : 'no'}
            tone={digest.matches ? 'text-ok' : 'text-bad'}
            words={digest.matches ? 'matches' : 'differs'}
            label={found === null ? `Secret “${digest.label}”` : `As it came, “${digest.label}”`}
          >
            <Grouped value={digest.value} firstDifference={digest.firstDifference} strong={digest.matches} />
          </Row>
        ))}
        {found === null ? null : (
          <Row
            glyph="yes"
            tone="text-ok"
            words="matches"
            label={ladder?.secret ? `As found, “${ladder.secret.label}”` : 'As found'}
          >
            <Grouped value={found} firstDifference={null} strong />
          </Row>
        )}
      </dl>
    </Section>
  )
}

interface RowProps {
  readonly glyph: 'missing' | 'unsigned' | 'yes' | 'no'
  readonly tone: string
  readonly words: string
  readonly label: string
  readonly children: React.ReactNode
}

function Row({ glyph, tone, words, label, children }: RowProps) {
  return (
    <>
      <dt className="flex items-baseline gap-2 text-12 text-ink-2">
        <Glyph name={glyph} className={`translate-y-[2px] ${tone}`} />
        <span>
          {label} <span className="sr-only">{words}</span>
        </span>
      </dt>
      <dd className="sel mono break-words">{children}</dd>
    </>
  )
}

function Grouped({
  value,
  firstDifference,
  strong,
}: {
  value: string
  firstDifference: number | null
  strong: boolean
}) {
  return (
    <span className={strong ? 'text-ink' : 'text-ink-3'}>
      {digestGroups(value, firstDifference).map((group, index) => (
        // Margins, not blanks, part the groups: a digest is copied whole.
        <span key={`${index} ${group[0]?.text}`} className="mr-[1ch] inline-block">
          {group.map((piece) =>
            piece.differs ? (
              <mark
                key="mark"
                className="rounded-[2px] bg-bad-bg font-semibold text-bad underline decoration-2 underline-offset-2"
              >
                {piece.text}
              </mark>
            ) : (
              piece.text
            ),
          )}
        </span>
      ))}
    </span>
  )
}
