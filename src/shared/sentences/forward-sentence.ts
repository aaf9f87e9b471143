import type { DeliveryDetail } from '../model/delivery.ts'
import type { Forward } from '../model/forward.ts'
import { plural } from './units.ts'

type Forwarded = Pick<DeliveryDetail, 'forward' | 'forwards'>

/** How forwarding a delivery went, for a line of its Overview; null where it is not forwarded. */
export function forwardSentence({ forward, forwards }: Forwarded): string | null {
  if (forward === undefined) return null
  const last = forwards.filter(({ role }) => role !== 'copy').at(-1)
  const copies = forwards.filter(({ role }) => role === 'copy')
  const lost = copies.filter(({ error }) => error !== null).length
  return ofAnswer(forward, last) + ofCopies(copies.length, lost)
}

function ofCopies(count: number, lost: number): string {
  if (count === 0) return ''
  if (lost === 0) return ` ${plural(count, 'copy', 'copies')} sent.`
  return count === 1 ? ' The copy did not get through.' : ` ${lost} of ${count} copies did not get through.`
}

function ofAnswer(forward: NonNullable<Forwarded['forward']>, last: Forward | undefined): string {
  if (forward === 'waiting') {
    const why = last?.error?.message
    return `In the queue: it goes out once the target answers.${why === undefined ? '' : ` ${why}`}`
  }
  if (last === undefined) return 'No outcome is known: it is on its way, or Switchhook was stopped meanwhile.'
  const again = last.mayRepeat ? ' An earlier try may have reached the target, so that it may have it twice.' : ''
  const place = `\`${placeOf(last.target)}\``
  if (last.error !== null) return `${last.error.message}${givenWords(last)}${again}`
  if (last.role === 'queued') return `Sent from the queue; ${place} answered ${last.status}.${again}`
  return `${place} answered ${last.status}${last.chunkCount > 1 ? ` in ${plural(last.chunkCount, 'piece')}` : ''}.${again}`
}

function givenWords({ given }: Forward): string {
  if (given === 'fallback') return ' The provider got the fallback answer.'
  if (given === 'part') return ' The provider got only the beginning of the answer.'
  return ''
}

/** Host, port and path of a target, the whole text where it is no URL. */
function placeOf(target: string): string {
  const [, place = target] = /^https?:\/\/([^?#]*)/.exec(target) ?? []
  return place
}
