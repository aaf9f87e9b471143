import { ChevronRight } from 'lucide-react'
import type { MouseEvent } from 'react'
import { rulesOfEvent } from '#shared/attempts/attempt-rules.ts'
import { outlookOf } from '#shared/attempts/attempt-story.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { formatClock, formatDuration } from '../../../ui/text.tsx'
import { hasAttempts } from './event-lines.ts'

interface EventTypeCellProps {
  readonly row: DeliveryRow
  readonly line: 'event' | 'unfolded' | 'attempt'
  readonly onToggle?: ((row: DeliveryRow) => void) | undefined
}

/** The event type behind its triangle; of an attempt its number. */
export function EventTypeCell({ row, line, onToggle }: EventTypeCellProps) {
  if (line === 'attempt') {
    return <span className="stream-type cut pl-5 text-12 text-ink-2 num">attempt {row.attempt}</span>
  }
  const toggle = (event: MouseEvent) => {
    event.stopPropagation()
    onToggle?.(row)
  }
  return (
    <span className="stream-type flex min-w-0 items-center mono tracking-[-.01em]" title={row.eventType ?? undefined}>
      {hasAttempts(row) ? (
        // biome-ignore lint/a11y/noStaticElementInteractions: for the pointer; the arrow keys do the same, and the row says whether it is unfolded.
        // biome-ignore lint/a11y/useKeyWithClickEvents: see above.
        <span
          onClick={toggle}
          title={line === 'unfolded' ? 'Hide the attempts' : 'Show the attempts'}
          className="-my-1 -ml-1 grid size-5 flex-none place-items-center rounded-3 text-ink-3 hover:bg-active hover:text-ink"
        >
          <ChevronRight
            aria-hidden="true"
            className={`size-3.5 transition-transform ${line === 'unfolded' ? 'rotate-90' : ''}`}
          />
        </span>
      ) : (
        <span className="w-4 flex-none" />
      )}
      <span className="cut">{row.eventType ?? <span className="text-ink-3">no event type</span>}</span>
    </span>
  )
}

/** When the next attempt of an event is expected, where the last answer is documented to be tried again at a known time. */
export function ExpectedNext({ row, provider }: { row: DeliveryRow; provider: ProviderInfo | null }) {
  const rules = provider && rulesOfEvent(provider, row.eventType)
  if (rules === null || row.sample || row.event?.guessed) return null
  const last = { receivedAt: row.event?.lastAt ?? row.receivedAt, attempt: row.attempt, ...answerOf(row) }
  const outlook = outlookOf([last], rules, Date.now())
  if (outlook.kind !== 'next' || !outlook.certain || outlook.at < Date.now()) return null
  return (
    <span
      className="stream-next ml-2 flex-none text-11 leading-[inherit] text-ink-3 num"
      title={`Attempt ${outlook.attempt} is expected at ${formatClock(outlook.at)}`}
    >
      next {formatClock(outlook.at)}
    </span>
  )
}

/** What there is to say of an attempt below its event: how it came after the one before. */
export function AttemptLineText({ row, provider }: { row: DeliveryRow; provider: ProviderInfo | null }) {
  const words = sinceWords(row, provider)
  return (
    <span className="stream-line flex min-w-0 overflow-hidden whitespace-nowrap text-ink-3 num" title={words}>
      {row.acceptedBefore ? (
        <span className="mr-1.5 flex-none rounded-3 border border-strong px-1 text-11 text-ink-3">duplicate</span>
      ) : null}
      <span className="cut">{words}</span>
    </span>
  )
}

function sinceWords({ sinceAttemptMs, eventType, attempt }: DeliveryRow, provider: ProviderInfo | null): string {
  if (sinceAttemptMs === undefined) return 'the first attempt'
  const came = `+${formatDuration(sinceAttemptMs)}`
  const delays = provider && rulesOfEvent(provider, eventType)?.retryDelaysMs
  const documented = delays?.[attempt - 2]
  if (documented === undefined) return came
  return `${came}; documented: ${documented === 0 ? 'at once' : formatDuration(documented)}`
}

const answerOf = ({ answer }: DeliveryRow) => ({ status: answer?.status ?? null, ms: answer?.ms ?? null })
