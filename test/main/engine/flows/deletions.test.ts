import { beforeEach, describe, expect, test } from 'vitest'
import { createDeletions, type Deletions } from '../../../../src/main/engine/flows/deletions.ts'
import { createSignal } from '../../../../src/main/engine/lib/signal.ts'
import { keptLog } from '../../../support/kept-log.ts'

let deletions: Deletions
let removed: number[][]
let forgotten: string[][]
let settled: number
/** Deliveries of the endpoint, by their numbers. */
let stored: Set<number>

beforeEach(() => {
  removed = []
  forgotten = []
  settled = 0
  stored = new Set()
  const views = {
    settled: async () => {
      settled += 1
    },
    changes: createSignal(() => undefined),
    read: {
      // Of the newest first, as the real one.
      seqsOfEndpoint: async (_: string, before: number, limit: number) =>
        [...stored]
          .filter((seq) => seq < before)
          .sort((a, b) => b - a)
          .slice(0, limit),
    },
  }
  const capture = {
    setHidden: async () => undefined,
    remove: async (seqs: readonly number[]) => {
      if (removed.length > 20) throw new Error('it does not come to an end')
      removed.push([...seqs])
      return seqs.filter((seq) => stored.delete(seq))
    },
  }
  deletions = createDeletions({
    views: views as never,
    endpoints: { list: () => [], changed: createSignal(() => undefined) } as never,
    capture: capture as never,
    drafts: { forget: async (ids) => void forgotten.push([...ids]) },
    ports: { clock: { now: () => 0, elapsed: () => 0 }, log: keptLog(), newId: () => 'id' } as never,
    seqOf: (id) => (id.startsWith('dlv_') ? Number(id.slice(4)) : null),
    idOf: (seq) => `dlv_${seq}`,
    onRemoved: () => undefined,
    onRestored: () => undefined,
  })
})

describe('for good, at once', () => {
  test('by their ids, with their drafts; others are passed over', async () => {
    stored = new Set([1, 2, 3])
    expect(await deletions.remove(['dlv_1', 'of another log', 'dlv_3', 'dlv_9'])).toBe(2)
    expect(removed).toEqual([[1, 3, 9]])
    expect(forgotten).toEqual([['dlv_1', 'dlv_3', 'dlv_9']])
    expect([...stored]).toEqual([2])
  })
})

describe('all of an endpoint', () => {
  test('none: nothing is asked of the log', async () => {
    await deletions.removeAllOf('end_1')
    expect([removed, settled]).toEqual([[], 1])
  })

  test('page by page, so that others come in between, until none is left', async () => {
    stored = new Set(Array.from({ length: 4500 }, (_, at) => at * 3 + 1))
    await deletions.removeAllOf('end_1')
    expect(removed.map((seqs) => seqs.length)).toEqual([2000, 2000, 500])
    expect(stored.size).toBe(0)
    expect(forgotten.flat()).toHaveLength(4500)
  })

  test('comes to an end where some cannot be removed', async () => {
    stored = new Set([1, 2, 3])
    const all = new Set(stored)
    const remove = stored.delete.bind(stored)
    stored.delete = (seq) => (seq === 2 ? false : remove(seq))
    await deletions.removeAllOf('end_1')
    expect(removed).toEqual([[...all].reverse()])
  })
})
