import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { answerSentence } from '#shared/sentences/answer-sentence.ts'
import { Section } from '../../../../ui/section.tsx'
import { HeaderTable } from '../headers/header-table.tsx'
import { DeadlineBar } from '../overview/deadline-bar.tsx'

const deciders = {
  rule: 'given by the receiver once the delivery was on disk',
  handshake: 'given by the receiver itself: a set-up request',
} as const

/** What the provider got as an answer, and when. */
export function AnswerTab({ detail }: { detail: DeliveryDetail }) {
  const { answerGiven } = detail
  return (
    <>
      <Section label="Answer">
        <div className="flex items-baseline gap-3">
          <span className={`mono text-15! font-semibold ${answerGiven && answerGiven.status >= 400 ? 'text-bad' : ''}`}>
            {answerGiven?.status ?? 'none'}
          </span>
          <span className="text-12 text-ink-3">{answerGiven ? deciders[answerGiven.by] : null}</span>
        </div>
        <p className="sel mt-1 text-ink-2">{answerSentence(detail)}</p>
      </Section>
      <DeadlineBar detail={detail} />
      {answerGiven ? (
        <>
          <Section title="Body" aside={answerGiven.body === '' ? 'empty' : undefined}>
            {answerGiven.body === '' ? null : (
              <pre className="mono sel max-h-64 overflow-auto rounded-5 border border-line bg-sunken px-3 py-2 leading-5 break-all whitespace-pre-wrap text-ink-2">
                {answerGiven.body}
              </pre>
            )}
          </Section>
          <h3 className="px-4 pt-4 pb-2 text-12 font-medium">Headers</h3>
          <HeaderTable label="Headers of the answer" headers={answerGiven.headers} />
        </>
      ) : null}
    </>
  )
}
