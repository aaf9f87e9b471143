import { Search } from 'lucide-react'
import { useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Forward } from '#shared/model/forward.ts'
import type { HeaderPair } from '#shared/model/headers.ts'
import { answerSentence } from '#shared/sentences/answer-sentence.ts'
import { forwardSentence } from '#shared/sentences/forward-sentence.ts'
import { CopyButton } from '../../../ui/buttons.tsx'
import { Input } from '../../../ui/inputs.tsx'
import { Section } from '../../../ui/layout.tsx'
import { plural, RichText } from '../../../ui/text.tsx'
import { ForwardOutcomes } from './answer/forward-outcome.tsx'
import { HeaderTable } from './header-table.tsx'
import { DeadlineBar } from './overview/overview-tab.tsx'

const asText = (headers: readonly HeaderPair[]) => headers.map(([name, value]) => `${name}: ${value}`).join('\n')

/** Headers as sent: order, case and duplicates. */
export function HeadersTab({ detail }: { detail: DeliveryDetail }) {
  const { request } = detail
  const [filter, setFilter] = useState('')
  const fits = ([name, value]: HeaderPair) => `${name}: ${value}`.toLowerCase().includes(filter.trim().toLowerCase())
  const shown = request.headers.filter(fits)
  return (
    <>
      <div className="flex h-9 flex-none items-center gap-3 border-b border-line px-4">
        <Input
          type="search"
          aria-label="Filter headers"
          placeholder="Filter"
          icon={<Search />}
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
          className="h-6! w-48"
        />
        <span className="cut flex-1 text-12 text-ink-3 num">
          {filter ? `${shown.length} of ` : ''}
          {plural(request.headers.length, 'header')}, as sent
        </span>
        <CopyButton text={asText(request.headers)} label="Copy all headers" />
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto pb-4">
        <p className="mono sel row-line px-4 py-2 break-all text-ink-2">
          <span className="font-medium text-ink">{request.method}</span> {request.target} HTTP/{request.httpVersion}
        </p>
        <HeaderTable label="Headers" headers={shown} />
        {shown.length === 0 && request.headers.length > 0 ? (
          <p className="px-4 py-3 text-12 text-ink-3">No header matches the filter.</p>
        ) : null}
        {request.trailers.length > 0 ? (
          <>
            <h3 className="px-4 pt-4 pb-2 text-12 font-medium">Trailers, sent after the body</h3>
            <HeaderTable label="Trailers" headers={request.trailers.filter(fits)} />
          </>
        ) : null}
      </div>
    </>
  )
}

const deciders = {
  rule: 'sent by the receiver once the delivery was on disk',
  handshake: 'sent by the receiver itself: a setup request',
  forward: 'the target’s answer, passed on',
  fallback: 'sent by the receiver: the target gave no answer',
  queued: 'sent by the receiver: the target gets the delivery later',
} as const

const hasBody = ({ given, bodySize }: Forward) => given !== 'nothing' && bodySize > 0

/** What the provider got as an answer, and when. */
export function AnswerTab({ detail }: { detail: DeliveryDetail }) {
  const { answerGiven } = detail
  const forwarding = forwardSentence(detail)
  // A forwarded answer that is no short text is shown with its target.
  const isElsewhere = answerGiven?.by === 'forward' && answerGiven.body === '' && detail.forwards.some(hasBody)
  return (
    <>
      <Section label="Answer">
        <div className="flex items-baseline gap-3">
          <span className={`mono text-15! font-semibold ${answerGiven && answerGiven.status >= 400 ? 'text-bad' : ''}`}>
            {answerGiven?.status ?? 'none'}
          </span>
          <span className="text-12 text-ink-3">
            {answerGiven && !detail.appliedRule ? deciders[answerGiven.by] : null}
          </span>
        </div>
        <p className="sel mt-1 text-ink-2">{answerSentence(detail)}</p>
        {forwarding ? (
          <p className={`sel mt-1 break-words ${detail.forward === 'ok' ? 'text-ink-2' : 'text-bad'}`}>
            <RichText text={forwarding} />
          </p>
        ) : null}
      </Section>
      <DeadlineBar detail={detail} />
      {answerGiven ? (
        <>
          {isElsewhere ? null : (
            <Section title="Body" aside={answerGiven.body === '' ? 'empty' : undefined}>
              {answerGiven.body === '' ? null : (
                <pre className="mono sel max-h-64 overflow-auto rounded-5 border border-line bg-sunken px-3 py-2 leading-5 break-all whitespace-pre-wrap text-ink-2">
                  {answerGiven.body}
                </pre>
              )}
            </Section>
          )}
          <h3 className="px-4 pt-4 pb-2 text-12 font-medium">Headers</h3>
          <HeaderTable label="Headers of the answer" headers={answerGiven.headers} />
        </>
      ) : null}
      <ForwardOutcomes detail={detail} />
    </>
  )
}
