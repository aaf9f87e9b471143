import clsx from 'clsx'
import type { CSSProperties } from 'react'
import { answerTone } from './answer-tone.ts'
import { formatMs } from './format.ts'

interface AnswerCellProps {
  readonly answer: { readonly status: number; readonly ms: number } | null
  readonly deadlineMs: number | null
  readonly aborted?: boolean
}

/** Status code left, time right, and on the row's foot a bar: time against the deadline, or dots where none is documented. */
export function AnswerCell({ answer, deadlineMs, aborted = false }: AnswerCellProps) {
  if (!answer) {
    return (
      <span className="ans text-11 text-ink-3" title={aborted ? 'The sender went away before an answer' : undefined}>
        {aborted ? 'aborted' : 'no answer'}
      </span>
    )
  }
  const tone = answerTone(answer, deadlineMs)
  const share = deadlineMs === null ? null : Math.min(100, (answer.ms / deadlineMs) * 100)
  return (
    <span
      className="ans"
      title={
        deadlineMs === null
          ? `${formatMs(answer.ms)}, no deadline documented`
          : `${formatMs(answer.ms)} of ${formatMs(deadlineMs)}`
      }
    >
      <span className={clsx('mono', tone.status === 'bad' ? 'font-semibold text-bad' : 'text-ink-2')}>
        {answer.status}
      </span>
      <span
        className={clsx(
          'text-11',
          tone.time === 'bad' && 'font-semibold text-bad',
          tone.time === 'warn' && 'font-medium text-warn',
          tone.time === 'quiet' && 'text-ink-3',
        )}
      >
        {formatMs(answer.ms)}
      </span>
      {share === null ? (
        <i className="ans-bar ans-bar-open" />
      ) : (
        <i className={`ans-bar ans-bar-${tone.time}`} style={{ '--share': `${share}%` } as CSSProperties} />
      )}
    </span>
  )
}
