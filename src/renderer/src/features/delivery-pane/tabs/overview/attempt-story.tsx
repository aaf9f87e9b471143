import type { ReactNode } from 'react'
import type { AttemptRules } from '#shared/attempts/attempt-rules.ts'
import { duplicateWords, gapWords, outlookWords } from '#shared/attempts/attempt-sentences.ts'
import { type CameAttempt, type Outlook, outlookOf, tellAttempts } from '#shared/attempts/attempt-story.ts'
import { againstDeadline } from '#shared/attempts/deadline.ts'
import type { Attempt, DeliveryDetail } from '#shared/model/delivery.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { useSecondsUntil } from '../../../../state/browser.ts'
import { Glyph, type GlyphName } from '../../../../ui/glyphs.tsx'
import { formatClock, formatDuration, formatShort } from '../../../../ui/text.tsx'
import { AttemptChangesLine } from './attempt-changes.tsx'

interface AttemptStoryProps {
  readonly detail: DeliveryDetail
  readonly attempts: readonly Attempt[]
  readonly rules: AttemptRules | null
  readonly provider: ProviderInfo | null
}

/** When this attempt came, what is different in it, and what is to be expected after the last one. */
export function AttemptStory({ detail, attempts, rules, provider }: AttemptStoryProps) {
  const place = attempts.findIndex(({ id }) => id === detail.id)
  const { gap, acceptedBefore } = tellAttempts(attempts, rules)[place] ?? { gap: null, acceptedBefore: null }
  return (
    <div className="mt-3 grid gap-1 text-12 text-ink-2">
      {gap === null ? null : (
        <Line glyph={gap.state === 'late' || gap.state === 'early' || gap.state === 'unplanned' ? 'finding' : null}>
          {`Attempt ${detail.attempt} came ${gapWords(gap, detail.attempt)}.`}
        </Line>
      )}
      {acceptedBefore === null ? null : (
        <Line glyph="finding">{duplicateWords(acceptedBefore, momentWords, wasLate(acceptedBefore, rules))}</Line>
      )}
      {detail.attempt > 1 ? (
        <Line>
          <AttemptChangesLine id={detail.id} />
        </Line>
      ) : null}
      {provider === null ? null : (
        <Expectation attempts={attempts} rules={rules} provider={provider} guessed={detail.facts.eventId === null} />
      )}
    </div>
  )
}

/** "14:05:14", on another day with the day before it. */
function momentWords(at: number): string {
  const now = Date.now()
  const clock = formatClock(at)
  return formatShort(at, now) === clock ? clock : `${formatShort(at, now)}, ${clock}`
}

const wasLate = ({ ms }: CameAttempt, rules: AttemptRules | null): boolean =>
  ms !== null && againstDeadline(ms, rules?.deadlineMs ?? null) === 'late'

/** One sentence of the story; a triangle where it is worth a look. */
function Line({ glyph = null, children }: { glyph?: GlyphName | null; children: ReactNode }) {
  return (
    <div className="sel flex gap-x-2 num">
      {glyph === null ? null : <Glyph name={glyph} className="mt-0.5 text-warn" />}
      <div className="min-w-0 flex-1">{children}</div>
    </div>
  )
}

interface ExpectationProps {
  readonly attempts: readonly Attempt[]
  readonly rules: AttemptRules | null
  readonly provider: ProviderInfo
  readonly guessed: boolean
}

/** What comes next, with a countdown where that is documented. */
function Expectation({ attempts, rules, provider, guessed }: ExpectationProps) {
  const known = outlookOf(attempts, rules, Date.now())
  const last = attempts.at(-1)
  const ends = known.kind === 'unanswered' && last && rules?.deadlineMs ? last.receivedAt + rules.deadlineMs : null
  const left = useSecondsUntil(known.kind === 'next' ? known.at : ends)
  const now = Date.now()
  const outlook = left === null ? known : outlookOf(attempts, rules, now)
  return (
    <Line glyph={outlook.kind === 'next' && outlook.certain && outlook.until <= now ? 'finding' : null}>
      <span>{outlookWords(outlook, { provider: provider.name, last, now, clock: momentWords })}</span>
      <Countdown outlook={outlook} left={left} />
      {guessed && outlook.kind === 'next' ? ' It will be recognised by its bytes only.' : null}
    </Line>
  )
}

function Countdown({ outlook, left }: { outlook: Outlook; left: number | null }) {
  if (outlook.kind !== 'next' || left === null || left === 0) return null
  return (
    <span role="timer" aria-label="Time until the next attempt" className="ml-1 font-medium text-ink num">
      in {formatDuration(left * 1000)}
    </span>
  )
}
