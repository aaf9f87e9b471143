import type { RunSettings } from '#shared/model/run.ts'

/**
 * The items of a run: its deliveries in the order that was asked for. A drill sends them several times, pass after pass;
 * the first pass goes in the order of arrival, so that the others can be compared with it.
 */
export function arrange(oldestFirst: readonly number[], { order, seed, passes }: RunSettings): number[] {
  const passOf = (pass: number) =>
    passes > 1 && pass === 0 ? oldestFirst : order === 'oldest' ? oldestFirst : inOrder(oldestFirst, order, seed + pass)
  return Array.from({ length: passes }, (_, pass) => passOf(pass)).flat()
}

function inOrder(oldestFirst: readonly number[], order: 'newest' | 'shuffled', seed: number): readonly number[] {
  return order === 'newest' ? oldestFirst.toReversed() : shuffled(oldestFirst, seed)
}

/** The same for the same seed (Fisher and Yates, with mulberry32). */
function shuffled(list: readonly number[], seed: number): number[] {
  const result = [...list]
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32
  }
  for (let at = result.length - 1; at > 0; at -= 1) {
    const other = Math.floor(next() * (at + 1))
    ;[result[at], result[other]] = [result[other]!, result[at]!]
  }
  return result
}
