import { formatCount, plural } from '#shared/sentences/units.ts'
import { outcomeTone, outcomeWords } from '#shared/sentences/verdict-changes.ts'
import { useClient } from '../state/client.tsx'
import { undoChange, useEndpointChange } from '../state/endpoint-change.ts'
import { cancelRecheck, type Recheck, useRecheck } from '../state/recheck.ts'
import { Button } from '../ui/buttons.tsx'
import { Glyph } from '../ui/glyphs.tsx'
import { FieldError } from '../ui/inputs.tsx'

/** Is there something for `RecheckProgress` to show? */
export function useHasRecheck(endpointId: string): boolean {
  const ran = useRecheck((state) => state.byEndpoint[endpointId] !== undefined)
  const canUndo = useEndpointChange((state) => state.undo[endpointId] !== undefined)
  return ran || canUndo
}

/** Progress and outcome of the last check of an endpoint's deliveries, and the way back; nothing where there was none. */
export function RecheckProgress({ endpointId }: { endpointId: string }) {
  const run = useRecheck((state) => state.byEndpoint[endpointId])
  if (run?.state === 'running') return <Running run={run} endpointId={endpointId} />
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-1 text-12">
      {run ? <RecheckOutcome run={run} /> : null}
      <Undo endpointId={endpointId} ran={run !== undefined} />
    </div>
  )
}

function Running({ run, endpointId }: { run: Recheck; endpointId: string }) {
  return (
    <div className="flex items-center gap-3 text-12 text-ink-2">
      <span className="num" role="status">
        {recheckWords(run)}
      </span>
      <progress
        aria-label="Checking deliveries"
        className="h-1.5 min-w-16 flex-1 appearance-none overflow-hidden rounded-full bg-active [&::-webkit-progress-bar]:bg-active [&::-webkit-progress-value]:bg-accent-fill"
        value={run.done}
        max={Math.max(1, run.total)}
      />
      <Button onClick={() => cancelRecheck(endpointId)}>Cancel</Button>
    </div>
  )
}

const looks = {
  ok: { glyph: 'yes', colour: 'text-ok', words: 'text-ink-2' },
  warn: { glyph: 'finding', colour: 'text-warn', words: 'text-warn' },
  bad: { glyph: 'failed', colour: 'text-bad', words: 'text-bad' },
} as const

function RecheckOutcome({ run }: { run: Recheck }) {
  const words = recheckWords(run)
  if (run.state === 'failed') {
    return (
      <div role="alert">
        <FieldError text={words} />
      </div>
    )
  }
  // What an undo brings back was there before; it is no news that it is worse than what it replaces.
  const tone = run.kind === 'undo' ? 'ok' : outcomeTone(run.verdicts)
  const stopped = run.state === 'cancelled' && tone === 'ok'
  const look = looks[tone]
  return (
    <p role="status" data-tone={tone} className={`flex items-center gap-1.5 num ${look.words}`}>
      <Glyph name={stopped ? 'unsigned' : look.glyph} className={stopped ? 'text-ink-3' : look.colour} />
      {words}
    </p>
  )
}

/** The way back from the last change. */
function Undo({ endpointId, ran }: { endpointId: string; ran: boolean }) {
  const client = useClient()
  const change = useEndpointChange((state) => state.undo[endpointId])
  if (!change) return null
  return (
    <span className="flex items-center gap-2 text-ink-2">
      {ran ? null : `${change.done}.`}
      <Button onClick={() => void undoChange(client, endpointId)} aria-label={`Undo: ${change.done}`}>
        Undo
      </Button>
    </span>
  )
}

/** How a check of an endpoint's deliveries stands, in one line. */
export function recheckWords({ kind, state, done, total, problem, ...outcome }: Recheck): string {
  const isUndo = kind === 'undo'
  if (state === 'failed')
    return `${isUndo ? 'The change was not undone' : 'The deliveries were not rechecked'}. ${problem ?? ''}`.trim()
  const all = plural(total, 'delivery', 'deliveries')
  if (state === 'running') return `${isUndo ? 'Restoring' : 'Checking'} ${formatCount(done)} of ${all}`
  if (state === 'cancelled')
    return `Stopped after ${formatCount(done)} of ${formatCount(total)}: ${outcomeWords(outcome)}.`
  return isUndo
    ? `Undone: ${outcomeWords(outcome)}.`
    : `${plural(done, 'delivery', 'deliveries')} rechecked: ${outcomeWords(outcome)}.`
}
