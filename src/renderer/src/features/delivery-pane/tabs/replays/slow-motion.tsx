import type { Replay } from '#shared/model/replay.ts'
import { slowMotionSentence } from '#shared/sentences/slow-motion-sentence.ts'
import { Segmented } from '../../../../ui/inputs.tsx'
import { formatDuration } from '../../../../ui/text.tsx'

/** Shares of the deadline that a request may take on its way. */
const shares = [0.5, 0.8, 0.95] as const

interface SlowChoiceProps {
  /** The provider's; null where it is not documented. */
  readonly deadlineMs: number | null
  /** Milliseconds that the request takes to arrive; undefined: as fast as it goes. */
  readonly value: number | undefined
  readonly onChange: (slowMs: number | undefined) => void
}

/** How slowly a replay goes out: how much of the deadline is gone when its last byte arrives. */
export function SlowChoice({ deadlineMs, value, onChange }: SlowChoiceProps) {
  if (deadlineMs === null) return null
  const choices = shares.map((share) => ({ ms: Math.round(deadlineMs * share), words: `${share * 100} %` }))
  const options = [
    { id: 'off', label: 'Off' },
    ...choices.map(({ ms, words }) => ({ id: String(ms), label: `${formatDuration(ms)} (${words})` })),
  ]
  return (
    <div className="mt-2 flex flex-wrap items-center gap-x-2 gap-y-1">
      <span className="text-12 text-ink-2">Slow motion</span>
      <Segmented
        label="Slow motion"
        options={options}
        value={value === undefined ? 'off' : String(value)}
        onChange={(id) => onChange(id === 'off' ? undefined : Number(id))}
      />
      <span className="text-12 text-ink-3">
        {value === undefined
          ? 'Sent at once.'
          : `The body takes ${formatDuration(value)} of the ${formatDuration(deadlineMs)} that the provider waits; the rest is your app’s.`}
      </span>
    </div>
  )
}

/** What a replay in slow motion showed; nothing for any other. */
export function SlowOutcome({ replay, deadlineMs }: { replay: Replay; deadlineMs: number | null }) {
  const sentence = slowMotionSentence(replay, deadlineMs)
  return sentence === null ? null : <p className="mt-1 text-12 text-ink-2 num">{sentence}</p>
}
