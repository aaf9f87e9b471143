import { useMemo } from 'react'
import type { SchemaIssue } from '#shared/model/conformance.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { CodeGhost, CodeMark } from '../../../../code/code-view-props.ts'
import { CodeView, DiffView } from '../../../../code/code-views.tsx'
import { type FormattedJson, formatJson } from '../../../../code/json-text.ts'
import { readText } from '../../../../code/read-bytes.ts'
import { errorText, useCall } from '../../../../state/client.tsx'
import { Button } from '../../../../ui/buttons.tsx'
import { FieldError } from '../../../../ui/inputs.tsx'
import { formatBytes } from '../../../../ui/text.tsx'
import type { BodyState } from '../body/use-body.ts'
import { compareShapes } from './documented-shape.ts'
import { issueTone } from './issue-list.tsx'

interface MarkedPayloadProps {
  readonly body: BodyState
  readonly issues: readonly SchemaIssue[]
  readonly current: { readonly issue: SchemaIssue } | null
}

/** The payload with the issues marked on its own lines. */
export function MarkedPayload({ body, issues, current }: MarkedPayloadProps) {
  const bytes = body.state === 'ready' ? body.content.bytes : null
  const shown = useMemo(() => (bytes ? formatJson(readText(bytes).text) : null), [bytes])
  const marks = useMemo(() => (shown ? issueMarks(issues, shown) : []), [issues, shown])
  const ghosts = useMemo(() => (shown ? missingLines(issues, shown) : []), [issues, shown])
  const reveal = useMemo(
    () => (shown && current ? { start: shown.toShown(current.issue.offset) } : null),
    [shown, current],
  )
  if (body.state === 'large') {
    return (
      <div className="grid justify-items-start gap-3 p-4">
        <p className="text-ink-2">This body has {formatBytes(body.size)}. Showing its lines may take a moment.</p>
        <Button onClick={body.load}>Show anyway</Button>
      </div>
    )
  }
  if (body.state === 'failed') return <Failure text={`The body could not be read. ${errorText(body.error)}`} />
  if (!shown) return <div className="h-full" aria-busy="true" />
  return <CodeView text={shown.text} label="Payload with its issues" marks={marks} ghosts={ghosts} reveal={reveal} />
}

/** The documented shape beside the payload's. */
export function SideBySide({ detail, body }: { detail: DeliveryDetail; body: BodyState }) {
  const { schema, issues } = detail.check
  const { data, error } = useCall(
    'providers.schema',
    schema && { provider: schema.provider, event: schema.event, revision: schema.revision },
  )
  const bytes = body.state === 'ready' ? body.content.bytes : null
  const shapes = useMemo(() => {
    if (!data || !bytes) return null
    const pointers = issues.map((issue) => issue.pointer)
    const lines = compareShapes(data.text, readText(bytes).text, pointers)
    return {
      left: lines.map(({ documented }) => documented).join('\n'),
      right: lines.map(({ payload }) => payload).join('\n'),
      differing: lines.flatMap(({ differs }, index) => (differs ? [index + 1] : [])),
    }
  }, [data, bytes, issues])
  if (error) return <Failure text={`The schema could not be read. ${errorText(error)}`} />
  if (body.state === 'large') {
    return (
      <div className="p-4">
        <Button onClick={body.load}>Compare {formatBytes(body.size)} anyway</Button>
      </div>
    )
  }
  if (!shapes) return <div className="h-full" aria-busy="true" />
  return (
    <div className="flex h-full min-h-0 flex-col">
      <div className="grid h-6 flex-none grid-cols-2 border-b border-line text-11 leading-6 text-ink-3">
        <span className="px-4">Documented</span>
        <span className="px-4">This payload</span>
      </div>
      <div className="min-h-0 flex-1">
        <DiffView {...shapes} label="Shape" />
      </div>
    </div>
  )
}

function Failure({ text }: { text: string }) {
  return (
    <div role="alert" className="p-4">
      <FieldError text={text} />
    </div>
  )
}

/** Marks for issues on the lines of the payload as it is shown. */
export function issueMarks(issues: readonly SchemaIssue[], shown: FormattedJson): CodeMark[] {
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
export function missingLines(issues: readonly SchemaIssue[], shown: FormattedJson): CodeGhost[] {
  return issues
    .filter((issue) => issue.kind === 'missing')
    .map((issue) => ({
      after: shown.toShown(issue.offset),
      text: `${issue.pointer.split('/').at(-1)?.replaceAll('~1', '/').replaceAll('~0', '~')}: ${issue.expected}`,
    }))
}
