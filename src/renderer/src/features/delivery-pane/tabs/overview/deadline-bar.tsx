import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { answerTone } from '../../../../ui/answer-tone.ts'
import { formatDuration, formatMs } from '../../../../ui/format.ts'
import { Section } from '../../../../ui/section.tsx'

const fills = { quiet: 'bg-ink-2', warn: 'bg-warn', bad: 'bg-bad' } as const

/** Time of the answer on the scale of the provider's deadline. */
export function DeadlineBar({ detail }: { detail: DeliveryDetail }) {
  const { answer, deadlineMs, answerGiven } = detail
  if (!answer) return null
  const stored = answerGiven
    ? `On disk after ${formatMs(answerGiven.storedAfterMs)}, answer sent after ${formatMs(answer.ms)}.`
    : null
  if (deadlineMs === null) {
    return (
      <Section title="Answer" aside={formatMs(answer.ms)}>
        <p className="text-12 text-ink-2">The deadline is not documented. {stored}</p>
      </Section>
    )
  }
  const tone = answerTone(answer, deadlineMs).time
  return (
    <Section title="Answer against the deadline" aside={`${formatMs(answer.ms)} of ${formatDuration(deadlineMs)}`}>
      <div className="mt-3 h-2 overflow-hidden rounded-3 bg-active" role="presentation">
        <div
          className={`h-full min-w-0.5 ${fills[tone]}`}
          style={{ width: `${Math.min(100, (answer.ms / deadlineMs) * 100)}%` }}
        />
      </div>
      <div className="mt-1 flex justify-between text-11 text-ink-3 num" aria-hidden="true">
        <span>0</span>
        <span>{formatDuration(deadlineMs / 2)}</span>
        <span>{formatDuration(deadlineMs)}</span>
      </div>
      {stored ? <p className="mt-1 text-12 text-ink-2 num">{stored}</p> : null}
    </Section>
  )
}
