import { useMemo, useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { firstHeader } from '#shared/model/headers.ts'
import { CodeView } from '../../../../code/code-views.tsx'
import { looksBinary, readText } from '../../../../code/read-bytes.ts'
import { formatXml } from '../../../../code/xml-text.ts'
import { errorText } from '../../../../state/client.tsx'
import { Button, CopyButton } from '../../../../ui/buttons.tsx'
import { FieldError, Segmented } from '../../../../ui/inputs.tsx'
import { Table, Td, Th } from '../../../../ui/layout.tsx'
import { formatBytes, plural } from '../../../../ui/text.tsx'
import { ExactBytes, SegmentPager } from '../body/exact-bytes.tsx'
import { type BodyState, useBody, useSegment } from '../body/use-body.ts'
import { JsonView, PayloadBar } from './json-view.tsx'
import { MultipartView } from './multipart-view.tsx'

const unknownKind: PayloadKind = { kind: 'text', views: ['text', 'raw', 'hex'] }

/** The body: laid out for reading, as it came, and byte for byte. */
export function PayloadTab({ detail }: { detail: DeliveryDetail }) {
  const body = useBody(detail)
  const [wanted, setWanted] = useState<PayloadView | null>(null)
  const mediaType = firstHeader(detail.request.headers, 'content-type') ?? ''
  const kind = useMemo(
    () => (body.state === 'ready' ? payloadKind(body.content.bytes, mediaType) : unknownKind),
    [body, mediaType],
  )
  const view = kind.views.find((name) => name === wanted) ?? kind.views[0]
  if (detail.size === 0 || kind.kind === 'empty' || !view) return <EmptyBody detail={detail} />

  const note = payloadNote(body, detail, kind)
  const bar = (
    <>
      <Segmented
        label="View of the payload"
        options={kind.views.map((id) => ({ id, label: viewNames[id] }))}
        value={view}
        onChange={setWanted}
      />
      <span className="cut text-12 text-ink-2" title={`${note}; ${mediaType || 'no media type'}`}>
        {note}
      </span>
    </>
  )
  if (view === 'raw' || view === 'hex') return <ExactView detail={detail} view={view} bar={bar} />
  return <ReadableView body={body} view={view} mediaType={mediaType} bar={bar} />
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
  readonly bar: React.ReactNode
}

function ReadableView({ body, view, mediaType, bar }: ReadableViewProps) {
  const bytes = body.state === 'ready' ? body.content.bytes : null
  const read = useMemo(() => (bytes ? readText(bytes) : null), [bytes])
  if (read && body.state === 'ready' && (view === 'formatted' || view === 'received')) {
    return (
      <JsonView read={read} formatted={view === 'formatted'} ranges={body.content.codings.length === 0} bar={bar} />
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
      {read && view === 'form' ? <FormView text={read.text} /> : null}
      {bytes && view === 'parts' ? <MultipartView bytes={bytes} mediaType={mediaType} /> : null}
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

type PayloadView = 'formatted' | 'received' | 'form' | 'parts' | 'xml' | 'text' | 'raw' | 'hex'

/** What a body is, and in which ways it can be seen; the first one is shown unless the user chose another. */
interface PayloadKind {
  readonly kind: 'empty' | 'json' | 'form' | 'multipart' | 'xml' | 'text' | 'binary'
  readonly views: readonly PayloadView[]
}

/** Judges by the bytes; the media type decides only what bytes alone cannot tell (a form, JSON that is broken). */
export function payloadKind(bytes: Uint8Array, mediaType: string): PayloadKind {
  if (bytes.length === 0) return { kind: 'empty', views: [] }
  const type = mediaType.split(';')[0]?.trim().toLowerCase() ?? ''
  // A part may be a picture.
  if (type === 'multipart/form-data') return { kind: 'multipart', views: ['parts', 'raw', 'hex'] }
  if (looksBinary(bytes)) return { kind: 'binary', views: ['hex', 'raw'] }
  if (type === 'application/x-www-form-urlencoded') return { kind: 'form', views: ['form', 'raw', 'hex'] }
  if (/[/+]json$/.test(type) || isJson(bytes)) return { kind: 'json', views: ['formatted', 'received', 'raw', 'hex'] }
  if (isXml(bytes)) return { kind: 'xml', views: ['xml', 'text', 'raw', 'hex'] }
  return { kind: 'text', views: ['text', 'raw', 'hex'] }
}

function isJson(bytes: Uint8Array): boolean {
  const { text } = readText(bytes)
  if (!/^\s*[[{]/.test(text)) return false
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function isXml(bytes: Uint8Array): boolean {
  const { text } = readText(bytes)
  return /^\s*</.test(text) && formatXml(text) !== null
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

/** One field of a form body, in the order sent. */
interface FormRow {
  readonly name: string
  readonly value: string
}

/** Fields of `application/x-www-form-urlencoded` text; duplicates and empty values stay (URL standard, 5.1). */
export const formRows = (text: string): FormRow[] =>
  [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))

/** A form body as a table, in the order sent. */
function FormView({ text }: { text: string }) {
  const rows = useMemo(() => formRows(text), [text])
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <Table aria-label="Form fields">
        <thead>
          <tr>
            <Th>Field</Th>
            <Th>Value</Th>
            <Th aria-label="Copy" />
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${index} ${row.name}`}>
              <Td className="mono sel align-top leading-8">{row.name}</Td>
              <Td className="mono sel py-2 break-all">{row.value}</Td>
              <Td className="w-8">
                <CopyButton text={row.value} label={`Copy the value of ${row.name}`} size={18} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}
