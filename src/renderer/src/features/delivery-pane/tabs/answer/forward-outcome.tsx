import { useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Forward } from '#shared/model/forward.ts'
import { useCall } from '../../../../state/client.tsx'
import { Button } from '../../../../ui/buttons.tsx'
import { Problem } from '../../../../ui/inputs.tsx'
import { Section, Table, Td, Th } from '../../../../ui/layout.tsx'
import { formatBytes, formatDay, formatMs, plural } from '../../../../ui/text.tsx'
import { AnswerText } from '../answer-text.tsx'
import { HeaderTable } from '../header-table.tsx'
import { ChangedHeaders, changesNote, placeOf, TimeBar } from '../replays/replay-outcome.tsx'

const roles = { answers: 'answers', copy: 'copy', queued: 'from queue' } as const

/** Every target that a delivery was forwarded to: what it answered, when, and in which pieces. */
export function ForwardOutcomes({ detail }: { detail: DeliveryDetail }) {
  const { forwards } = detail
  const [chosen, setChosen] = useState<string | null>(null)
  if (forwards.length === 0) return null
  const first = forwards.filter(({ role }) => role !== 'copy').at(-1) ?? forwards[0]!
  const current = forwards.find(({ id }) => id === chosen) ?? first
  return (
    <>
      {forwards.length > 1 ? (
        <>
          <h3 className="px-4 pt-4 pb-2 text-12 font-medium">Targets</h3>
          <Table aria-label="Targets">
            <thead>
              <tr>
                <Th>Target</Th>
                <Th>Role</Th>
                <Th>Outcome</Th>
                <Th className="text-right!">Time</Th>
              </tr>
            </thead>
            <tbody>
              {forwards.map((forward) => (
                <TargetRow
                  key={forward.id}
                  forward={forward}
                  selected={forward.id === current.id}
                  onSelect={() => setChosen(forward.id)}
                />
              ))}
            </tbody>
          </Table>
        </>
      ) : null}
      <Outcome
        key={current.id}
        forward={current}
        isAnswer={current.given === 'answer' || current.given === 'part'}
        isTold={current.given === 'answer' && detail.answerGiven !== null && detail.answerGiven.body !== ''}
      />
    </>
  )
}

interface TargetRowProps {
  readonly forward: Forward
  readonly selected: boolean
  readonly onSelect: () => void
}

function TargetRow({ forward, selected, onSelect }: TargetRowProps) {
  const bad = forward.error !== null || (forward.status ?? 0) >= 400
  return (
    <tr
      aria-selected={selected}
      className={`num whitespace-nowrap ${selected ? 'bg-select' : 'hover:bg-hover'}`}
      onClick={onSelect}
    >
      <Td className="mono cut w-full max-w-0" title={`${formatDay(forward.sentAt, Date.now())}, ${forward.target}`}>
        <button type="button" className="rounded-3 px-1" onClick={onSelect}>
          {placeOf(forward.target) || 'not sent'}
        </button>
      </Td>
      <Td className="text-ink-2">{roles[forward.role]}</Td>
      <Td className={bad ? 'font-semibold text-bad' : ''}>
        {forward.error ? forward.error.code : <span className="mono">{forward.status}</span>}
      </Td>
      <Td className="text-right text-ink-3">{formatMs(forward.timing.totalMs)}</Td>
    </tr>
  )
}

interface OutcomeProps {
  readonly forward: Forward
  /** The provider got it: the headers stand above as those of the delivery's answer. */
  readonly isAnswer: boolean
  /** The body stands above as well. */
  readonly isTold: boolean
}

function Outcome({ forward, isAnswer, isTold }: OutcomeProps) {
  const { error, target, changes, timing, chunks, status, statusText } = forward
  return (
    <>
      <Section
        title={`Forwarded to ${placeOf(target) || 'no target'}`}
        aside={status === null ? undefined : `${status} ${statusText}`}
      >
        <Problem text={error?.message} />
        {isTold ? null : <AnswerBody forward={forward} />}
      </Section>
      {timing.connectMs !== null ? (
        <Section title="Time" aside={`${formatMs(timing.totalMs)} in all`}>
          <TimeBar replay={forward} />
        </Section>
      ) : null}
      {chunks.length > 0 ? <Chunks key={forward.id} forward={forward} /> : null}
      <Section
        title={timing.connectMs === null ? 'Not sent' : 'Sent'}
        aside={timing.connectMs === null ? undefined : changesNote(changes).replace('as stored', 'as received')}
      >
        <p className="mono sel break-all text-ink-2">{target}</p>
        {timing.connectMs !== null && changes.length > 0 ? <ChangedHeaders replay={forward} /> : null}
        <p className="mt-2 text-12 text-ink-3">{sentNote(forward)}</p>
      </Section>
      {!isAnswer && forward.headers.length > 0 ? (
        <>
          <h3 className="px-4 pt-4 pb-2 text-12 font-medium">Headers of the target’s answer</h3>
          <HeaderTable label="Headers of the target’s answer" headers={forward.headers} />
        </>
      ) : null}
    </>
  )
}

/** What is known of what the target got. */
function sentNote({ error, timing }: Forward): string {
  if (timing.connectMs === null) return 'No connection to the target was made, so nothing went out.'
  if (error !== null && timing.firstByteMs === null)
    return 'There was a connection, but no answer: how much the target got of the request is not known.'
  return 'The body went out byte for byte as it was received.'
}

const shownAtFirst = 12

/** The pieces of an answer, as they came. */
function Chunks({ forward }: { forward: Forward }) {
  const { chunks, chunkCount, bodySize } = forward
  const [all, setAll] = useState(false)
  const shown = all ? chunks : chunks.slice(0, shownAtFirst)
  return (
    <Section title="Pieces of the answer" aside={`${plural(chunkCount, 'piece')}, ${formatBytes(bodySize)}`}>
      <Table aria-label="Pieces of the answer" className="-mx-4 w-[calc(100%+32px)]!">
        <thead>
          <tr>
            <Th>No.</Th>
            <Th className="text-right!">After</Th>
            <Th className="text-right!">Gap</Th>
            <Th className="text-right!">Size</Th>
          </tr>
        </thead>
        <tbody className="num">
          {shown.map(({ atMs, bytes }, index) => {
            const isRest = index === chunks.length - 1 && chunkCount > chunks.length
            return (
              <tr key={`${index}`}>
                <Td>{isRest ? `${index + 1} to ${chunkCount}` : index + 1}</Td>
                <Td className="text-right">{formatMs(atMs)}</Td>
                <Td className="text-right text-ink-3">
                  {index === 0 ? '' : formatMs(Math.max(0, atMs - chunks[index - 1]!.atMs))}
                </Td>
                <Td className="text-right">{formatBytes(bytes)}</Td>
              </tr>
            )
          })}
        </tbody>
      </Table>
      {chunks.length > shown.length ? (
        <Button variant="quiet" className="mt-2" onClick={() => setAll(true)}>
          Show all {chunks.length}
        </Button>
      ) : null}
    </Section>
  )
}

function AnswerBody({ forward }: { forward: Forward }) {
  const { bodySize, deliveryId, id } = forward
  const read = useCall('forwards.body', bodySize > 0 ? { id: deliveryId, forward: id } : null)
  if (bodySize === 0) return null
  return (
    <div className="mt-2">
      <AnswerText {...forward} read={read} />
    </div>
  )
}
