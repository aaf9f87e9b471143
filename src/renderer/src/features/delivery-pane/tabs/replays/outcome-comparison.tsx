import { useEffect, useState } from 'react'
import type { ComparedMessage } from '#shared/compare/compare-messages.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Replay } from '#shared/model/replay.ts'
import { fromBase64 } from '../../../../code/read-bytes.ts'
import { comparedMessage } from '../../../../parts/compared-message.ts'
import { ComparisonView } from '../../../../parts/comparison-view.tsx'
import { errorText, useClient } from '../../../../state/client.tsx'
import { FieldError, Select } from '../../../../ui/inputs.tsx'
import { Section } from '../../../../ui/layout.tsx'
import { placeOf } from './replay-outcome.tsx'

interface OutcomeComparisonProps {
  readonly replay: Replay
  /** Of the same delivery. */
  readonly replays: readonly Replay[]
  readonly detail: DeliveryDetail
}

/** What an outcome can be held against: another replay's, or what the provider was answered. */
type Other = { readonly id: string; readonly label: string; readonly name: string; readonly replay: Replay | null }

/** An outcome beside another one: the last, another target's, or the answer that was given on arrival. */
export function OutcomeComparison({ replay, replays, detail }: OutcomeComparisonProps) {
  const others = othersOf(replay, replays, detail)
  const [chosen, setChosen] = useState<string | null>(null)
  const other = others.find(({ id }) => id === chosen) ?? others[0]
  if (!other || replay.error !== null) return null
  return (
    <Section
      title="Compared"
      label="Compared"
      aside={
        <Select aria-label="Compare with" value={other.id} onChange={(event) => setChosen(event.target.value)}>
          {others.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </Select>
      }
    >
      <Compared key={`${other.id} ${replay.id}`} replay={replay} other={other} detail={detail} />
    </Section>
  )
}

/** The replay before comes first, then the answer on arrival, then all others, the newest first. */
function othersOf(replay: Replay, replays: readonly Replay[], { answerGiven }: DeliveryDetail): Other[] {
  const answered = replays.filter(({ id, error }) => id !== replay.id && error === null)
  const before = answered.find(({ number }) => number < replay.number)
  const named = (one: Replay, words: string): Other => ({
    id: one.id,
    label: `${words} ${one.number}, ${placeOf(one.target)}`,
    name: `replay ${one.number}`,
    replay: one,
  })
  return [
    ...(before ? [named(before, 'the replay before:')] : []),
    ...(answerGiven ? [{ id: 'live', label: 'the answer on arrival', name: 'answer on arrival', replay: null }] : []),
    ...answered.filter((one) => one !== before).map((one) => named(one, 'replay')),
  ]
}

function Compared({ replay, other, detail }: { replay: Replay; other: Other; detail: DeliveryDetail }) {
  const left = useMessage(other.replay, detail)
  const right = useMessage(replay, detail)
  const error = left.error ?? right.error
  if (error) return <FieldError text={`The answers could not be read. ${errorText(error)}`} />
  if (!left.message || !right.message) return <div className="h-8" aria-busy="true" />
  return (
    <ComparisonView
      left={left.message}
      right={right.message}
      names={[other.name, `replay ${replay.number}`]}
      endpointId={detail.endpointId}
    />
  )
}

/** A replay's answer; without one, the answer that was given on arrival. */
function useMessage(replay: Replay | null, { answerGiven }: DeliveryDetail) {
  const client = useClient()
  const [read, setRead] = useState<{ message: ComparedMessage | null; error: unknown }>({ message: null, error: null })
  useEffect(() => {
    let current = true
    const messageOf = async () => {
      if (replay === null) {
        const bytes = new TextEncoder().encode(answerGiven?.body ?? '')
        return comparedMessage({
          status: answerGiven?.status ?? null,
          headers: answerGiven?.headers ?? [],
          bytes,
          size: bytes.length,
        })
      }
      const { base64 } = replay.bodySize > 0 ? await client.call('replays.body', { id: replay.id }) : { base64: '' }
      const { status, headers, bodySize } = replay
      return comparedMessage({ status, headers, bytes: fromBase64(base64), size: bodySize })
    }
    messageOf()
      .then((message) => current && setRead({ message, error: null }))
      .catch((error: unknown) => current && setRead({ message: null, error }))
    return () => {
      current = false
    }
  }, [client, replay, answerGiven])
  return read
}
