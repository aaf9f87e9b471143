import { Send, X } from 'lucide-react'
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { errorText, useClient } from '../../../../../state/client.tsx'
import { stopEditing } from '../../../../../state/editing.ts'
import { replay, useReplay } from '../../../../../state/replay-action.ts'
import { Button } from '../../../../../ui/buttons.tsx'
import { FieldError, Input, Segmented } from '../../../../../ui/inputs.tsx'
import { useBody } from '../../body/use-body.ts'
import { SignatureChoice, signingNote } from '../signature-choice.tsx'
import { BodyEditor } from './body-editor.tsx'
import { bodyOfText, editableBody, textOfBody } from './editable-body.ts'
import { HeaderEditor } from './header-editor.tsx'
import { RequestDifference } from './request-difference.tsx'
import { changesInWords, contentOf, requestToSend } from './request-state.ts'
import { useDraft } from './use-draft.ts'

type View = 'body' | 'headers' | 'difference'

/** A delivery's request, to be changed and sent. It is saved as a draft while one types. */
export default function RequestEditor({ detail }: { detail: DeliveryDetail }) {
  const client = useClient()
  const { original, state, version, error, change, discard } = useDraft(detail.id)
  const stored = useBody(detail)
  const body = useMemo(() => editableBody(stored), [stored])
  const sending = useReplay((replays) => replays.sending.has(detail.id))
  const refused = useReplay(({ problem }) => (problem?.deliveryId === detail.id ? problem.message : null))
  const [view, setView] = useState<View>('body')
  const [tried, setTried] = useState(false)
  const [restarts, setRestarts] = useState(0)
  const pane = useRef<HTMLElement>(null)
  useFocusInside(pane, state !== null)

  if (!original || !state)
    return (
      <section aria-label="Edit and replay" className="p-4" aria-busy={!error}>
        {error ? <FieldError text={`The request cannot be edited. ${errorText(error)}`} /> : null}
      </section>
    )

  const content = contentOf(state)
  const result = requestToSend(state)
  const problems = 'problems' in result && tried ? result.problems : none
  const changes = changesInWords(original, content)
  const storedText = body.kind === 'text' ? body.text : null
  const bom = body.kind === 'text' && body.bom
  const draftText = state.body === null ? null : textOfBody(state.body)
  const writeText = (text: string) => change({ body: text === storedText ? null : bodyOfText(text, bom) })
  const uncompress = (text: string) => {
    change({
      body: bodyOfText(text, false),
      headers: state.headers.filter(({ name }) => name.toLowerCase() !== 'content-encoding'),
    })
    setRestarts((count) => count + 1)
  }
  const send = () => {
    setTried(true)
    const isOpen = state.sign === 'broken' && state.broken === null
    if (!('request' in result) || sending || isOpen) return
    void replay(client, detail.id, undefined, state.sign, {
      edited: result.request,
      broken: state.sign === 'broken' ? (state.broken ?? undefined) : undefined,
    })
  }
  const onKey = (event: KeyboardEvent) => {
    const sends = event.key === 'Enter' && (event.ctrlKey || event.metaKey)
    const closes = event.key === 'Escape' && !event.defaultPrevented
    if (!sends && !closes) return
    event.preventDefault()
    event.stopPropagation()
    if (sends) send()
    else stopEditing()
  }
  return (
    <section
      ref={pane}
      aria-label="Edit and replay"
      onKeyDownCapture={(event) => event.key === 'Enter' && onKey(event)}
      onKeyDown={(event) => event.key === 'Escape' && onKey(event)}
      className="flex min-h-0 flex-1 flex-col bg-pane"
    >
      <header className="flex h-9 flex-none items-center gap-2 border-b border-line pr-2 pl-4">
        <h3 className="font-semibold">Edit and replay</h3>
        <span className="cut flex-1 text-12 text-ink-3">
          {changes === '' ? 'as stored' : `changed: ${changes}`}
        </span>
        {changes === '' ? null : (
          <Button variant="quiet" onClick={discard}>
            Discard
          </Button>
        )}
        <Button variant="quiet" icon={<X />} keys="Escape" onClick={stopEditing}>
          Close
        </Button>
      </header>
      <div className="grid flex-none gap-2 border-b border-line px-4 py-2">
        <div className="flex gap-2">
          <Input
            mono
            aria-label="Method"
            className="w-24 flex-none"
            value={state.method}
            aria-invalid={problems.has('method')}
            onChange={(event) => change({ method: event.target.value })}
          />
          <Input
            mono
            type="url"
            aria-label="URL"
            className="flex-1"
            placeholder="http://localhost:3000/hooks"
            value={state.url}
            aria-invalid={problems.has('url')}
            onChange={(event) => change({ url: event.target.value })}
          />
        </div>
        <ProblemLine text={problems.get('method') ?? problems.get('url') ?? refused} />
        <div className="grid gap-1">
          <SignatureChoice
            key={version}
            deliveryId={detail.id}
            edited={'request' in result ? result.request : undefined}
            sign={state.sign}
            broken={state.broken}
            onChange={change}
          />
          <p className="text-12 text-ink-3">
            {tried && state.sign === 'broken' && state.broken === null ? (
              <FieldError text="Choose how the signature is to be broken." />
            ) : (
              signingNote(state)
            )}
            {state.sign === 'keep' && state.body !== null ? ' It does not fit the changed body.' : ''}
          </p>
        </div>
      </div>
      <div className="flex h-9 flex-none items-center gap-3 border-b border-line px-4">
        <Segmented
          label="Part of the request"
          options={[
            { id: 'body', label: 'Body' },
            { id: 'headers', label: `Headers ${state.headers.length}` },
            { id: 'difference', label: 'Difference' },
          ]}
          value={view}
          onChange={setView}
        />
        <span className="flex-1" />
        <Button variant="primary" icon={<Send />} keys="Mod+Enter" disabled={sending} onClick={send}>
          {sending ? 'Sending' : 'Send'}
        </Button>
      </div>
      {view === 'headers' ? (
        <HeaderEditor lines={state.headers} problems={problems} onChange={(headers) => change({ headers })} />
      ) : view === 'difference' ? (
        <RequestDifference
          original={original}
          now={content}
          before={storedText ?? (body.kind === 'compressed' ? body.text : null)}
          after={draftText ?? storedText ?? (body.kind === 'compressed' ? body.text : null)}
        />
      ) : (
        <BodyEditor
          detail={detail}
          body={body}
          text={draftText ?? storedText}
          version={version * 1000 + restarts}
          onText={writeText}
          onUncompress={uncompress}
        />
      )}
    </section>
  )
}

const none: ReadonlyMap<string, string> = new Map()

function ProblemLine({ text }: { text: string | null | undefined }) {
  if (!text) return null
  return (
    <div role="alert" className="text-12">
      <FieldError text={text} />
    </div>
  )
}

/** Opened by a key, the editor has the focus; closed, what had it before gets it back. */
function useFocusInside(pane: { readonly current: HTMLElement | null }, ready: boolean): void {
  const [before] = useState(() => document.activeElement)
  useEffect(() => {
    if (ready) pane.current?.querySelector<HTMLInputElement>('input[aria-label="URL"]')?.focus()
  }, [pane, ready])
  useEffect(
    () => () => {
      requestAnimationFrame(() => {
        const isFree = document.activeElement === null || document.activeElement === document.body
        if (isFree && before instanceof HTMLElement && before.isConnected) before.focus()
      })
    },
    [before],
  )
}
