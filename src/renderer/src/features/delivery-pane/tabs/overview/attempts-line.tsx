import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { navigate } from '../../../../state/route.ts'
import { formatDuration } from '../../../../ui/format.ts'
import { formatClock } from '../../../../ui/format-time.ts'
import { Glyph, type GlyphName } from '../../../../ui/glyphs.tsx'
import { Section } from '../../../../ui/section.tsx'
import { type AttemptPoint, attemptPoints, attemptsNote } from './attempt-points.ts'

const glyphs: Record<AttemptPoint['state'], { name: GlyphName; tone: string; words: string }> = {
  good: { name: 'yes', tone: 'text-ok', words: 'accepted' },
  bad: { name: 'failed', tone: 'text-bad', words: 'not accepted' },
  unanswered: { name: 'no', tone: 'text-ink-3', words: 'not answered' },
  next: { name: 'open', tone: 'text-ink-3', words: 'would come' },
}

/** The provider's attempts to deliver this event: those that came, and those that it documents. */
export function AttemptsLine({ detail, provider }: { detail: DeliveryDetail; provider: ProviderInfo | null }) {
  // Without an event id it is not known which deliveries are attempts of one event.
  if (detail.attempts.length === 0) return null
  const points = attemptPoints(detail.attempts, provider?.delivery ?? null)
  if (points.length < 2) return null
  return (
    <Section title="Attempts" aside={attemptsNote(detail.attempts, provider?.delivery ?? null)}>
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
          aria-label={`Show the attempt of ${point.at === null ? '' : formatClock(point.at)}`}
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
