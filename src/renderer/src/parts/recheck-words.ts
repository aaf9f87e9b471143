import { formatCount, plural } from '#shared/sentences/units.ts'
import type { Recheck } from '../state/recheck.ts'

/** How a check of an endpoint's deliveries stands, in one line. */
export function recheckWords({ state, done, total, changed, problem }: Recheck): string {
  if (state === 'failed') return `The deliveries were not checked again. ${problem ?? ''}`.trim()
  if (state === 'running') return `Checking ${formatCount(done)} of ${plural(total, 'delivery', 'deliveries')}`
  const outcome = changed === 0 ? 'nothing changed' : `${plural(changed, 'delivery', 'deliveries')} changed`
  const checked = `${plural(done, 'delivery', 'deliveries')} checked again`
  return state === 'done'
    ? `${checked}: ${outcome}.`
    : `Stopped after ${formatCount(done)} of ${formatCount(total)}: ${outcome}.`
}
