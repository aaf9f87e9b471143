import { useMemo } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { firstHeader } from '#shared/model/headers.ts'
import { DiffView } from '../../../../code/code-views.tsx'
import { readText } from '../../../../code/read-bytes.ts'
import { errorText, useCall } from '../../../../state/client.tsx'
import { Button } from '../../../../ui/buttons.tsx'
import { formatBytes } from '../../../../ui/text.tsx'
import { payloadKind } from '../body/payload-kind.ts'
import type { BodyState } from '../body/use-body.ts'
import { compareShapes } from './documented-shape.ts'
import { Failure } from './schema-code.tsx'

/** The documented shape beside the payload's. */
export function SideBySide({ detail, body }: { detail: DeliveryDetail; body: BodyState }) {
  const { request } = detail
  const { schema, issues } = detail.check
  const { data, error } = useCall(
    'providers.schema',
    schema && { provider: schema.provider, event: schema.event, revision: schema.revision },
  )
  const bytes = body.state === 'ready' ? body.content.bytes : null
  const shapes = useMemo(() => {
    if (!data || !bytes) return null
    const pointers = issues.map((issue) => issue.pointer)
    const { text } = readText(bytes)
    const isForm = payloadKind(bytes, firstHeader(request.headers, 'content-type') ?? '').kind === 'form'
    const lines = compareShapes(data.text, isForm ? formAsJson(text) : text, pointers)
    return {
      left: lines.map(({ documented }) => documented).join('\n'),
      right: lines.map(({ payload }) => payload).join('\n'),
      differing: lines.flatMap(({ differs }, index) => (differs ? [index + 1] : [])),
    }
  }, [data, bytes, issues, request.headers])
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

/** A form as the object that its schema describes; fields that repeat are a list. */
function formAsJson(text: string): string {
  const fields = new URLSearchParams(text)
  const value = (name: string) => (fields.getAll(name).length > 1 ? fields.getAll(name) : fields.get(name))
  return JSON.stringify(Object.fromEntries([...new Set(fields.keys())].map((name) => [name, value(name)])))
}
