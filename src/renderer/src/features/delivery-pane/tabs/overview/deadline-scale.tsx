import type { ReactNode } from 'react'
import { nearDeadline } from '#shared/attempts/deadline.ts'
import { answerTone } from '../../../../ui/badges.tsx'
import { Section } from '../../../../ui/layout.tsx'
import { formatDuration, formatMs } from '../../../../ui/text.tsx'

const fills = { quiet: 'bg-ink-2', warn: 'bg-warn', bad: 'bg-bad' } as const

interface DeadlineScaleProps {
  readonly label: string
  readonly ms: number
  /** Null where the provider documents none: then there is no scale. */
  readonly deadlineMs: number | null
  readonly children?: ReactNode
}

/** Time of an answer on the scale of the provider's deadline; late whatever its status. */
export function DeadlineScale({ label, ms, deadlineMs, children }: DeadlineScaleProps) {
  if (deadlineMs === null) return null
  const tone = answerTone({ status: 200, ms }, deadlineMs).time
  const late = tone === 'bad' ? `, ${formatDuration(ms - deadlineMs)} late` : ''
  return (
    <Section title={label} aside={`${formatMs(ms)} of ${formatDuration(deadlineMs)}${late}`}>
      <div className="mt-3 h-2 overflow-hidden rounded-3 bg-active" role="presentation">
        <div
          className={`h-full min-w-0.5 ${fills[tone]}`}
          style={{ width: `${Math.min(100, (ms / deadlineMs) * 100)}%` }}
        />
      </div>
      <div className="relative mt-1 flex justify-between text-11 text-ink-3 num" aria-hidden="true">
        <span>0</span>
        {/* From here on it is near. */}
        <span className="absolute -translate-x-1/2" style={{ left: `${nearDeadline * 100}%` }}>
          {formatDuration(deadlineMs * nearDeadline)}
        </span>
        <span>{formatDuration(deadlineMs)}</span>
      </div>
      {children}
    </Section>
  )
}
