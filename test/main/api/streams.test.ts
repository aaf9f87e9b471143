import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { pumpStream, StreamTable, weightOf } from '../../../src/main/api/streams.ts'

const never = new AbortController().signal
const limits = { items: 5, weight: 100 }
const turn = () => new Promise((resolve) => setImmediate(resolve))

/** A stream of numbers that tells how far it was read and whether it was ended. */
function numbers(count: number, between: () => Promise<unknown> | undefined = () => undefined) {
  const seen = { read: 0, ended: false }
  async function* items() {
    try {
      for (let n = 0; n < count; n += 1) {
        await between()
        seen.read += 1
        yield n
      }
    } finally {
      seen.ended = true
    }
  }
  return { items: items(), seen }
}

/** Takes batches; each is acknowledged when the test says so. */
function reader() {
  const batches: (readonly unknown[])[] = []
  const waiting: (() => void)[] = []
  const push = (batch: readonly unknown[]) => {
    batches.push(batch)
    return new Promise<void>((resolve) => waiting.push(resolve))
  }
  return { batches, push, open: () => waiting.length, acknowledge: () => waiting.shift()?.() }
}

describe('pumping', () => {
  test('brings every item once, in order, in batches no larger than allowed, however they come', async () => {
    const cases = fc.record({
      count: fc.nat(40),
      pauses: fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }),
      slow: fc.boolean(),
    })
    await fc.assert(
      fc.asyncProperty(cases, async ({ count, pauses, slow }) => {
        let at = 0
        const { items } = numbers(count, () => {
          at += 1
          return pauses[at % pauses.length] ? turn() : undefined
        })
        const batches: (readonly unknown[])[] = []
        let open = 0
        await pumpStream(
          items,
          async (batch) => {
            open += 1
            expect(open).toBe(1)
            batches.push([...batch])
            if (slow) await turn()
            open -= 1
          },
          never,
          limits,
        )
        expect(batches.flat()).toEqual(Array.from({ length: count }, (_, n) => n))
        for (const batch of batches) expect(batch.length).toBeLessThanOrEqual(limits.items)
      }),
      { numRuns: 60 },
    )
  })

  test('a slow reader holds the producer: at most one batch more is read', async () => {
    const { items, seen } = numbers(1000)
    const { batches, push, acknowledge } = reader()
    const pumping = pumpStream(items, push, never, limits)
    for (let n = 0; n < 20; n += 1) await turn()
    expect(batches).toHaveLength(1)
    expect(seen.read).toBeLessThanOrEqual(2 * limits.items + 1)
    acknowledge()
    for (let n = 0; n < 20; n += 1) await turn()
    expect(batches).toHaveLength(2)
    const stop = setInterval(acknowledge, 0)
    await pumping
    clearInterval(stop)
    expect(batches.flat()).toHaveLength(1000)
  })

  test('heavy items make small batches', async () => {
    async function* heavy() {
      for (let n = 0; n < 6; n += 1) yield { rows: Array.from({ length: 60 }, () => n) }
    }
    const sizes: number[] = []
    await pumpStream(heavy(), async (batch) => void sizes.push(batch.length), never, limits)
    expect(sizes.every((size) => size <= 2)).toBe(true)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(6)
  })

  test('what came before a fault of the stream is sent before the fault is told', async () => {
    async function* breaking() {
      yield 1
      yield 2
      throw new Error('the disk is gone')
    }
    const sent: unknown[] = []
    await expect(pumpStream(breaking(), async (batch) => void sent.push(...batch), never, limits)).rejects.toThrow(
      'the disk is gone',
    )
    expect(sent).toEqual([1, 2])
  })

  test('a reader that fails ends the stream', async () => {
    const { items, seen } = numbers(1000)
    await expect(pumpStream(items, () => Promise.reject(new Error('gone')), never, limits)).rejects.toThrow('gone')
    await turn()
    expect(seen.ended).toBe(true)
    expect(seen.read).toBeLessThan(50)
  })

  test('stopped, it ends at once, though the stream waits for something that never comes', async () => {
    const stop = new AbortController()
    const { items } = numbers(5, () => new Promise(() => undefined))
    const pumping = pumpStream(items, async () => undefined, stop.signal, limits)
    await turn()
    stop.abort()
    await expect(pumping).resolves.toBeUndefined()
    const before = numbers(5)
    await pumpStream(before.items, async () => undefined, AbortSignal.abort(), limits)
    expect(before.seen.read).toBeLessThanOrEqual(1)
  })

  test('the weight that is held falls to nothing, whatever the end is', async () => {
    for (const how of ['end', 'abort', 'fail'] as const) {
      let held = 0
      let most = 0
      const stop = new AbortController()
      const { items } = numbers(30)
      const push = async () => {
        await turn()
        if (how === 'abort') stop.abort()
        if (how === 'fail') throw new Error('gone')
      }
      await pumpStream(items, push, stop.signal, limits, (change) => {
        held += change
        most = Math.max(most, held)
      }).catch(() => undefined)
      await turn()
      expect([how, held]).toEqual([how, 0])
      expect(most).toBeGreaterThan(0)
    }
  })
})

test('the weight of an item is about its rows and its long texts', () => {
  expect([weightOf(5), weightOf(null), weightOf('x'.repeat(5000)), weightOf({})]).toEqual([1, 1, 1, 1])
  expect(weightOf({ rows: [1, 2, 3], more: [4], name: 'short' })).toBe(5)
  expect(weightOf({ text: 'x'.repeat(10 * 1024) })).toBe(11)
})

describe('the streams of a channel', () => {
  const waiting = (signal: AbortSignal) =>
    new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()))

  test('each has an id of its own, which is free again when it ended', async () => {
    const table = new StreamTable(2)
    const first = table.run(1, waiting)
    await expect(table.run(1, waiting)).rejects.toMatchObject({
      code: 'conflict',
      message: 'Stream 1 is open already.',
    })
    table.stop(1)
    await first
    await table.run(1, async () => undefined)
  })

  test('no more are open at once than allowed', async () => {
    const table = new StreamTable(2)
    const open = [table.run(1, waiting), table.run(2, waiting)]
    await expect(table.run(3, waiting)).rejects.toMatchObject({
      code: 'unavailable',
      message: '2 streams are open on this connection; close one first.',
    })
    table.stopAll()
    await Promise.all(open)
    await expect(table.run(3, async () => undefined)).resolves.toBeUndefined()
  })

  test('one that fails tells so, and what it started hears that it is over', async () => {
    const table = new StreamTable(2)
    let heard = false
    const failing = table.run(1, async (signal) => {
      signal.addEventListener('abort', () => {
        heard = true
      })
      throw new Error('broken')
    })
    await expect(failing).rejects.toThrow('broken')
    expect(heard).toBe(true)
    expect(() => table.stop(99)).not.toThrow()
  })
})
