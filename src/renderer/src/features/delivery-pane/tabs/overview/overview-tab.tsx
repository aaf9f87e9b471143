import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { firstHeader } from '#shared/model/headers.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { formatTerm } from '#shared/query/edit-query.ts'
import { answerSentence } from '#shared/sentences/answer-sentence.ts'
import { conformanceSentence } from '#shared/sentences/conformance-sentence.ts'
import { forwardSentence } from '#shared/sentences/forward-sentence.ts'
import { verificationSentence } from '#shared/sentences/verification-sentence.ts'
import { useEndpoint, useProvider } from '../../../../state/live-state.ts'
import { hrefFor } from '../../../../state/route.ts'
import { answerTone, conformanceTone, type Tone, verificationTone } from '../../../../ui/badges.tsx'
import { CopyButton } from '../../../../ui/buttons.tsx'
import { Glyph, type GlyphName } from '../../../../ui/glyphs.tsx'
import { Fact, Facts, Section } from '../../../../ui/layout.tsx'
import { formatBytes, formatDateTime, formatMs, plural, RichText } from '../../../../ui/text.tsx'
import { AttemptsLine } from './attempts.tsx'
import { DeadlineScale } from './deadline-scale.tsx'

/** What happened, the verdicts, the answer against the deadline, the attempts. */
export function OverviewTab({ detail }: { detail: DeliveryDetail }) {
  const provider = useProvider(detail.provider)
  const { headline, detail: more, quote, text } = detail.summary
  const title = headline ?? detail.eventType ?? `${detail.method} request`
  return (
    <>
      <Section label="What happened" className="sel">
        <h3 className="line-clamp-3 text-15 font-semibold tracking-[-.006em] break-words" title={title}>
          {title}
        </h3>
        {(more ?? text) ? <p className="line-clamp-6 break-words text-ink-2">{more ?? text}</p> : null}
        {quote ? <p className="mt-2 line-clamp-6 break-words text-ink-2">“{quote}”</p> : null}
      </Section>
      <Verdicts detail={detail} provider={provider} />
      <DeadlineBar detail={detail} />
      <AttemptsLine detail={detail} provider={provider} />
      <DeliveryFactsList detail={detail} />
    </>
  )
}

const colours: Record<Tone, { glyph: string; word: string }> = {
  ok: { glyph: 'text-ok', word: 'font-medium' },
  none: { glyph: 'text-ink-3', word: 'font-medium' },
  warn: { glyph: 'text-warn', word: 'font-semibold text-warn' },
  bad: { glyph: 'text-bad', word: 'font-semibold text-bad' },
}

/** The three verdicts on a delivery, one sentence each. */
function Verdicts({ detail, provider }: { detail: DeliveryDetail; provider: ProviderInfo | null }) {
  const { verdict, check, answer } = detail
  const late = answer !== null && answerTone(answer, detail.deadlineMs).time === 'bad'
  const bad = answer !== null && answer.status >= 400
  return (
    <Section label="Verdicts">
      <ul className="grid gap-3">
        <Verdict
          glyph={verdict.state}
          tone={verificationTone[verdict.state]}
          word={verdict.state}
          sentence={verificationSentence(verdict, provider)}
        />
        <Verdict
          glyph={check.state}
          tone={conformanceTone[check.state]}
          word={check.state}
          sentence={conformanceSentence(check, provider)}
        />
        <Verdict
          glyph={late ? 'late' : 'answered'}
          tone={late || bad ? 'bad' : answer ? 'ok' : 'none'}
          word={late ? 'late' : answer ? (detail.rule?.did === 'cut' ? 'broken off' : 'answered') : 'no answer'}
          sentence={answerSentence(detail)}
        />
        <ForwardVerdict detail={detail} />
      </ul>
    </Section>
  )
}

const forwardWords = {
  open: { glyph: 'open', tone: 'none', word: 'forwarding' },
  ok: { glyph: 'answered', tone: 'ok', word: 'forwarded' },
  failed: { glyph: 'late', tone: 'bad', word: 'undelivered' },
  'copy-failed': { glyph: 'late', tone: 'bad', word: 'copy failed' },
  waiting: { glyph: 'checking', tone: 'warn', word: 'in queue' },
} as const

function ForwardVerdict({ detail }: { detail: DeliveryDetail }) {
  const sentence = forwardSentence(detail)
  return detail.forward === undefined || sentence === null ? null : (
    <Verdict {...forwardWords[detail.forward]} sentence={sentence} />
  )
}

interface VerdictProps {
  readonly glyph: GlyphName
  readonly tone: Tone
  readonly word: string
  readonly sentence: string
}

function Verdict({ glyph, tone, word, sentence }: VerdictProps) {
  return (
    <li className="grid grid-cols-[12px_76px_minmax(0,1fr)] items-start gap-x-2">
      <Glyph name={glyph} className={`mt-1 ${colours[tone].glyph}`} />
      <span className={colours[tone].word}>{word}</span>
      <p className="sel break-words text-ink-2">
        <RichText text={sentence} />
      </p>
    </li>
  )
}

const link = 'rounded-3 text-accent hover:underline underline-offset-2'

/** Where it came from and what it belongs to. */
function DeliveryFactsList({ detail }: { detail: DeliveryDetail }) {
  const endpoint = useEndpoint(detail.endpointId)
  const { request, facts } = detail
  const kind = [request.method, formatBytes(detail.size), firstHeader(request.headers, 'content-type')]
    .filter(Boolean)
    .join(', ')
  return (
    <Section label="Facts">
      <Facts>
        {facts.callId ? (
          <Fact name="Call">
            <a
              className={`mono ${link}`}
              href={hrefFor({ kind: 'stream', endpointId: null }, formatTerm({ field: 'call', value: facts.callId }))}
            >
              {facts.callId}
            </a>
            <span className="text-ink-3">{plural(detail.callDeliveries, 'delivery', 'deliveries')}</span>
          </Fact>
        ) : null}
        {facts.eventId ? (
          <Fact name="Event id">
            <span className="mono break-all">{facts.eventId}</span>
            <CopyButton text={facts.eventId} label="Copy the event id" size={18} />
          </Fact>
        ) : null}
        <Fact name="Delivery id">
          <span className="mono break-all">{detail.id}</span>
          <CopyButton text={detail.id} label="Copy the delivery id" size={18} />
        </Fact>
        <Fact name="Endpoint">
          {endpoint ? (
            <a className={link} href={hrefFor({ kind: 'endpoint-settings', endpointId: endpoint.id })}>
              {endpoint.name}
            </a>
          ) : (
            <span>deleted</span>
          )}
          <span className="text-ink-3">{kind}</span>
        </Fact>
        <Fact name="Received">
          <span className="num">{formatDateTime(detail.receivedAt)}</span>
          {detail.importedFrom?.timeKnown === false ? (
            <span className="text-ink-3">time of the import: the file does not tell</span>
          ) : null}
        </Fact>
        {detail.importedFrom ? (
          <ImportFacts origin={detail.importedFrom} />
        ) : (
          <Fact name="Received from">
            <span className="mono">{request.remoteAddress}</span>
            <span className="text-ink-3">
              {[
                request.viaTunnel ? 'through the tunnel' : 'directly',
                detail.sample ? 'sent by Switchhook as a sample' : '',
              ]
                .filter(Boolean)
                .join(', ')}
            </span>
          </Fact>
        )}
        <Fact name="URL">
          <span className="mono break-all">{request.publicUrl}</span>
          <CopyButton text={request.publicUrl} label="Copy the URL that was called" size={18} />
        </Fact>
      </Facts>
    </Section>
  )
}

/** Where an imported delivery comes from, and what is not as it was sent. */
function ImportFacts({ origin: { from, file, at, note } }: { origin: NonNullable<DeliveryDetail['importedFrom']> }) {
  return (
    <Fact name="Imported">
      <span className="num">{formatDateTime(at)}</span>
      <span className="text-ink-3 [overflow-wrap:anywhere]">
        {from}, {file}
      </span>
      {note ? <span className="text-ink-2">{note}</span> : null}
    </Fact>
  )
}

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
  return (
    <DeadlineScale label="Answer against the deadline" ms={answer.ms} deadlineMs={deadlineMs}>
      {stored ? <p className="mt-1 text-12 text-ink-2 num">{stored}</p> : null}
    </DeadlineScale>
  )
}
