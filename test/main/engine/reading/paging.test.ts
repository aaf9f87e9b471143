import { expect, test } from 'vitest'
import type { PageRequest } from '../../../../src/main/engine/reading/reader.ts'
import { answered, delivery, noon } from '../../../support/fake-log.ts'
import { type SampleViews, sampleViews } from './sample-views.ts'

async function fill(views: SampleViews, count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    const at = noon + n * 1000
    views.log.add(
      delivery({ facts: { eventType: n % 2 === 0 ? 'even' : 'odd' }, body: `word${n % 3}`, top: { receivedAt: at } }),
    )
  }
  await views.catchUp()
}

function seqs({ reader }: SampleViews, request: Partial<PageRequest>): number[] {
  return reader.page({ query: '', limit: 3, ...request }, noon).map(({ seq }) => seq)
}

test('pages go down from the newest, or up from a number', async () => {
  const views = sampleViews()
  await fill(views, 10)
  expect(seqs(views, {})).toEqual([10, 9, 8])
  expect(seqs(views, { before: 8 })).toEqual([7, 6, 5])
  expect(seqs(views, { through: 8 })).toEqual([8, 7, 6])
  expect(seqs(views, { through: 9, skip: 4 })).toEqual([5, 4, 3])
  expect(seqs(views, { skip: 9 })).toEqual([1])
  expect(seqs(views, { skip: 99 })).toEqual([])
  expect(seqs(views, { after: 6, order: 'oldest' })).toEqual([7, 8, 9])
  expect(seqs(views, { after: 8 })).toEqual([10, 9])
  expect(seqs(views, { query: 'type:even', before: 8 })).toEqual([6, 4, 2])
  expect(seqs(views, { query: 'type:odd', through: 8, skip: 1 })).toEqual([5, 3, 1])
  expect(seqs(views, { query: 'word1', skip: 1 })).toEqual([7, 4, 1])
})

test('counts stop at a number and tell the newest', async () => {
  const views = sampleViews()
  await fill(views, 10)
  expect(views.count('')).toEqual({ count: 10, newest: 10, capped: false })
  expect(views.count('type:even', 7)).toEqual({ count: 3, newest: 10, capped: false })
})

/** Several blocks of the tallies, with gaps that removals left, and times that go back once. */
test('over many blocks, pages and counts are what a list in memory says', { timeout: 60_000 }, async () => {
  const views = sampleViews()
  const all: { seq: number; type: string; at: number; status: number; words: string }[] = []
  for (let n = 0; n < 5000; n++) {
    const at = noon + (n < 2500 ? n : n - 700) * 1000
    const type = n % 7 === 0 ? 'rare.type' : n === 1234 ? 'once' : 'common.type'
    const words = `word${n % 5} ${n % 900 === 0 ? 'needle' : ''}`
    const status = n % 40 === 0 ? 500 : 200
    const reply = { status, headers: [], body: '', by: 'rule' as const }
    const seq = views.log.add(delivery({ facts: { eventType: type }, body: words, top: { receivedAt: at, reply } }))
    if (n % 3 === 0) views.log.add(answered(seq))
    all.push({ seq, type, at, words, status: n % 3 === 0 ? status : 0 })
  }
  await views.catchUp()
  const gone = all.filter((_, n) => n % 11 === 0 || (n > 1500 && n < 2700)).map(({ seq }) => seq)
  views.log.add({ kind: 'removed', deliveries: gone })
  await views.catchUp()
  const left = all.filter(({ seq }) => !gone.includes(seq)).reverse()
  const since = new Date(noon + 3_000_000).toISOString()
  const cases: Record<string, (row: (typeof all)[number]) => boolean> = {
    '': () => true,
    'type:rare.*': ({ type }) => type === 'rare.type',
    '-type:common.type': ({ type }) => type !== 'common.type',
    'type:once': ({ type }) => type === 'once',
    'status:5xx': ({ status }) => status === 500,
    'status:5xx type:rare.type': ({ status, type }) => status === 500 && type === 'rare.type',
    [`after:${since}`]: ({ at }) => at >= noon + 3_000_000,
    [`before:${since} status:none`]: ({ at, status }) => at < noon + 3_000_000 && status === 0,
    'size:>7': ({ words }) => words.length > 7,
    needle: ({ words }) => words.includes('needle'),
    'word2 -needle type:rare.type': ({ words, type }) =>
      words.startsWith('word2') && !words.includes('needle') && type === 'rare.type',
    '-word3': ({ words }) => !words.startsWith('word3'),
  }
  for (const [query, fits] of Object.entries(cases)) {
    const expected = left.filter(fits).map(({ seq }) => seq)
    expect(views.count(query).count, query).toBe(expected.length)
    for (const skip of [0, 1, 37, 999, 2500]) {
      expect(seqs(views, { query, skip, limit: 50 }), `${query} skip ${skip}`).toEqual(expected.slice(skip, skip + 50))
    }
    const middle = all[2800]!.seq
    expect(seqs(views, { query, before: middle, skip: 5, limit: 40 }), query).toEqual(
      expected.filter((seq) => seq < middle).slice(5, 45),
    )
    expect(seqs(views, { query, after: middle, order: 'oldest', limit: 40 }), query).toEqual(
      expected
        .filter((seq) => seq > middle)
        .reverse()
        .slice(0, 40),
    )
    expect(views.count(query, middle).count, query).toBe(expected.filter((seq) => seq <= middle).length)
  }
})

test('rows come in the order in which they were asked for', async () => {
  const views = sampleViews()
  await fill(views, 4)
  expect(views.reader.rows([3, 99, 1, 4]).map(({ seq }) => seq)).toEqual([3, 1, 4])
})

test('reading page after page misses and repeats nothing while rows are added and removed', async () => {
  const views = sampleViews()
  await fill(views, 60)
  const { newest } = views.count('')
  const seen: number[] = []
  for (let page = 0; page < 20; page++) {
    const last = seen.at(-1)
    seen.push(...seqs(views, last === undefined ? { through: newest } : { before: last }))
    views.log.add(delivery())
    if (page === 10) views.log.add({ kind: 'removed', deliveries: [60, 64] })
    await views.catchUp()
  }
  expect(seen).toEqual(Array.from({ length: 60 }, (_, n) => 60 - n))
})

test('a filter on the answer is fulfilled as soon as the answer is noted, and the change is told', async () => {
  const views = sampleViews()
  const seq = views.log.add(delivery())
  await views.catchUp()
  const matching = (query: string) => views.reader.matching(query, undefined, [seq], noon).map((row) => row.seq)
  expect(matching('status:200')).toEqual([])
  expect(matching('status:none')).toEqual([seq])
  views.changes.length = 0
  views.log.add(answered(seq, 4200))
  expect(matching('status:200')).toEqual([])
  await views.catchUp()
  expect(views.changes).toEqual([{ through: seq + 1, changed: [seq], removed: [] }])
  expect(matching('status:200')).toEqual([seq])
  expect(matching('is:near-deadline call')).toEqual([seq])
  expect(matching('status:none')).toEqual([])
  expect(views.reader.rows([seq])[0]!.answer).toEqual({ status: 200, ms: 4200 })
})

test('a row that is not projected yet fits nothing', async () => {
  const views = sampleViews()
  await fill(views, 3)
  const seq = views.log.add(delivery({ body: 'word1' }))
  expect(views.reader.matching('', undefined, [2, seq], noon).map((row) => row.seq)).toEqual([2])
  expect(views.reader.matching('word', undefined, [2, 3, seq], noon).map((row) => row.seq)).toEqual([2, 3])
})

test('"today" is meant where the viewer is', async () => {
  const views = sampleViews()
  const at = Date.UTC(2026, 10, 20, 2)
  views.log.add(delivery({ top: { receivedAt: at } }))
  await views.catchUp()
  const today = (zone: string) => views.reader.page({ query: 'after:today', zone, limit: 5 }, at + 3_600_000).length
  expect(today('Europe/Berlin')).toBe(1)
  expect(today('America/New_York')).toBe(1)
  const noonThere = Date.UTC(2026, 10, 20, 12)
  const later = (zone: string) => views.reader.page({ query: 'after:today', zone, limit: 5 }, noonThere).length
  expect(later('Europe/Berlin')).toBe(1)
  expect(later('America/New_York')).toBe(0)
  expect(views.reader.count('after:today', 'America/New_York', undefined, noonThere).count).toBe(0)
})

test.each([
  ['नमस्ते दुनिया', 'नमस्ते', 'नमस'],
  ['안녕하세요 세계', '안녕하세요', '안녕'],
  ['会議室を予約', '会議室を予約', '会議'],
  ['ΟΔΥΣΣΕΥΣ ὁ πολύτροπος', 'Οδυσσεύς', 'πολυτρ'],
  ['Việt Nam', 'viet', 'việ'],
  ['ПРИВЕТ мир', 'привет', 'прив'],
  ['cafe\u0301 Ångström', 'café', 'angs'],
])('words of any script: %s', async (text, whole, start) => {
  const views = sampleViews()
  views.log.add(delivery({ body: JSON.stringify({ text }) }))
  views.log.add(delivery({ body: '{"text":"other"}' }))
  await views.catchUp()
  expect(views.find(whole)).toEqual([1])
  expect(views.find(start)).toEqual([1])
  expect(views.find(`"${whole}"`)).toEqual([1])
  expect(views.find(`-"${whole}"`)).toEqual([2])
})
