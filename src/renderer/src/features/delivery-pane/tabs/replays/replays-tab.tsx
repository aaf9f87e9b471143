import { Pencil, Send } from 'lucide-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Replay } from '#shared/model/replay.ts'
import { loadLater } from '../../../../parts/load-later.tsx'
import { errorText, useCall, useClient } from '../../../../state/client.tsx'
import { startEditing, useEditing } from '../../../../state/editing.ts'
import { useEndpoint } from '../../../../state/live-state.ts'
import { cancelReplay, replay, useReplay } from '../../../../state/replay-action.ts'
import { takeReplayToShow } from '../../../../state/replay-to-show.ts'
import { Badge } from '../../../../ui/badges.tsx'
import { Button } from '../../../../ui/buttons.tsx'
import { FieldError, Input } from '../../../../ui/inputs.tsx'
import { Table, Td, Th } from '../../../../ui/layout.tsx'
import { formatDay, formatMs } from '../../../../ui/text.tsx'
import { againstOriginal, isLate, placeOf, ReplayOutcome } from './replay-outcome.tsx'
import { changedWords } from './sent-request.tsx'
import { SignatureChoice, type Signing, signingNote } from './signature-choice.tsx'
import { SlowChoice } from './slow-motion.tsx'

const OutcomeComparison = loadLater(async () => (await import('./outcome-comparison.tsx')).OutcomeComparison, {
  noPlaceholder: true,
})
const RequestEditor = loadLater(async () => (await import('./edit/request-editor.tsx')).default)

/** All replays of a delivery, newest first, and the outcome of the chosen one. */
export function ReplaysTab({ detail }: { detail: DeliveryDetail }) {
  const { data, error, reload } = useCall('replays.list', { id: detail.id })
  const last = useReplay((state) => (state.last?.deliveryId === detail.id ? state.last.id : null))
  const [chosen, setChosen] = useState<string | null>(() => takeReplayToShow(detail.id))
  useEffect(() => {
    if (last === null) return
    setChosen(last)
    reload()
  }, [last, reload])
  // Another window may replay it, too.
  const counted = useRef(detail.replays)
  useEffect(() => {
    if (counted.current !== detail.replays) reload()
    counted.current = detail.replays
  }, [detail.replays, reload])

  const sending = useReplay((state) => state.sending.has(detail.id))
  const replays = data?.replays ?? []
  const current = replays.find((replay) => replay.id === chosen) ?? replays[0]
  const editing = useEditing((state) => state.deliveryId === detail.id)
  const outcomes = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // Below a long list of replays the outcome of the one just sent would be out of sight.
    if (last === null || current?.id !== last || !outcomes.current) return
    const outcome = outcomes.current.querySelector('[data-outcome]')
    if (outcome && !showsBeginning(outcomes.current, outcome)) outcome.scrollIntoView({ block: 'nearest' })
  }, [last, current?.id])
  return (
    <>
      <div
        ref={outcomes}
        className={
          editing
            ? 'max-h-[42%] min-h-0 flex-none overflow-y-auto border-b border-strong [@media(max-height:720px)]:max-h-[24%]'
            : 'min-h-0 flex-1 overflow-y-auto'
        }
      >
        {editing ? null : <ReplayForm detail={detail} />}
        {error ? (
          <div role="alert" className="p-4">
            <FieldError text={`The replays could not be read. ${errorText(error)}`} />
          </div>
        ) : null}
        <Sending deliveryId={detail.id} />
        {data && replays.length === 0 && !sending ? (
          <p className="p-4 text-ink-2">
            Not replayed yet. A replay sends the stored bytes and headers to the target again.
          </p>
        ) : null}
        {replays.length > 0 ? (
          <Table aria-label="Replays">
            <thead>
              <tr>
                <Th>No.</Th>
                <Th>Sent</Th>
                <Th>Target</Th>
                <Th>Sent as</Th>
                <Th>Outcome</Th>
                <Th className="text-right!">Time</Th>
                <Th>Against the original</Th>
              </tr>
            </thead>
            <tbody>
              {replays.map((replay) => (
                <ReplayRow
                  key={replay.id}
                  replay={replay}
                  original={detail.answer?.status ?? null}
                  deadlineMs={detail.deadlineMs}
                  selected={replay.id === current?.id}
                  onSelect={() => setChosen(replay.id)}
                />
              ))}
            </tbody>
          </Table>
        ) : null}
        {current ? (
          <div key={current.id} data-outcome>
            <ReplayOutcome replay={current} deadlineMs={detail.deadlineMs}>
              <OutcomeComparison replay={current} replays={replays} detail={detail} />
            </ReplayOutcome>
          </div>
        ) : null}
      </div>
      {editing ? <RequestEditor key={detail.id} detail={detail} /> : null}
    </>
  )
}

interface ReplayRowProps {
  readonly replay: Replay
  readonly original: number | null
  readonly deadlineMs: number | null
  readonly selected: boolean
  readonly onSelect: () => void
}

function ReplayRow({ replay, original, deadlineMs, selected, onSelect }: ReplayRowProps) {
  const against = againstOriginal(replay, original)
  const bad = replay.status === null || replay.status >= 400
  const late = isLate(replay, deadlineMs)
  return (
    <tr
      aria-selected={selected}
      className={`num whitespace-nowrap ${selected ? 'bg-select' : 'hover:bg-hover'}`}
      onClick={onSelect}
    >
      <Td>
        <button type="button" className="rounded-3 px-1" aria-label={`Show replay ${replay.number}`} onClick={onSelect}>
          {replay.number}
        </button>
      </Td>
      <Td>{formatDay(replay.sentAt, Date.now()).replace(/^today /, '')}</Td>
      <Td className="mono cut max-w-48" title={replay.target}>
        {placeOf(replay.target)}
      </Td>
      <Td className="cut max-w-40 text-ink-2" title={changedWords(replay) ?? undefined}>
        {changedWords(replay) ?? 'as stored'}
      </Td>
      <Td className={bad ? 'font-semibold text-bad' : ''}>
        {replay.error ? replay.error.code : <span className="mono">{replay.status}</span>}
      </Td>
      <Td className={`text-right ${late ? 'font-semibold text-bad' : 'text-ink-3'}`}>
        {formatMs(replay.timing.totalMs)}
        {late ? ' late' : ''}
      </Td>
      <Td>
        {against ? (
          <Badge glyph={against.same ? 'yes' : 'differs'} tone={against.same ? 'none' : 'warn'}>
            {against.words}
          </Badge>
        ) : null}
      </Td>
    </tr>
  )
}

/** What is on its way, for how long, and the way to end it. */
function Sending({ deliveryId }: { deliveryId: string }) {
  const client = useClient()
  const since = useReplay((state) => state.sending.get(deliveryId))
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    if (since === undefined) return
    setNow(Date.now())
    const timer = setInterval(() => setNow(Date.now()), 100)
    return () => clearInterval(timer)
  }, [since])
  if (since === undefined) return null
  return (
    <div className="flex items-center gap-3 border-b border-line px-4 py-2 text-12 text-ink-2">
      <span role="status">Waiting for the answer of the target</span>
      <span className="flex-1 num" aria-hidden="true">
        {(Math.max(0, now - since) / 1000).toFixed(1)} s
      </span>
      <Button onClick={() => void cancelReplay(client, deliveryId)}>Cancel</Button>
    </div>
  )
}

/** Where to send it, and the button that does. Empty: the endpoint's own target. */
function ReplayForm({ detail }: { detail: DeliveryDetail }) {
  const client = useClient()
  const endpoint = useEndpoint(detail.endpointId)
  const sending = useReplay((state) => state.sending.has(detail.id))
  const problem = useReplay((state) => (state.problem?.deliveryId === detail.id ? state.problem.message : null))
  const [target, setTarget] = useState('')
  const [signing, setSigning] = useState<Signing>({ sign: 'keep', broken: null })
  const { sign, broken } = signing
  const [slowMs, setSlowMs] = useState<number | undefined>()
  const hasDraft = useCall('drafts.open', { deliveryId: detail.id }).data?.draft != null
  const isOpen = sign === 'broken' && broken === null
  const send = (event: FormEvent) => {
    event.preventDefault()
    const changes = { broken: broken ?? undefined, slowMs }
    if (!isOpen) void replay(client, detail.id, target.trim() || undefined, sign, changes)
  }
  return (
    <form onSubmit={send} noValidate className="border-b border-line px-4 py-3">
      <div className="flex items-center gap-2">
        <label htmlFor="replay-target" className="text-12 text-ink-2">
          Target
        </label>
        <Input
          id="replay-target"
          mono
          type="url"
          className="flex-1"
          value={target}
          placeholder={endpoint?.target ?? 'http://localhost:3000/hooks'}
          onChange={(event) => setTarget(event.target.value)}
          aria-describedby="replay-target-note"
          aria-invalid={problem !== null}
        />
        <Button type="submit" variant="primary" icon={<Send />} disabled={sending || isOpen}>
          {sending ? 'Sending' : 'Replay'}
        </Button>
      </div>
      <div className="mt-2 flex flex-wrap items-center gap-2 pl-12">
        <SignatureChoice
          deliveryId={detail.id}
          target={target.trim() || undefined}
          {...signing}
          onChange={setSigning}
        />
        <Button variant="quiet" icon={<Pencil />} keys="e" onClick={() => startEditing(detail.id)}>
          {hasDraft ? 'Continue the draft' : 'Edit'}
        </Button>
      </div>
      <p id="replay-target-note" className="mt-1 pl-12 text-12 text-ink-3" role={problem ? 'alert' : undefined}>
        {problem ? (
          <FieldError text={problem} />
        ) : (
          `${targetNote(endpoint?.target ?? null)}${sign === 'keep' ? '' : ` ${signingNote(signing)}`}`
        )}
      </p>
      <SlowChoice deadlineMs={detail.deadlineMs} value={slowMs} onChange={setSlowMs} />
    </form>
  )
}

/** Enough of it to read what came of the replay. */
const seenAtLeast = 160

const showsBeginning = (pane: Element, outcome: Element): boolean => {
  const [{ top, bottom }, begins] = [pane.getBoundingClientRect(), outcome.getBoundingClientRect().top]
  return begins >= top && begins + seenAtLeast <= bottom
}

const targetNote = (target: string | null) =>
  target
    ? 'Leave empty for the endpoint’s target. Another one is remembered for the next replays of this endpoint.'
    : 'The endpoint has no target yet; one can be set on its page.'
