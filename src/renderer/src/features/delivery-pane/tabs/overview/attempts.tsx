import type { Attempt, DeliveryDetail } from '#shared/model/delivery.ts'
import { deliveryRules } from '#shared/model/delivery-rules.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { navigate } from '../../../../state/route.ts'
import { Glyph, type GlyphName } from '../../../../ui/glyphs.tsx'
import { Section } from '../../../../ui/layout.tsx'
import { formatClock, formatDuration } from '../../../../ui/text.tsx'

const glyphs: Record<AttemptPoint['state'], { name: GlyphName; tone: string; words: string }> = {
  good: { name: 'yes', tone: 'text-ok', words: 'accepted' },
  bad: { name: 'failed', tone: 'text-bad', words: 'not accepted' },
  unanswered: { name: 'no', tone: 'text-ink-3', words: 'not answered' },
  next: { name: 'open', tone: 'text-ink-3', words: 'would come' },
}

/** The provider's attempts to deliver this event: those that came, and those that it documents. */
export function AttemptsLine({ detail, provider }: { detail: DeliveryDetail; provider: ProviderInfo | null }) {
  if (detail.attempts.length === 0) return null
  const event = detail.check.schema?.event ?? detail.facts.eventType
  const entry = provider?.events.find(({ type }) => type === event)
  const rules = provider && deliveryRules(provider, entry)
  const points = attemptPoints(detail.attempts, rules)
  if (points.length < 2) return null
  const [first] = detail.attempts
  const isGuess = detail.facts.eventId === null && first !== undefined
  if (isGuess && detail.attempts.length < 2) return null
  return (
    <Section title={isGuess ? 'Probably attempts' : 'Attempts'} aside={attemptsNote(detail.attempts, rules)}>
      {isGuess ? (
        <p className="text-12 text-ink-2">
          {first.id === detail.id
            ? 'Later deliveries have the same bytes'
            : `Same bytes as the delivery at ${formatClock(first.receivedAt)}`}
          , probably {first.id === detail.id ? 'retries' : 'a retry'}. This is a guess: the event has no id.
        </p>
      ) : null}
      <ol className="mt-1 grid auto-cols-fr grid-flow-col">
        {points.map((point, index) => (
          <AttemptStop key={point.key} point={point} first={index === 0} shown={point.id === detail.id} />
        ))}
      </ol>
    </Section>
  )
}

function AttemptStop({ point, first, shown }: { point: AttemptPoint; first: boolean; shown: boolean }) {
  const glyph = glyphs[point.state]
  const when =
    first && point.at !== null
      ? formatClock(point.at)
      : point.waitMs === null
        ? 'later'
        : `+${formatDuration(point.waitMs)}`
  const line = point.state === 'next' ? 'before:border-dashed' : ''
  const status = <span className="mono block font-medium">{point.status ?? ' '}</span>
  return (
    <li
      aria-current={shown ? 'true' : undefined}
      className={`relative pt-5 text-11 text-ink-3 num before:absolute before:inset-x-0 before:top-[7px] before:border-t before:border-strong last:before:hidden ${line}`}
    >
      <Glyph name={glyph.name} className={`absolute top-[2px] left-0 rounded-full bg-pane ${glyph.tone}`} />
      <span className="sr-only">{glyph.words}</span>
      {point.id && !shown ? (
        <button
          type="button"
          className="block rounded-3 text-accent hover:underline"
          aria-label={`Show the attempt at ${point.at === null ? '' : formatClock(point.at)}`}
          onClick={() => navigate({ deliveryId: point.id })}
        >
          {status}
        </button>
      ) : (
        <span className="block text-ink">{status}</span>
      )}
      {when}
    </li>
  )
}

/** A stop on the line of attempts: one that came, or one that the provider documents as still to come. */
interface AttemptPoint {
  readonly key: string
  readonly state: 'good' | 'bad' | 'unanswered' | 'next'
  /** Status of the answer; null for one still to come, or without an answer. */
  readonly status: number | null
  /** Arrival of the first, else the wait since the one before, in milliseconds; null where not documented. */
  readonly at: number | null
  readonly waitMs: number | null
  readonly id: string | null
}

interface Documented {
  readonly retryDelaysMs: readonly number[] | null
  readonly attempts: number | null
  readonly retryWindowMs?: number | null
}

/** Attempts that came, then those that would still come had the last one failed. At most eight of the latter. */
export function attemptPoints(attempts: readonly Attempt[], documented: Documented | null): AttemptPoint[] {
  const came = attempts.map((attempt, index): AttemptPoint => {
    const before = attempts[index - 1]
    return {
      key: attempt.id,
      id: attempt.id,
      state: attempt.status === null ? 'unanswered' : attempt.status < 300 ? 'good' : 'bad',
      status: attempt.status,
      at: attempt.receivedAt,
      waitMs: before ? attempt.receivedAt - before.receivedAt : null,
    }
  })
  const delays = documented?.retryDelaysMs ?? null
  const all = documented?.attempts ?? (delays ? delays.length + 1 : came.length)
  for (let number = came.length + 1; number <= Math.min(all, attempts.length + 8); number++) {
    const waitMs = delays?.[number - 2] ?? null
    came.push({ key: `next-${number}`, id: null, state: 'next', status: null, at: null, waitMs })
  }
  return came
}

/** "2 of at most 6, same event id, 4 not needed". */
export function attemptsNote(attempts: readonly Attempt[], documented: Documented | null): string {
  const all = documented?.attempts ?? null
  const last = attempts.at(-1)
  const accepted = last !== undefined && last.status !== null && last.status < 300
  const count =
    all !== null ? `${attempts.length} of at most ${all}` : `${attempts.length}; ${withoutMaximum(documented)}`
  const left = all === null ? 0 : all - attempts.length
  return accepted && left > 0 ? `${count}, ${left} not needed` : count
}

function withoutMaximum(documented: Documented | null): string {
  const window = documented?.retryWindowMs ?? null
  return window === null
    ? 'the maximum is not documented'
    : `sent again for ${formatDuration(window)}, how often is not documented`
}
