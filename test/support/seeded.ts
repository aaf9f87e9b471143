import { createCipheriv } from 'node:crypto'

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
  /** Megabytes at the speed of a cipher. */
  const bytes = (length: number) => {
    const key = Buffer.alloc(16)
    for (let at = 0; at < 16; at += 4) key.writeUInt32LE(integer(2 ** 32), at)
    return createCipheriv('aes-128-ctr', key, Buffer.alloc(16)).update(Buffer.alloc(length))
  }
  return {
    next,
    integer,
    pick: (from) => from[integer(from.length)]!,
    chance: (share) => next() < share,
    hex: (digits) =>
      digits > 40
        ? bytes(Math.ceil(digits / 2))
            .toString('hex')
            .slice(0, digits)
        : Array.from({ length: digits }, () => integer(16).toString(16)).join(''),
    bytes,
  }
}
