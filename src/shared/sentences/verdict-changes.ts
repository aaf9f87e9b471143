import type { RecheckProgress } from '../model/endpoint-change.ts'
import { formatCount, plural } from './units.ts'

const deliveries = (count: number) => plural(count, 'delivery', 'deliveries')

/** "Would verify 1 more and fail 578 of 675 deliveries." */
export function previewSentence({ done, changed, verdicts }: RecheckProgress): string {
  const { verified, failed, unchecked } = verdicts
  const words = [
    verified > 0 ? `verify ${formatCount(verified)} more` : '',
    failed > 0 ? `fail ${formatCount(failed)}${verified > 0 ? '' : ' more'}` : '',
    unchecked > 0 ? `leave ${formatCount(unchecked)} unchecked` : '',
  ].filter((part) => part !== '')
  const others = changed - verified - failed - unchecked
  const beside = others > 0 ? ` ${deliveries(others)} would change in other ways (cause, event, schema).` : ''
  if (words.length === 0) return `Would change no verdict of ${deliveries(done)}.${beside}`
  return `Would ${listed(words)} of ${deliveries(done)}.${beside}`
}

/** "1 verifies now, 578 fail now", or how many changed in other ways. */
export function outcomeWords({ changed, verdicts }: Pick<RecheckProgress, 'changed' | 'verdicts'>): string {
  const { verified, failed, unchecked } = verdicts
  const others = changed - verified - failed - unchecked
  if (changed === 0) return 'nothing changed'
  if (others === changed) return `${deliveries(changed)} changed`
  return [
    verified > 0 ? `${formatCount(verified)} ${verified === 1 ? 'verifies' : 'verify'} now` : '',
    failed > 0 ? `${formatCount(failed)} ${failed === 1 ? 'fails' : 'fail'} now` : '',
    unchecked > 0 ? `${formatCount(unchecked)} cannot be checked now` : '',
    others > 0 ? `${formatCount(others)} changed in other ways` : '',
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** Worse is told in the colour of what is worse, however much is better beside it. */
export function outcomeTone({ failed, unchecked }: RecheckProgress['verdicts']): 'ok' | 'warn' | 'bad' {
  if (failed > 0) return 'bad'
  return unchecked > 0 ? 'warn' : 'ok'
}

const listed = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`
