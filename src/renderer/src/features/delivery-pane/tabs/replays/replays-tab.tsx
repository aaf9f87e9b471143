import { useEffect, useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Replay } from '#shared/model/replay.ts'
import { errorText } from '../../../../state/error-text.ts'
import { useReplay } from '../../../../state/replay-action.ts'
import { useCall } from '../../../../state/use-call.ts'
import { Badge } from '../../../../ui/badge.tsx'
import { FieldError } from '../../../../ui/field.tsx'
import { formatMs } from '../../../../ui/format.ts'
import { formatDay } from '../../../../ui/format-time.ts'
import { Table, Td, Th } from '../../../../ui/table.tsx'
import { ReplayForm } from './replay-form.tsx'
import { ReplayOutcome } from './replay-outcome.tsx'
import { againstOriginal, hostOf } from './replay-words.ts'

/** All replays of a delivery, newest first, and the outcome of the chosen one. */
export function ReplaysTab({ detail }: { detail: DeliveryDetail }) {
  const { data, error, reload } = useCall('replays.list', { id: detail.id })
  const last = useReplay((state) => (state.last?.deliveryId === detail.id ? state.last.id : null))
  const [chosen, setChosen] = useState<string | null>(null)
  useEffect(() => {
    if (last === null) return
    setChosen(last)
    reload()
  }, [last, reload])

  const replays = data?.replays ?? []
  const current = replays.find((replay) => replay.id === chosen) ?? replays[0]
  return (
    <>
      <ReplayForm detail={detail} />
      {error ? (
        <div role="alert" className="p-4">
          <FieldError text={`The replays could not be read. ${errorText(error)}`} />
        </div>
      ) : null}
      {data && replays.length === 0 ? (
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
                selected={replay.id === current?.id}
                onSelect={() => setChosen(replay.id)}
              />
            ))}
          </tbody>
        </Table>
      ) : null}
      {current ? <ReplayOutcome key={current.id} replay={current} /> : null}
    </>
  )
}

interface ReplayRowProps {
  readonly replay: Replay
  readonly original: number | null
  readonly selected: boolean
  readonly onSelect: () => void
}

function ReplayRow({ replay, original, selected, onSelect }: ReplayRowProps) {
  const against = againstOriginal(replay, original)
  const bad = replay.status === null || replay.status >= 400
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
        {hostOf(replay.target)}
      </Td>
      <Td className={bad ? 'font-semibold text-bad' : ''}>
        {replay.error ? replay.error.code : <span className="mono">{replay.status}</span>}
      </Td>
      <Td className="text-right text-ink-3">{formatMs(replay.timing.totalMs)}</Td>
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
