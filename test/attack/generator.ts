import { type Seeded, seeded } from '../support/seeded.ts'
import { anyContent, mutated, typed } from './bodies.ts'
import { asking, chunkedTo, noRequest, oddHeaders, type Place, postTo } from './heads.ts'

/** What one connection of the attack sends, and how it ends. */
export interface Shot {
  readonly kind: string
  readonly bytes: Buffer
  /** Requests in it. */
  readonly requests: number
  /** Written in so many pieces, with time between them. */
  readonly pieces: number
  /** `answers`: reads them all first. `half`: sends an end of stream, then reads. The others leave right after sending. */
  readonly ending: 'answers' | 'half' | 'reset' | 'close'
  /** What is no HTTP may be answered or not; nobody waits long for that. */
  readonly mayBeUnanswered: boolean
}

const kinds = ['content', 'chunks', 'headers', 'framing', 'pipeline', 'abort', 'asking', 'stranger'] as const
/** Of a hundred shots. */
const shares: Readonly<Record<(typeof kinds)[number], number>> = {
  content: 30,
  chunks: 10,
  headers: 10,
  framing: 20,
  pipeline: 6,
  abort: 12,
  asking: 8,
  stranger: 4,
}

const deck = kinds.flatMap((kind) => Array.from({ length: shares[kind] }, () => kind))

/** The shot of this number: the same for the same seed, whatever came before. */
export function shotOf(seed: number, number: number, places: readonly Place[]): Shot {
  const random = seeded(Math.imul(seed, 0x9e3779b1) + number)
  const place = random.pick(places)
  const kind = random.pick(deck)
  const pieces = random.chance(0.05) ? 2 + random.integer(4) : 1
  return { kind, pieces, mayBeUnanswered: kind === 'framing' || kind === 'abort', ...makers[kind](random, place) }
}

type Made = Pick<Shot, 'bytes' | 'requests' | 'ending'> & Partial<Shot>
const one = (bytes: Buffer, ending: Shot['ending'] = 'answers'): Made => ({ bytes, requests: 1, ending })

const makers: Readonly<Record<(typeof kinds)[number], (random: Seeded, place: Place) => Made>> = {
  content: (random, place) => one(postTo(place, anyContent(random))),
  chunks: (random, place) => one(chunkedTo(random, place, anyContent(random))),
  headers: (random, place) => one(postTo(place, anyContent(random), oddHeaders(random))),
  framing(random, place) {
    if (random.chance(0.5)) return one(noRequest(random, place), endingOf(random))
    const good = postTo(place, typed('application/json', Buffer.from('{"a":1}')))
    return one(random.chance(0.9) ? mutated(random, good) : random.bytes(1 + random.integer(3000)), endingOf(random))
  },
  pipeline(random, place) {
    const requests = 2 + random.integer(random.chance(0.05) ? 300 : 8)
    const small = () => postTo(place, typed('text/plain', random.bytes(random.integer(50))))
    const parts = Array.from({ length: requests }, small)
    if (random.chance(0.3)) parts.push(noRequest(random, place))
    return { bytes: Buffer.concat(parts), requests, ending: endingOf(random), mayBeUnanswered: true }
  },
  abort(random, place) {
    const whole = random.chance(0.5)
      ? postTo(place, anyContent(random), random.chance(0.3) ? asking(random) : [])
      : chunkedTo(random, place, anyContent(random))
    const ending = random.pick(['reset', 'close', 'half'] as const)
    return one(whole.subarray(0, 1 + random.integer(whole.length)), ending)
  },
  asking: (random, place) => one(postTo(place, anyContent(random), asking(random))),
  stranger(random, { host }) {
    const path = random.pick(['/', '/in/', `/in/${random.hex(32)}`, '/favicon.ico', '/in/%2e%2e', '/api'])
    const requests = 1 + random.integer(random.chance(0.05) ? 300 : 3)
    const bytes = Buffer.from(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`.repeat(requests))
    return { bytes, requests, ending: endingOf(random) }
  },
}

function endingOf(random: Seeded): Shot['ending'] {
  return random.chance(0.8) ? 'answers' : random.pick(['half', 'reset', 'close'] as const)
}
