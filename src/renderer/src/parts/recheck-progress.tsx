import { formatCount, plural } from '#shared/sentences/units.ts'
import { cancelRecheck, type Recheck, useRecheck } from '../state/recheck.ts'
import { Button } from '../ui/buttons.tsx'
import { Glyph } from '../ui/glyphs.tsx'
import { FieldError } from '../ui/inputs.tsx'

/** Progress and outcome of the last check of an endpoint's deliveries; nothing where there was none. */
export function RecheckProgress({ endpointId }: { endpointId: string }) {
  const run = useRecheck((state) => state.byEndpoint[endpointId])
  if (!run) return null
  const words = recheckWords(run)
  if (run.state === 'failed') {
    return (
      <div role="alert" className="text-12">
        <FieldError text={words} />
      </div>
    )
  }
  if (run.state !== 'running') {
    return (
      <p role="status" className="flex items-center gap-1.5 text-12 text-ink-2 num">
        <Glyph
          name={run.state === 'done' ? 'yes' : 'unsigned'}
          className={run.state === 'done' ? 'text-ok' : 'text-ink-3'}
        />
        {words}
      </p>
    )
  }
  return (
    <div className="flex items-center gap-3 text-12 text-ink-2">
      <span className="num" role="status">
        {words}
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

/** How a check of an endpoint's deliveries stands, in one line. */
export function recheckWords({ state, done, total, changed, problem }: Recheck): string {
  if (state === 'failed') return `The deliveries were not rechecked. ${problem ?? ''}`.trim()
  if (state === 'running') return `Checking ${formatCount(done)} of ${plural(total, 'delivery', 'deliveries')}`
  const outcome = changed === 0 ? 'nothing changed' : `${plural(changed, 'delivery', 'deliveries')} changed`
  const checked = `${plural(done, 'delivery', 'deliveries')} rechecked`
  return state === 'done'
    ? `${checked}: ${outcome}.`
    : `Stopped after ${formatCount(done)} of ${formatCount(total)}: ${outcome}.`
}
