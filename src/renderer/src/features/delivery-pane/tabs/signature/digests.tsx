import type { Ladder } from '#shared/model/ladder.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import { formatCount, plural } from '#shared/sentences/units.ts'
import { Glyph } from '../../../../ui/glyphs.tsx'
import { Section } from '../../../../ui/layout.tsx'
import { VisibleBytes } from '../body/visible-bytes.tsx'

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
            label={found === null ? `Secret “${digest.label}”` : `As received, “${digest.label}”`}
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
        // Margins, not spaces, separate the groups: a digest is copied whole.
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

/** A piece of a digest: a group of eight characters, cut where the first difference stands. */
interface DigestPiece {
  readonly text: string
  readonly differs: boolean
}

/** A digest in groups of eight; the character at `firstDifference` is a piece of its own. */
export function digestGroups(value: string, firstDifference: number | null): readonly (readonly DigestPiece[])[] {
  const groups: DigestPiece[][] = []
  for (let at = 0; at < value.length; at += 8) {
    const group = value.slice(at, at + 8)
    const mark = firstDifference === null ? -1 : firstDifference - at
    groups.push(mark >= 0 && mark < group.length ? splitAt(group, mark) : [{ text: group, differs: false }])
  }
  return groups
}

const splitAt = (group: string, mark: number): DigestPiece[] =>
  [
    { text: group.slice(0, mark), differs: false },
    { text: group.charAt(mark), differs: true },
    { text: group.slice(mark + 1), differs: false },
  ].filter(({ text }) => text !== '')

const encoder = new TextEncoder()

/** Both sides of the first difference between the body that was signed and the one that came. */
export function FirstDifference({ difference }: { difference: NonNullable<Ladder['firstDifference']> }) {
  const { signed, came } = excerpts(difference)
  return (
    <section aria-label="First difference">
      <dl className="mt-2 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-1 text-12">
        <dt className="text-ink-3">Signed, from byte {formatCount(difference.offset + 1)} on</dt>
        <Side excerpt={signed} tone="bg-ok-bg text-ok outline-ok" />
        <dt className="text-ink-3">Came</dt>
        <Side excerpt={came} tone="bg-bad-bg text-bad outline-bad" />
      </dl>
    </section>
  )
}

function Side({ excerpt: { before, other, after }, tone }: { excerpt: Excerpt; tone: string }) {
  return (
    <dd className="sel mono break-all whitespace-pre-wrap text-ink-2">
      <Text text={before} />
      <mark className={`mx-px rounded-[2px] px-0.5 font-semibold outline ${tone}`}>
        {other === '' ? <span className="font-ui text-11">end of the body</span> : <Shown text={other} />}
      </mark>
      <Text text={after} />
    </dd>
  )
}

const Text = ({ text }: { text: string }) => (text === '' ? null : <VisibleBytes bytes={encoder.encode(text)} />)

/** The one character that differs, with its bytes where it cannot be seen. */
function Shown({ text }: { text: string }) {
  const bytes = encoder.encode(text)
  const hex = [...bytes].map((byte) => byte.toString(16).toUpperCase().padStart(2, '0')).join(' ')
  return (
    <span title={hex}>
      <VisibleBytes bytes={bytes} />
      {/\s/.test(text) ? ` ${hex}` : null}
    </span>
  )
}

type Part = SignatureReport['signedString'][number]

/** Index in a part's shown bytes of the first byte that differs; null where it is not among them. */
export function markOf(part: Part, ladder: Ladder | null): number | null {
  const { firstDifference, sizes } = ladder ?? {}
  if (!firstDifference || !/body/i.test(part.name)) return null
  if (sizes && part.size !== sizes.signed) return null
  const { offset } = firstDifference
  if (offset > part.size) return null
  const head = Math.ceil((part.size - part.omitted) / 2)
  if (part.omitted === 0 || offset < head) return offset
  return offset >= head + part.omitted ? offset - part.omitted : null
}

/** A piece of text around the first difference, in three parts; `other` is what differs. */
interface Excerpt {
  readonly before: string
  readonly other: string
  readonly after: string
}

/** Both sides of the first difference, cut where they part and where they are the same again. */
export function excerpts({ signed, came }: NonNullable<Ladder['firstDifference']>): { signed: Excerpt; came: Excerpt } {
  let from = 0
  while (from < Math.min(signed.length, came.length) && signed[from] === came[from]) from++
  const cut = (text: string): Excerpt => {
    const [char = ''] = [...text.slice(from)]
    return { before: text.slice(0, from), other: char, after: text.slice(from + char.length) }
  }
  return { signed: cut(signed), came: cut(came) }
}

/** "721 bytes of body were signed, 722 came", or the size alone. */
export function sizeWords(size: number, ladder: Ladder | null): string {
  const { sizes } = ladder ?? {}
  return sizes
    ? `${plural(sizes.signed, 'byte')} of body were signed, ${formatCount(sizes.came)} came`
    : plural(size, 'byte')
}
