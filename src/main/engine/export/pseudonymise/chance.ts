import { createHmac } from 'node:crypto'

/** Numbers that look random, and are the same for the same seed and value. */
export interface Chance {
  /** An integer from 0 to `below`, without it. */
  integer(below: number): number
  pick<T>(from: readonly T[]): T
}

export type ChanceOf = (purpose: string, value: string) => Chance

/** Keyed by the seed: who does not have it cannot find out a value by trying all that there are. */
export function chancesOf(seed: string): ChanceOf {
  return (purpose, value) => {
    const key = createHmac('sha256', seed).update(`${purpose}\0${value}`).digest()
    let state = key.readUInt32BE(0)
    // xorshift32 (Marsaglia, 2003), which never leaves 0.
    if (state === 0) state = 1
    const next = () => {
      state ^= state << 13
      state ^= state >>> 17
      state ^= state << 5
      state >>>= 0
      return state
    }
    const integer = (below: number) => next() % below
    return { integer, pick: (from) => from[integer(from.length)]! }
  }
}

/** The seed in other words: for what is named after it. */
export const digestOf = (seed: string, purpose: string): Buffer => createHmac('sha256', seed).update(purpose).digest()
