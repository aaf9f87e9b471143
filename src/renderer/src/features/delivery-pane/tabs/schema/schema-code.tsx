import { useMemo } from 'react'
import type { SchemaIssue } from '#shared/model/conformance.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { firstHeader } from '#shared/model/headers.ts'
import type { CodeGhost, CodeMark } from '../../../../code/code-view-props.ts'
import { CodeView } from '../../../../code/code-views.tsx'
import { type JsonDocument, useJsonDocument } from '../../../../code/json-document.ts'
import { type JsonFolds, lineCounter } from '../../../../code/json-folds.ts'
import { asReceived, type ShownText } from '../../../../code/json-text.ts'
import { readText } from '../../../../code/read-bytes.ts'
import { type TextProblem, textProblem } from '../../../../code/text-problem.ts'
import { formatXml } from '../../../../code/xml-text.ts'
import { errorText } from '../../../../state/client.tsx'
import { Button } from '../../../../ui/buttons.tsx'
import { FieldError } from '../../../../ui/inputs.tsx'
import { formatBytes, RichText } from '../../../../ui/text.tsx'
import { type FieldRemarks, FormTable, PartsTable } from '../body/field-tables.tsx'
import { ProblemLine, useProblemMark } from '../body/not-json.tsx'
import { payloadKind } from '../body/payload-kind.ts'
import type { BodyState } from '../body/use-body.ts'
import { issueTone, shortMessage } from './issue-list.tsx'

/** A payload as this tab shows it. */
export type ShownPayload =
  | { readonly as: 'json'; readonly laidOut: JsonDocument }
  /** It stops being JSON at a place. */
  | { readonly as: 'broken'; readonly shown: ShownText; readonly problem: TextProblem }
  | { readonly as: 'form'; readonly text: string }
  | { readonly as: 'multipart'; readonly bytes: Uint8Array<ArrayBuffer>; readonly mediaType: string }
  | { readonly as: 'text'; readonly text: string }

/** Null while it is read, and for what is no text. */
export function useShownPayload(body: BodyState, { check, request }: DeliveryDetail): ShownPayload | null {
  const mediaType = firstHeader(request.headers, 'content-type') ?? ''
  const bytes = body.state === 'ready' ? body.content.bytes : null
  const shown = useMemo(() => bytes && shownPayload(bytes, mediaType, check), [bytes, mediaType, check])
  const json = typeof shown === 'string' ? shown : null
  const laidOut = useJsonDocument(json, true, 'all')
  return useMemo(() => {
    if (typeof shown !== 'string') return shown
    return laidOut && { as: 'json', laidOut }
  }, [shown, laidOut])
}

/** A text: it is JSON, and has to be laid out. */
function shownPayload(
  bytes: Uint8Array<ArrayBuffer>,
  mediaType: string,
  check: DeliveryDetail['check'],
): ShownPayload | string | null {
  const { kind } = payloadKind(bytes, mediaType)
  if (kind === 'multipart') return { as: 'multipart', bytes, mediaType }
  if (kind === 'binary' || kind === 'empty') return null
  const { text } = readText(bytes)
  if (kind === 'form') return { as: 'form', text }
  if (kind === 'xml') return { as: 'text', text: formatXml(text) ?? text }
  if (kind === 'text') return { as: 'text', text }
  const problem = textProblem(text, check)
  return problem ? { as: 'broken', shown: asReceived(text), problem } : text
}

/** Line of an issue in the text that is shown, from 1; null where it is shown as a table. */
export function shownLine(payload: ShownPayload | null, { offset }: SchemaIssue): number | null {
  if (payload?.as !== 'json') return null
  const { shown } = payload.laidOut
  return lineCounter(shown.text)(shown.toShown(offset))
}

interface MarkedPayloadProps {
  readonly body: BodyState
  readonly payload: ShownPayload | null
  readonly issues: readonly SchemaIssue[]
  readonly current: { readonly issue: SchemaIssue } | null
}

/** The payload with the issues marked on its own lines or fields. */
export function MarkedPayload({ body, payload, issues, current }: MarkedPayloadProps) {
  if (body.state === 'large') {
    return (
      <div className="grid justify-items-start gap-3 p-4">
        <p className="text-ink-2">This body has {formatBytes(body.size)}. Showing its lines may take a moment.</p>
        <Button onClick={body.load}>Show anyway</Button>
      </div>
    )
  }
  if (body.state === 'failed') return <Failure text={`The body could not be read. ${errorText(body.error)}`} />
  if (body.state === 'loading') return <div className="h-full" aria-busy="true" />
  switch (payload?.as) {
    case 'json':
      return <MarkedJson payload={payload} issues={issues} current={current} />
    case 'broken':
      return <BrokenJson payload={payload} />
    case 'form':
      return <FormTable text={payload.text} {...fieldRemarks(issues, current?.issue ?? null)} />
    case 'multipart':
      return (
        <PartsTable
          bytes={payload.bytes}
          mediaType={payload.mediaType}
          {...fieldRemarks(issues, current?.issue ?? null)}
        />
      )
    case 'text':
      return <CodeView text={payload.text} language="text" label="Payload" wrap />
    default:
      return null
  }
}

interface MarkedJsonProps extends Pick<MarkedPayloadProps, 'issues' | 'current'> {
  readonly payload: Extract<ShownPayload, { as: 'json' }>
}

function MarkedJson({ payload, issues, current }: MarkedJsonProps) {
  const { shown, folds, notes, scan } = payload.laidOut
  const marks = useMemo(() => issueMarks(issues, shown), [issues, shown])
  const ghosts = useMemo(() => missingLines(issues, shown), [issues, shown])
  const reveal = useMemo(() => (current ? { start: shown.toShown(current.issue.offset) } : null), [shown, current])
  // What is folded would hide its marks.
  const unmarked = useMemo(() => withoutMarked(folds, issues, shown), [folds, issues, shown])
  return (
    <CodeView
      text={shown.text}
      label="Payload with its issues"
      marks={marks}
      ghosts={ghosts}
      folds={unmarked}
      notes={notes}
      scan={scan}
      reveal={reveal}
    />
  )
}

function withoutMarked(
  folds: JsonFolds['folds'],
  issues: readonly SchemaIssue[],
  shown: ShownText,
): JsonFolds['folds'] {
  const lineOf = lineCounter(shown.text)
  const lines = issues.map(({ offset }) => lineOf(shown.toShown(offset)))
  return folds.filter(({ from, to }) => !lines.some((line) => line > from && line <= to))
}

/** The text as received, with the place where it stops being JSON. */
function BrokenJson({ payload: { shown, problem } }: { payload: Extract<ShownPayload, { as: 'broken' }> }) {
  const { marks, reveal, revealAgain } = useProblemMark(problem, shown)
  return (
    <div className="flex h-full min-h-0 flex-col">
      <ProblemLine problem={problem} onShow={revealAgain} />
      <div className="min-h-0 flex-1">
        <CodeView text={shown.text} label="Payload as received" marks={marks ?? []} reveal={reveal} wrap />
      </div>
    </div>
  )
}

/** What is said of the fields of a form: below those that are there, and in rows of their own for those that are not. */
function fieldRemarks(issues: readonly SchemaIssue[], current: SchemaIssue | null): FieldRemarks {
  return {
    remarkOn(name) {
      const found = issues.filter((issue) => issue.kind !== 'missing' && fieldOf(issue) === name)
      const [first] = found
      if (!first) return null
      return {
        words: <RichText text={found.map((issue) => `${shortMessage(issue)}.`).join(' ')} />,
        tone: found.some((issue) => issueTone(issue) === 'bad') ? 'bad' : 'warn',
        chosen: current !== null && found.includes(current),
      }
    },
    missing: issues
      .filter(({ kind }) => kind === 'missing')
      .map((issue) => ({
        name: fieldOf(issue),
        remark: { words: `missing: ${issue.expected}`, tone: 'warn', chosen: issue === current },
      })),
  }
}

/** Name of the field at the top level that an issue is about: forms have no deeper ones. */
const fieldOf = ({ pointer }: SchemaIssue) => (pointer.split('/')[1] ?? '').replaceAll('~1', '/').replaceAll('~0', '~')

export function Failure({ text }: { text: string }) {
  return (
    <div role="alert" className="p-4">
      <FieldError text={text} />
    </div>
  )
}

/** Marks for issues on the lines of the payload as it is shown. */
export function issueMarks(issues: readonly SchemaIssue[], shown: ShownText): CodeMark[] {
  return issues
    .filter((issue) => issue.kind !== 'missing')
    .map((issue) => ({
      start: shown.toShown(issue.offset),
      end: shown.toShown(issue.offset + Math.max(0, issue.length - 1)) + 1,
      tone: issueTone(issue),
      glyph: issue.kind === 'extra' ? 'extra' : 'wrong',
    }))
}

/** Lines for fields that should be there: below the opening brace of the object that lacks them. */
export function missingLines(issues: readonly SchemaIssue[], shown: ShownText): CodeGhost[] {
  return issues
    .filter((issue) => issue.kind === 'missing')
    .map((issue) => ({
      after: shown.toShown(issue.offset),
      text: `${issue.pointer.split('/').at(-1)?.replaceAll('~1', '/').replaceAll('~0', '~')}: ${issue.expected}`,
    }))
}
