import type { Ladder } from '#shared/model/ladder.ts'
import { formatCount } from '#shared/sentences/units.ts'
import { VisibleBytes } from '../body/visible-bytes.tsx'
import { type Excerpt, excerpts } from './difference.ts'

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
