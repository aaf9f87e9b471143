import { useMemo, useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { firstHeader } from '#shared/model/headers.ts'
import { CodeView } from '../../../../code/code-views.tsx'
import { readText } from '../../../../code/read-bytes.ts'
import { type TextProblem, textProblem } from '../../../../code/text-problem.ts'
import { formatXml } from '../../../../code/xml-text.ts'
import { loadLater } from '../../../../parts/load-later.tsx'
import { errorText } from '../../../../state/client.tsx'
import { Button } from '../../../../ui/buttons.tsx'
import { FieldError, Segmented } from '../../../../ui/inputs.tsx'
import { formatBytes, plural } from '../../../../ui/text.tsx'
import { FormTable, PartsTable } from '../body/field-tables.tsx'
import { type PayloadKind, type PayloadView, payloadKind } from '../body/payload-kind.ts'
import { SegmentPager } from '../body/segment-pager.tsx'
import { type BodyState, useBody, useSegment } from '../body/use-body.ts'
import { JsonView, PayloadBar } from './json-view.tsx'

const ExactBytes = loadLater(async () => (await import('../body/exact-bytes.tsx')).ExactBytes)

const unknownKind: PayloadKind = { kind: 'text', views: ['text', 'raw', 'hex'] }

/** The body: laid out for reading, as it came, and byte for byte. */
export function PayloadTab({ detail }: { detail: DeliveryDetail }) {
  const body = useBody(detail)
  const [wanted, setWanted] = useState<PayloadView | null>(null)
  const { check } = detail
  const mediaType = firstHeader(detail.request.headers, 'content-type') ?? ''
  const kind = useMemo(
    () => (body.state === 'ready' ? payloadKind(body.content.bytes, mediaType) : unknownKind),
    [body, mediaType],
  )
  const problem = useMemo(
    () =>
      body.state === 'ready' && kind.kind === 'json' ? textProblem(readText(body.content.bytes).text, check) : null,
    [body, kind, check],
  )
  // Laid out, its lines would not be those that the problem is told by.
  const views = problem ? kind.views.filter((name) => name !== 'formatted') : kind.views
  const view = views.find((name) => name === wanted) ?? views[0]
  if (detail.size === 0 || kind.kind === 'empty' || !view) return <EmptyBody detail={detail} />

  const note = payloadNote(body, detail, kind)
  const bar = (
    <>
      <Segmented
        label="View of the payload"
        options={views.map((id) => ({ id, label: viewNames[id] }))}
        value={view}
        onChange={setWanted}
      />
      <span className="cut text-12 text-ink-2" title={`${note}; ${mediaType || 'no media type'}`}>
        {note}
      </span>
    </>
  )
  if (view === 'raw' || view === 'hex') return <ExactView detail={detail} view={view} bar={bar} />
  return <ReadableView body={body} view={view} mediaType={mediaType} problem={problem} bar={bar} />
}

function ExactView({ detail, view, bar }: { detail: DeliveryDetail; view: 'raw' | 'hex'; bar: React.ReactNode }) {
  const segment = useSegment(detail.id, detail.size)
  return (
    <>
      <PayloadBar actions={<SegmentPager segment={segment} size={detail.size} />}>{bar}</PayloadBar>
      <ExactBytes segment={segment} view={view} />
    </>
  )
}

interface ReadableViewProps {
  readonly body: BodyState
  readonly view: PayloadView
  readonly mediaType: string
  readonly problem: TextProblem | null
  readonly bar: React.ReactNode
}

function ReadableView({ body, view, mediaType, problem, bar }: ReadableViewProps) {
  const bytes = body.state === 'ready' ? body.content.bytes : null
  const read = useMemo(() => (bytes ? readText(bytes) : null), [bytes])
  if (read && body.state === 'ready' && (view === 'formatted' || view === 'received')) {
    return (
      <JsonView
        read={read}
        formatted={view === 'formatted'}
        ranges={body.content.codings.length === 0}
        problem={problem}
        bar={bar}
      />
    )
  }
  return (
    <>
      <PayloadBar>{bar}</PayloadBar>
      {body.state === 'large' ? <LargeBody size={body.size} load={body.load} /> : null}
      {body.state === 'failed' ? (
        <div role="alert" className="p-4">
          <FieldError text={`The body could not be read. ${errorText(body.error)}`} />
        </div>
      ) : null}
      {read && view === 'form' ? <FormTable text={read.text} /> : null}
      {bytes && view === 'parts' ? <PartsTable bytes={bytes} mediaType={mediaType} /> : null}
      {read && (view === 'text' || view === 'xml') ? (
        <div className="min-h-0 flex-1">
          <CodeView
            text={view === 'xml' ? (formatXml(read.text) ?? read.text) : read.text}
            language="text"
            label="Payload"
            wrap
          />
        </div>
      ) : null}
    </>
  )
}

function LargeBody({ size, load }: { size: number; load: () => void }) {
  return (
    <div className="grid justify-items-start gap-3 p-4">
      <p className="text-ink-2">
        This body has {formatBytes(size)}. Formatting it may take a moment; Raw and Hex show any part of it right away.
      </p>
      <Button onClick={load}>Show anyway</Button>
    </div>
  )
}

function EmptyBody({ detail }: { detail: DeliveryDetail }) {
  return (
    <p className="p-4 text-ink-2">
      {detail.aborted
        ? 'The sender disconnected before any of the body arrived.'
        : `The body is empty: this ${detail.method} request has none.`}
    </p>
  )
}

function payloadNote(body: BodyState, detail: DeliveryDetail, { kind }: PayloadKind): string {
  const size = plural(detail.size, 'byte')
  if (body.state !== 'ready') return size
  const { codings, problem, bytes } = body.content
  const notes = [size]
  if (detail.aborted) notes.push('cut off: the sender disconnected')
  if (problem) notes.push(problem)
  if (codings.length > 0) notes.push(`${codings.join(', ')} decoded to ${plural(bytes.length, 'byte')}`)
  if (kind !== 'binary') {
    const { bom, exact } = readText(bytes)
    notes.push(exact ? 'UTF-8' : 'contains invalid UTF-8')
    if (bom) notes.push('byte order mark')
  }
  if (kind === 'json') notes.push('numbers as written')
  return notes.join(', ')
}

const viewNames: Record<PayloadView, string> = {
  formatted: 'Formatted',
  received: 'As received',
  form: 'Form',
  parts: 'Parts',
  xml: 'Formatted',
  text: 'Text',
  raw: 'Raw',
  hex: 'Hex',
}
