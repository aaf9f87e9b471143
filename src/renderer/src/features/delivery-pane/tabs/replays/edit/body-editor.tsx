import { useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { TextProblem } from '../../../../../code/code-view-props.ts'
import { TextEditor } from '../../../../../code/code-views.tsx'
import { formatJson } from '../../../../../code/json-text.ts'
import { useCall } from '../../../../../state/client.tsx'
import { Badge } from '../../../../../ui/badges.tsx'
import { Button } from '../../../../../ui/buttons.tsx'
import { formatBytes, plural } from '../../../../../ui/text.tsx'
import { type EditableBody, languageOf } from './editable-body.ts'

interface BodyEditorProps {
  readonly detail: DeliveryDetail
  readonly body: EditableBody
  /** What the editor begins with: the draft's text, else the stored one. */
  readonly text: string | null
  /** Starts over with `text`. */
  readonly version: string
  readonly onText: (text: string) => void
  /** Takes the body uncompressed, and its Content-Encoding away. */
  readonly onUncompress: (text: string) => void
}

/** The body as text, with the event's schema helping; what is no text is told, and goes out as it is. */
export function BodyEditor({ detail, body, text, version, onText, onUncompress }: BodyEditorProps) {
  if (body.kind === 'loading') return <div className="min-h-0 flex-1" aria-busy="true" />
  if (text === null)
    return (
      <div className="grid min-h-0 flex-1 content-start justify-items-start gap-2 overflow-y-auto p-4 text-12 text-ink-2">
        {body.kind === 'compressed' ? (
          <>
            <p>
              The body is compressed ({body.codings.join(', ')}) and goes out as it is stored, byte for byte. To edit
              it, send it uncompressed and without Content-Encoding.
            </p>
            <Button onClick={() => onUncompress(body.text)}>Edit uncompressed</Button>
          </>
        ) : (
          <p>
            {body.kind === 'fixed' ? body.why : ''} It goes out as it is stored, byte for byte (
            {formatBytes(detail.size)}).
          </p>
        )}
      </div>
    )
  return <TextBody key={version} detail={detail} initial={text} onText={onText} />
}

interface TextBodyProps {
  readonly detail: DeliveryDetail
  readonly initial: string
  readonly onText: (text: string) => void
}

function TextBody({ detail, initial, onText }: TextBodyProps) {
  const { schema } = detail.check
  const { data } = useCall(
    'providers.schema',
    schema && { provider: schema.provider, event: schema.event, revision: schema.revision },
  )
  // Another text starts the editor over, so what is typed stays out of it.
  const [start, setStart] = useState(initial)
  const [now, setNow] = useState(initial)
  const [problems, setProblems] = useState<readonly TextProblem[]>([])
  const language = languageOf(start)
  const type = (text: string) => {
    setNow(text)
    onText(text)
  }
  const lay = (text: string) => {
    setStart(text)
    type(text)
  }
  const ready = schema === null || data !== null
  return (
    <>
      <div className="flex min-h-8 flex-none flex-wrap items-center gap-x-3 border-b border-line px-4 text-12">
        <span className="min-w-0 flex-1" aria-live="polite">
          {language === 'json' ? <Problems problems={problems} event={schema?.event ?? null} /> : null}
        </span>
        {language === 'json' ? (
          <span className="flex gap-1">
            <Button variant="quiet" onClick={() => lay(formatJson(now).text)}>
              Format
            </Button>
            <Button variant="quiet" onClick={() => lay(compactJson(now))}>
              Compact
            </Button>
          </span>
        ) : null}
      </div>
      <div className="min-h-0 flex-1">
        {ready ? (
          <TextEditor
            initial={start}
            language={language}
            schema={data?.text ?? null}
            label="Body to send"
            onChange={type}
            onProblems={setProblems}
          />
        ) : null}
      </div>
    </>
  )
}

/** What the schema's own editor says; the verdict on what was sent is the receiver's. */
function Problems({ problems, event }: { problems: readonly TextProblem[]; event: string | null }) {
  const [first] = problems
  if (!first)
    return (
      <Badge glyph={event ? 'conforms' : 'no-schema'} tone={event ? 'ok' : 'none'}>
        {event ? `fits the schema of ${event}` : 'JSON, no schema to hold it against'}
      </Badge>
    )
  return (
    <Badge
      glyph="differs"
      tone="warn"
      title={problems.map(({ line, message }) => `Line ${line}: ${message}`).join('\n')}
    >
      <span className="cut">
        {problems.length > 1 ? `${plural(problems.length, 'problem')}, the first in` : 'Problem in'} line {first.line}:{' '}
        {first.message}
      </span>
    </Badge>
  )
}

/** Without whitespace between tokens; every token keeps its source text. */
function compactJson(text: string): string {
  return text.replace(/("(?:[^"\\]|\\.)*")|\s+/g, (_, string: string | undefined) => string ?? '')
}
