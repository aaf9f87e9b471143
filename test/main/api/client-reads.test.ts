import { expect, test } from 'vitest'
import type { AppClient } from '#shared/api/contract.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { awaitDeliveries, settledDeliveries } from '../../../src/main/api/client-reads.ts'

const row = (seq: number, isAnswered = true) =>
  ({
    seq,
    answer: isAnswered ? { status: 200, ms: 1 } : null,
    aborted: false,
    verification: { state: 'verified' },
  }) as DeliveryRow

/** A host whose list is what `list` gives at the moment, and which streams these items. */
function hostOf(list: () => readonly DeliveryRow[], items: () => AsyncIterable<object> | Iterable<object>): AppClient {
  return {
    async call(_: string, { before = Number.POSITIVE_INFINITY, limit }: { before?: number; limit: number }) {
      const rows = list().filter(({ seq }) => seq < before)
      return { rows: rows.toSorted((one, other) => other.seq - one.seq).slice(0, limit) }
    },
    async *stream() {
      yield* items()
    },
  } as unknown as AppClient
}

const order = { query: '', after: 0, signal: new AbortController().signal }

async function seqsOf(client: AppClient): Promise<number[]> {
  const seqs: number[] = []
  for await (const { seq } of settledDeliveries(client, order)) seqs.push(seq)
  return seqs
}

test('where the stream tells too little, the list is read down to what was not settled', async () => {
  let list: readonly DeliveryRow[] = []
  const client = hostOf(
    () => list,
    function* () {
      yield { rows: [row(1, false), row(2)], reset: false }
      list = Array.from({ length: 1300 }, (_, at) => row(at + 1, at !== 1200))
      yield { rows: [], reset: true }
      yield { rows: [row(1201)], reset: false }
    },
  )

  const seqs = await seqsOf(client)
  expect(seqs[0]).toBe(2)
  expect(seqs.at(-1)).toBe(1201)
  expect(seqs.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 1300 }, (_, at) => at + 1))
})

test('those that are there come first, each once, and no more than are waited for', async () => {
  const client = hostOf(
    () => [row(1), row(2)],
    () => [{ rows: [row(2), row(3), row(4)], reset: false }],
  )

  expect(await seqsOf(client)).toEqual([1, 2, 3, 4])
  const found: number[] = []
  const rows = await awaitDeliveries(client, { ...order, count: 3, onFound: ({ seq }) => found.push(seq) })
  expect([rows.map(({ seq }) => seq), found]).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ])
  expect(await awaitDeliveries(client, { ...order, count: 0 })).toEqual([])
})
