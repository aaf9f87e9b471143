import { rulesOfEvent } from '#shared/attempts/attempt-rules.ts'
import { outlookOf } from '#shared/attempts/attempt-story.ts'
import type { Attempt, DeliveryDetail } from '#shared/model/delivery.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { navigate } from '../../../../state/route.ts'
import { Glyph, type GlyphName } from '../../../../ui/glyphs.tsx'
import { Section } from '../../../../ui/layout.tsx'
import { formatClock, formatCount, formatDuration } from '../../../../ui/text.tsx'
import { AttemptStory } from './attempt-story.tsx'

const glyphs: Record<AttemptPoint['state'], { name: GlyphName; tone: string; words: string }> = {
  good: { name: 'yes', tone: 'text-ok', words: 'accepted' },
  bad: { name: 'failed', tone: 'text-bad', words: 'not accepted' },
  unanswered: { name: 'no', tone: 'text-ink-3', words: 'not answered' },
  next: { name: 'open', tone: 'text-ink-3', words: 'would come' },
  'left-out': { name: 'open', tone: 'text-ink-3', words: 'not shown' },
}

/** The provider's attempts to deliver this event: those that came, and those that it documents. */
export function AttemptsLine({ detail, provider }: { detail: DeliveryDetail; provider: ProviderInfo | null }) {
  const rules = provider && rulesOfEvent(provider, detail.check.schema?.event ?? detail.facts.eventType)
  const attempts = detail.attempts.length === 0 ? [onlyAttempt(detail)] : detail.attempts
  const points = attemptPoints(attempts, rules)
  const [first] = attempts
  const isGuess = detail.facts.eventId === null && first !== undefined && attempts.length > 1
  // Of an event without an id nobody can tell whether it came again; nor is there a story where all went well at once.
  const isTold =
    attempts.length > 1 || (detail.facts.eventId !== null && points.length > 1) || wasRefused(detail, rules)
  if (!isTold) return null
  return (
    <Section
      title={isGuess ? 'Probably attempts' : 'Attempts'}
      aside={attemptsNote(attempts, rules, detail.attempts.at(-1)?.attempt)}
    >
      {isGuess ? (
        <p className="text-12 text-ink-2">
          {first.id === detail.id
            ? 'Later deliveries have the same bytes'
            : `Same bytes as the delivery at ${formatClock(first.receivedAt)}`}
          , probably {first.id === detail.id ? 'retries' : 'a retry'}. This is a guess: the event has no id.
        </p>
      ) : null}
      {points.length > 1 ? (
        <ol className="mt-1 grid auto-cols-fr grid-flow-col">
          {shortened(points, detail.id).map((point) => (
            <AttemptStop key={point.key} point={point} shown={point.id === detail.id} />
          ))}
        </ol>
      ) : null}
      <AttemptStory detail={detail} attempts={attempts} rules={rules} provider={provider} />
    </Section>
  )
}

/** What the delivery itself says, where nothing joins it to others. */
const onlyAttempt = ({ id, receivedAt, answer }: DeliveryDetail): Attempt => ({
  ...{ id, receivedAt, attempt: 1 },
  ...{ status: answer?.status ?? null, ms: answer?.ms ?? null },
})

/** Did it get an answer after which it may come again? */
function wasRefused(detail: DeliveryDetail, rules: Parameters<typeof outlookOf>[1]): boolean {
  if (detail.provider === null || detail.sample || detail.handshake !== null || detail.answer === null) return false
  const outlook = outlookOf([onlyAttempt(detail)], rules, Date.now()).kind
  return detail.answer.status >= 300 || outlook === 'next' || outlook === 'next-unknown'
}

/** Stops that fit one line. */
const mostStops = 8

/** The first stop, the one that is shown with its neighbours, and the last ones; what is left out is counted. */
function shortened(points: readonly AttemptPoint[], shownId: string): AttemptPoint[] {
  if (points.length <= mostStops) return [...points]
  const shown = points.findIndex(({ id }) => id === shownId)
  const last = points.length - 1
  const kept = [0, shown - 1, shown, shown + 1, last - 1, last]
  const places = [...new Set(kept)].filter((place) => place >= 0 && place <= last).sort((a, b) => a - b)
  return places.flatMap((place, index) => {
    const point = points[place]!
    const left = place - (places[index - 1] ?? -1) - 1
    return left === 0 ? [point] : [leftOut(left, place), point]
  })
}

const leftOut = (count: number, place: number): AttemptPoint => ({
  ...{
    key: `left-out-${place}`,
    id: null,
    state: 'left-out',
    status: null,
    at: null,
    waitMs: null,
    first: false,
    count,
  },
})

function AttemptStop({ point, shown }: { point: AttemptPoint; shown: boolean }) {
  const glyph = glyphs[point.state]
  const when =
    point.state === 'left-out'
      ? `${formatCount(point.count ?? 0)} more`
      : point.first && point.at !== null
        ? formatClock(point.at)
        : point.waitMs === null
          ? 'later'
          : `+${formatDuration(point.waitMs)}`
  const line = point.state === 'next' || point.state === 'left-out' ? 'before:border-dashed' : ''
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
  readonly state: 'good' | 'bad' | 'unanswered' | 'next' | 'left-out'
  /** Status of the answer; null for one still to come, or without an answer. */
  readonly status: number | null
  /** Arrival of the first, else the wait since the one before, in milliseconds; null where not documented. */
  readonly at: number | null
  readonly waitMs: number | null
  readonly id: string | null
  /** The event's first attempt. */
  readonly first: boolean
  /** Attempts that one `left-out` stands for. */
  readonly count?: number
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
      first: attempt.attempt === 1,
      state: attempt.status === null ? 'unanswered' : attempt.status < 300 ? 'good' : 'bad',
      status: attempt.status,
      at: attempt.receivedAt,
      waitMs: before ? attempt.receivedAt - before.receivedAt : null,
    }
  })
  const delays = documented?.retryDelaysMs ?? null
  const all = documented?.attempts ?? (delays ? delays.length + 1 : 0)
  // The list may begin with a later attempt.
  const last = attempts.at(-1)?.attempt ?? 0
  for (let number = last + 1; number <= Math.min(all, last + 8); number++) {
    const waitMs = delays?.[number - 2] ?? null
    came.push({ key: `next-${number}`, id: null, state: 'next', status: null, at: null, waitMs, first: false })
  }
  return came
}

/** "2 of at most 6, same event id, 4 not needed". */
export function attemptsNote(
  attempts: readonly Attempt[],
  documented: Documented | null,
  came = attempts.length,
): string {
  const all = documented?.attempts ?? null
  const last = attempts.at(-1)
  const accepted = last !== undefined && last.status !== null && last.status < 300
  const count = all !== null ? `${came} of at most ${all}` : `${came}; ${withoutMaximum(documented)}`
  const left = all === null ? 0 : all - came
  return accepted && left > 0 ? `${count}, ${left} not needed` : count
}

function withoutMaximum(documented: Documented | null): string {
  const window = documented?.retryWindowMs ?? null
  return window === null
    ? 'the maximum is not documented'
    : `sent again for ${formatDuration(window)}, how often is not documented`
}
