import { describe, expect, test } from 'vitest'
import { createPatientSearch } from '../../../../src/main/engine/reading/patient-search.ts'
import type { PageRequest } from '../../../../src/main/engine/reading/reader.ts'
import { delivery, noon } from '../../../support/fake-log.ts'
import { sampleViews } from './sample-views.ts'

/** Searches that read stored requests: in pieces with others in between, and with an answer before all is read. */

describe('over a store that gives a thousand rows for each piece', () => {
  /** Every hundredth of so many rows fits. */
  function store(rows: number) {
    const asked: PageRequest[] = []
    const read = {
      through: async () => rows,
      page: async () => [],
      count: async () => ({ count: 7, newest: rows, capped: false }),
      rows: async (seqs: readonly number[]) => seqs.map((seq) => ({ seq })) as never,
      async scan(request: PageRequest) {
        asked.push(request)
        const oldest = request.order === 'oldest'
        const from = oldest ? (request.after ?? 0) + 1 : (request.through ?? rows)
        const all = Array.from({ length: 1000 }, (_, n) => (oldest ? from + n : from - n))
        const fitting = all.filter((seq) => seq >= 1 && seq <= rows && seq % 100 === 0).slice(0, request.limit)
        const next =
          fitting.length === request.limit ? fitting.at(-1)! + (oldest ? 1 : -1) : all.at(-1)! + (oldest ? 1 : -1)
        return { seqs: fitting, next: next < 1 || next > rows ? null : next, read: 1000 }
      },
    }
    return { asked, search: createPatientSearch(read) }
  }
  const query = 'body./a:1'
  const seqs = async (page: Promise<readonly { seq: number }[]>) => (await page).map(({ seq }) => seq)

  test('what an index answers is not gone through', async () => {
    const { asked, search } = store(5000)
    for (const indexed of ['', 'status:500', 'header.x-y:*', '-header.x-y:*', 'word', 'note:x'])
      expect((await search.count(indexed, undefined, undefined, noon)).count, indexed).toBe(7)
    expect(asked).toEqual([])
    for (const other of [query, 'header.x-y:1', '"two words"', '-body./a:*'])
      await search.page({ query: other, limit: 1 }, noon)
    expect(asked).toHaveLength(4)
  })

  test('a page ends when it is full, and goes over what is skipped', async () => {
    const { asked, search } = store(100_000)
    expect(await seqs(search.page({ query, limit: 3 }, noon))).toEqual([100_000, 99_900, 99_800])
    expect(asked).toHaveLength(1)
    expect(await seqs(search.page({ query, limit: 2, skip: 25 }, noon))).toEqual([97_500, 97_400])
    expect(await seqs(search.page({ query, limit: 2, order: 'oldest' }, noon))).toEqual([100, 200])
  })

  test('a page that nothing fills comes back with what was found', async () => {
    const { asked, search } = store(100_000)
    const page = await seqs(search.page({ query, limit: 500 }, noon))
    expect(page).toHaveLength(80)
    expect(asked).toHaveLength(8)
  })

  test('a count says how far it has come, and is exact at the end', async () => {
    const { search } = store(40_000)
    expect(await search.count(query, undefined, undefined, noon)).toEqual({
      ...{ count: 200, newest: 40_000, capped: true },
      searched: 0.5,
    })
    expect(await search.count(query, undefined, 15_000, noon)).toEqual({ count: 150, newest: 40_000, capped: false })
    expect(await store(0).search.count(query, undefined, undefined, noon)).toEqual({
      count: 0,
      newest: 0,
      capped: false,
    })
  })
})

test('a piece ends in the middle of its candidates where reading them takes long', async () => {
  const views = sampleViews()
  for (let n = 0; n < 40; n += 1) views.log.add(delivery({ body: `{"n":${n}}` }))
  await views.catchUp()
  const { delivery: quick } = views.log
  Object.assign(views.log, {
    delivery(seq: number) {
      for (const end = performance.now() + 4; performance.now() < end; );
      return quick(seq)
    },
  })
  const first = views.reader.scan({ query: '-body./n:3', limit: 100 }, noon)
  expect(first.next).not.toBeNull()
  expect(first.seqs.length).toBeLessThan(40)
  expect(first.seqs[0]).toBe(40)
  const second = views.reader.scan({ query: '-body./n:3', limit: 100, through: first.next! }, noon)
  expect(second.seqs[0]).toBe(first.next)
})
