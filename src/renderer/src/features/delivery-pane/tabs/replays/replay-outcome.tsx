import type { ReactNode } from 'react'
import { againstDeadline } from '#shared/attempts/deadline.ts'
import type { HeaderChange, Replay } from '#shared/model/replay.ts'
import { breakWords } from '#shared/model/signature-break-words.ts'
import { useCall } from '../../../../state/client.tsx'
import { FieldError } from '../../../../ui/inputs.tsx'
import { Section, Table, Td, Th } from '../../../../ui/layout.tsx'
import { formatMs } from '../../../../ui/text.tsx'
import { AnswerText } from '../answer-text.tsx'
import { HeaderTable } from '../header-table.tsx'
import { DeadlineScale } from '../overview/deadline-scale.tsx'
import { SentRequest } from './sent-request.tsx'
import { SlowOutcome } from './slow-motion.tsx'

interface ReplayOutcomeProps {
  readonly replay: Replay
  readonly deadlineMs: number | null
  /** Stands below the answer. */
  readonly children?: ReactNode
}

/** What became of one replay. */
export function ReplayOutcome({ replay, deadlineMs, children }: ReplayOutcomeProps) {
  const sent = wasSent(replay)
  return (
    <>
      <Section
        title={
          replay.error
            ? `Replay ${replay.number} to ${placeOf(replay.target)}`
            : `Answer ${replay.number} from ${placeOf(replay.target)}`
        }
        aside={replay.status === null ? undefined : `${replay.status} ${replay.statusText}`}
      >
        {replay.error ? (
          <div className="text-12">
            <FieldError text={replay.error.message} />
          </div>
        ) : (
          <ReplayBody replay={replay} />
        )}
      </Section>
      {children}
      {replay.error === null ? (
        <DeadlineScale label="Answer against the deadline" ms={replay.timing.totalMs} deadlineMs={deadlineMs}>
          <SlowOutcome replay={replay} deadlineMs={deadlineMs} />
        </DeadlineScale>
      ) : null}
      <Section title="Time" aside={`${formatMs(replay.timing.totalMs)} in all`}>
        <TimeBar replay={replay} />
      </Section>
      <Section title={sent ? 'Sent' : 'Not sent'} aside={sent ? changesNote(replay.changes) : undefined}>
        <p className="mono sel break-all text-ink-2">{replay.target}</p>
        {sent && replay.changes.length > 0 ? <ChangedHeaders replay={replay} /> : null}
        <p className="mt-2 text-12 text-ink-3">{sentWords(replay)}</p>
        <SentRequest replay={replay} />
      </Section>
      {replay.headers.length > 0 ? (
        <>
          <h3 className="px-4 pt-4 pb-2 text-12 font-medium">Headers of the answer</h3>
          <HeaderTable label="Headers of the answer" headers={replay.headers} />
        </>
      ) : null}
    </>
  )
}

function ReplayBody({ replay }: { replay: Replay }) {
  const read = useCall('replays.body', replay.bodySize > 0 ? { id: replay.id } : null)
  if (replay.bodySize === 0) return <p className="text-12 text-ink-3">The body of the answer is empty.</p>
  return <AnswerText {...replay} read={read} />
}

const fills = ['bg-strong', 'bg-ink-3', 'bg-ink'] as const

export function TimeBar({ replay }: { replay: Pick<Replay, 'timing'> }) {
  const phases = timePhases(replay)
  return (
    <>
      <div className="flex h-2 overflow-hidden rounded-3 bg-active" role="presentation">
        {phases.map((phase, index) => (
          <span key={phase.name} className={fills[index]} style={{ width: `${phase.share}%` }} />
        ))}
      </div>
      <ul className="mt-1 flex flex-wrap gap-x-4 text-11 text-ink-3 num">
        {phases.map((phase, index) => (
          <li key={phase.name} className="flex items-center gap-1.5">
            <span aria-hidden="true" className={`size-2 rounded-[2px] ${fills[index]}`} />
            {phase.name} {formatMs(phase.ms)}
          </li>
        ))}
      </ul>
    </>
  )
}

export function ChangedHeaders({ replay }: { replay: Pick<Replay, 'changes'> }) {
  return (
    <Table aria-label="Headers that were changed" className="-mx-4 mt-2 w-[calc(100%+32px)]!">
      <thead>
        <tr>
          <Th>Header</Th>
          <Th>Change</Th>
          <Th>As stored</Th>
          <Th>As sent</Th>
          <Th>Why</Th>
        </tr>
      </thead>
      <tbody>
        {replay.changes.map((change) => (
          <tr key={`${change.name} ${change.change}`}>
            <Td className="mono sel">{change.name}</Td>
            <Td>{change.change}</Td>
            <Td className="mono sel break-all text-ink-2">{change.from ?? ''}</Td>
            <Td className="mono sel break-all text-ink-2">{change.to ?? ''}</Td>
            <Td className="text-ink-2">{change.why}</Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}

/** An answer after the provider's deadline comes too late, whatever its status. */
export const isLate = ({ error, timing }: Replay, deadlineMs: number | null): boolean =>
  error === null && againstDeadline(timing.totalMs, deadlineMs) === 'late'

/** How a replay's answer stands to the one that the delivery got. */
export function againstOriginal(
  replay: Replay,
  original: number | null,
): { readonly same: boolean; readonly words: string } | null {
  if (replay.status === null || original === null) return null
  return replay.status === original ? { same: true, words: 'same status' } : { same: false, words: `was ${original}` }
}

/** "3 headers recomputed, 1 dropped", or "headers as stored". */
export function changesNote(changes: readonly HeaderChange[]): string {
  const words = (['dropped', 'recomputed', 'added'] as const).flatMap((kind) => {
    const count = changes.filter(({ change }) => change === kind).length
    return count === 0 ? [] : [`${count} ${kind}`]
  })
  return words.length === 0 ? 'headers as stored' : words.join(', ')
}

/** Was there a connection to send anything over? */
const wasSent = ({ error, timing }: Pick<Replay, 'error' | 'timing'>): boolean =>
  error === null || timing.connectMs !== null

/** What went out: as it was stored, or with a new signature. Where the exchange broke off, how much of it is not known. */
export function sentWords(replay: Pick<Replay, 'signed' | 'error' | 'timing' | 'edited' | 'broken'>): string {
  if (!wasSent(replay)) return 'No connection to the target was made, so nothing went out.'
  if (replay.error !== null && replay.timing.firstByteMs === null)
    return 'There was a connection, but no answer: how much the target got of the request is not known.'
  const { signed = 'as stored', edited = [], broken } = replay
  if (broken) return `The signature was broken on purpose: ${breakWords[broken].what}.`
  if (edited.length > 0 && signed === 'as stored')
    return edited.includes('body')
      ? 'It was edited, and the signature went out as it was stored: it does not fit the changed body.'
      : 'It was edited; the body went out as it was received.'
  return signed === 'as stored'
    ? 'Body and signature went out byte for byte as they were received.'
    : `Signed ${signed} for this target and this moment.`
}

/** Host, port and path of a target, the whole text where it is no URL. */
export function placeOf(target: string): string {
  if (!URL.canParse(target)) return target
  const { host, pathname } = new URL(target)
  return pathname === '/' ? host : host + pathname
}

/** The phases of a replay on one scale, in percent of its total. Phases that were not reached are left out. */
export function timePhases({
  timing,
}: Pick<Replay, 'timing'>): { readonly name: string; readonly ms: number; readonly share: number }[] {
  const { connectMs, firstByteMs, totalMs } = timing
  const points = [
    { name: 'connect', until: connectMs },
    { name: 'first byte', until: firstByteMs },
    { name: 'rest', until: totalMs },
  ]
  let from = 0
  return points.flatMap(({ name, until }) => {
    if (until === null) return []
    const ms = Math.max(0, until - from)
    from = until
    return [{ name, ms, share: totalMs > 0 ? (ms / totalMs) * 100 : 0 }]
  })
}
