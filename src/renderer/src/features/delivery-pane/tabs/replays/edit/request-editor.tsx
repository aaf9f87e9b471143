import { Send, X } from 'lucide-react'
import { type KeyboardEvent, type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { DraftContent } from '#shared/model/draft.ts'
import { errorText, useClient } from '../../../../../state/client.tsx'
import { stopEditing } from '../../../../../state/editing.ts'
import { replay, useReplay } from '../../../../../state/replay-action.ts'
import { Button } from '../../../../../ui/buttons.tsx'
import { FieldError, Segmented } from '../../../../../ui/inputs.tsx'
import { useBody } from '../../body/use-body.ts'
import { BodyEditor } from './body-editor.tsx'
import { bodyOfText, type EditableBody, editableBody, textOfBody } from './editable-body.ts'
import { HeaderEditor } from './header-editor.tsx'
import { RequestDifference } from './request-difference.tsx'
import { RequestLine } from './request-line.tsx'
import { changesInWords, contentOf, type RequestState, requestToSend } from './request-state.ts'
import { type DraftState, useDraft } from './use-draft.ts'

/** A delivery's request, to be changed and sent. It is saved as a draft while one types. */
export default function RequestEditor({ detail }: { detail: DeliveryDetail }) {
  const draft = useDraft(detail.id)
  const { original, state, error } = draft
  if (original && state) return <OpenRequest detail={detail} draft={draft} original={original} state={state} />
  return (
    <section aria-label="Edit and replay" className="p-4" aria-busy={!error}>
      {error ? <FieldError text={`The request cannot be edited. ${errorText(error)}`} /> : null}
    </section>
  )
}

interface OpenRequestProps {
  readonly detail: DeliveryDetail
  readonly draft: DraftState
  readonly original: DraftContent
  readonly state: RequestState
}

const none: ReadonlyMap<string, string> = new Map()

function OpenRequest({ detail, draft, original, state }: OpenRequestProps) {
  const client = useClient()
  const sending = useReplay((replays) => replays.sending.has(detail.id))
  const [tried, setTried] = useState(false)
  const pane = useRef<HTMLElement>(null)
  useFocusInside(pane)
  const result = requestToSend(state)
  const problems = 'problems' in result && tried ? result.problems : none
  const changes = changesInWords(original, contentOf(state))
  const send = () => {
    setTried(true)
    const { sign, broken } = state
    if (!('request' in result) || sending || (sign === 'broken' && broken === null)) return
    void replay(client, detail.id, undefined, sign, { edited: result.request, broken: broken ?? undefined })
  }
  return (
    <section
      ref={pane}
      aria-label="Edit and replay"
      onKeyDownCapture={(event) => isSendKey(event) && take(event, send)}
      onKeyDown={(event) => event.key === 'Escape' && !event.defaultPrevented && take(event, stopEditing)}
      className="flex min-h-0 flex-1 flex-col bg-pane"
    >
      <header className="flex h-9 flex-none items-center gap-2 border-b border-line pr-2 pl-4">
        <h3 className="flex-none font-semibold">Edit and replay</h3>
        <span className="cut flex-1 text-12 text-ink-3">{changes === '' ? 'as stored' : `changed: ${changes}`}</span>
        {changes === '' ? null : (
          <Button variant="quiet" onClick={draft.discard}>
            Discard
          </Button>
        )}
        <Button variant="quiet" icon={<X />} keys="Escape" onClick={stopEditing}>
          Close
        </Button>
      </header>
      <RequestLine
        key={draft.version}
        deliveryId={detail.id}
        state={state}
        edited={'request' in result ? result.request : undefined}
        problems={problems}
        tried={tried}
        onChange={draft.change}
      />
      <RequestParts detail={detail} draft={draft} original={original} state={state} problems={problems}>
        <Button variant="primary" icon={<Send />} keys="Mod+Enter" disabled={sending} onClick={send}>
          {sending ? 'Sending' : 'Send'}
        </Button>
      </RequestParts>
    </section>
  )
}

const isSendKey = ({ key, ctrlKey, metaKey }: KeyboardEvent): boolean => key === 'Enter' && (ctrlKey || metaKey)

function take(event: KeyboardEvent, run: () => void): void {
  event.preventDefault()
  event.stopPropagation()
  run()
}

interface RequestPartsProps extends OpenRequestProps {
  readonly problems: ReadonlyMap<string, string>
  /** Stands at the end of the bar. */
  readonly children: ReactNode
}

/** Body, headers, and what of all was changed. */
function RequestParts({ detail, draft, original, state, problems, children }: RequestPartsProps) {
  const stored = useBody(detail)
  const body = useMemo(() => editableBody(stored), [stored])
  const [view, setView] = useState<'body' | 'headers' | 'difference'>('body')
  const [restarts, setRestarts] = useState(0)
  const before = storedText(body)
  const now = state.body === null ? null : textOfBody(state.body)
  const write = (text: string) => {
    const isStored = body.kind === 'text' && text === body.text
    draft.change({ body: isStored ? null : bodyOfText(text, body.kind === 'text' && body.bom) })
  }
  const uncompress = (text: string) => {
    draft.change({
      body: bodyOfText(text, false),
      headers: state.headers.filter(({ name }) => name.toLowerCase() !== 'content-encoding'),
    })
    setRestarts((count) => count + 1)
  }
  const options = [
    { id: 'body', label: 'Body' },
    { id: 'headers', label: `Headers ${state.headers.length}` },
    { id: 'difference', label: 'Difference' },
  ] as const
  return (
    <>
      <div className="flex h-9 flex-none items-center gap-3 border-b border-line px-4">
        <Segmented label="Part of the request" options={options} value={view} onChange={setView} />
        <span className="flex-1" />
        {children}
      </div>
      {view === 'headers' ? (
        <HeaderEditor lines={state.headers} problems={problems} onChange={(headers) => draft.change({ headers })} />
      ) : null}
      {view === 'difference' ? (
        <RequestDifference original={original} now={contentOf(state)} before={before} after={now ?? before} />
      ) : null}
      {view === 'body' ? (
        <BodyEditor
          detail={detail}
          body={body}
          text={now ?? (body.kind === 'text' ? body.text : null)}
          version={`${draft.version} ${restarts}`}
          onText={write}
          onUncompress={uncompress}
        />
      ) : null}
    </>
  )
}

const storedText = (body: EditableBody): string | null =>
  body.kind === 'text' || body.kind === 'compressed' ? body.text : null

/** Opened by a key, the editor has the focus; closed, what had it before gets it back. */
function useFocusInside(pane: { readonly current: HTMLElement | null }): void {
  const [before] = useState(() => document.activeElement)
  useEffect(() => {
    pane.current?.querySelector<HTMLInputElement>('input[aria-label="URL"]')?.focus()
    return () => {
      requestAnimationFrame(() => {
        const isFree = document.activeElement === null || document.activeElement === document.body
        if (isFree && before instanceof HTMLElement && before.isConnected) before.focus()
      })
    }
  }, [pane, before])
}
