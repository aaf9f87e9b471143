/** Numbers that look random and are the same for the same seed (mulberry32). */
export interface Seeded {
  /** 0 to 1, without 1. */
  next(): number
  /** An integer from 0 to `below`, without it. */
  integer(below: number): number
  pick<T>(from: readonly T[]): T
  chance(share: number): boolean
  hex(digits: number): string
  bytes(length: number): Buffer
}

export function seeded(seed: number): Seeded {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  const integer = (below: number) => Math.floor(next() * below)
  return {
    next,
    integer,
    pick: (from) => from[integer(from.length)]!,
    chance: (share) => next() < share,
    hex: (digits) => Array.from({ length: digits }, () => integer(16).toString(16)).join(''),
    bytes(length) {
      const bytes = Buffer.allocUnsafe(length)
      for (let at = 0; at < length; at += 4) {
        const word = integer(2 ** 32)
        for (let b = 0; b < 4 && at + b < length; b++) bytes[at + b] = word >>> (8 * b)
      }
      return bytes
    },
  }
}
