import { existsSync, readFileSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { openDatabase } from '../../../../src/main/engine/lib/database.ts'
import { projections } from '../../../../src/main/engine/projections/registry.ts'
import { createTidying } from '../../../../src/main/engine/projections/tidying.ts'
import { openViews } from '../../../../src/main/engine/projections/views-database.ts'
import { delivery, examination } from '../../../support/fake-log.ts'
import { openSampleViews, type SampleViews, sampleViews } from '../reading/sample-views.ts'

/** As the thread does. Returns the number of steps. */
async function tidy({ projector }: SampleViews): Promise<number> {
  for (let steps = 0; ; ) {
    const dueMs = projector.tidy()
    if (dueMs === 0) steps += 1
    else if (Number.isFinite(dueMs)) await delay(dueMs)
    else return steps
  }
}

function bytesOf(path: string): string {
  const files = [path, `${path}-wal`].filter((file) => existsSync(file))
  return files.map((file) => readFileSync(file, 'latin1').toLowerCase()).join()
}

function contentsOf(path: string): unknown[] {
  const db = openDatabase(path, { readonly: true })
  try {
    return projections.map(({ contents }) => contents(db))
  } finally {
    db.close()
  }
}

const textsIn = (path: string): string[] => {
  const db = openDatabase(path, { readonly: true })
  try {
    return db.prepare('SELECT text FROM texts ORDER BY text').pluck().all() as string[]
  } finally {
    db.close()
  }
}

/** Words that come in no order, each with the place and the number of its delivery. */
const places = ['body', 'path', 'query', 'header', 'type', 'event', 'call', 'line'] as const
const wordOf = (place: (typeof places)[number], n: number) =>
  `${(Math.imul(n + 3, 2_654_435_761) >>> 0).toString(36)}zq${place}${n}qz`

const unmistakable = (n: number) =>
  delivery({
    body: `{"said":"${wordOf('body', n)} and needle"}`,
    facts: {
      ...{ eventType: wordOf('type', n), eventId: wordOf('event', n), callId: wordOf('call', n) },
      summary: { direction: null, who: null, text: wordOf('line', n), headline: null, detail: null, quote: null },
    },
    request: { target: `/in/${wordOf('path', n)}?a=${wordOf('query', n)}`, headers: [['X-Note', wordOf('header', n)]] },
  })

const foundOf = (bytes: string, n: number) => places.filter((place) => bytes.includes(wordOf(place, n).toLowerCase()))

test.each([3, 1500])('nothing of what was removed is left in a byte of the views of %i deliveries', async (count) => {
  const views = sampleViews()
  const seqs = Array.from({ length: count }, (_, n) => views.log.add(unmistakable(n)))
  await views.catchUp()
  expect(await tidy(views)).toBe(0)
  expect(foundOf(bytesOf(views.path), 1)).toEqual(expect.arrayContaining(['path', 'query', 'type', 'event', 'call']))
  const isGone = (n: number) => n % 10 === 1 || (n > 600 && n < 1000)

  views.log.add({ kind: 'removed', deliveries: seqs.filter((_, n) => isGone(n)) })
  await views.catchUp()
  const contents = contentsOf(views.path)
  expect(await tidy(views)).toBeGreaterThan(0)

  expect(contentsOf(views.path)).toEqual(contents)
  expect(views.find(wordOf('body', 0))).toEqual([seqs[0]])
  expect(views.find(`path:*${wordOf('path', 2)}*`)).toEqual([seqs[2]])
  expect(views.count('needle').count).toBe(seqs.filter((_, n) => !isGone(n)).length)
  const left = () => {
    const bytes = bytesOf(views.path)
    return seqs.flatMap((_, n) => (isGone(n) ? foundOf(bytes, n).map((place) => wordOf(place, n)) : []))
  }
  expect(left()).toEqual([])
  views.close()
  expect(left()).toEqual([])
  expect(foundOf(bytesOf(views.path), 2)).toEqual(expect.arrayContaining(['path', 'query', 'type', 'event', 'call']))
})

test('tidying that was cut short goes on after a restart', async () => {
  const views = sampleViews()
  const seqs = Array.from({ length: 200 }, (_, n) => views.log.add(unmistakable(n)))
  await views.catchUp()
  views.log.add({ kind: 'removed', deliveries: [seqs[1]!] })
  await views.catchUp()
  expect(views.projector.tidy()).toBe(0)
  views.close()

  const second = openSampleViews(dirname(views.path), views.log)
  onTestFinished(() => second.close())
  await second.catchUp()
  expect(await tidy(second)).toBeGreaterThan(0)
  second.close()

  expect(foundOf(bytesOf(views.path), 1)).toEqual([])
  expect(foundOf(bytesOf(views.path), 2)).toContain('path')
})

test('nothing is left of what was removed in a file that is too big to be written again', async () => {
  const views = sampleViews()
  const seqs = Array.from({ length: 200 }, (_, n) => views.log.add(unmistakable(n)))
  await views.catchUp()
  views.log.add({ kind: 'removed', deliveries: [seqs[1]!] })
  await views.catchUp()
  views.close()

  const opened = openViews(views.path, views.log.identity, projections)
  const tidying = createTidying(projections, 0)
  while (tidying.step(opened) === 0);
  opened.db.close()

  expect(foundOf(bytesOf(views.path), 1)).toEqual([])
  expect(foundOf(bytesOf(views.path), 2)).toContain('path')
})

test('a text is kept as long as a row refers to it, also one that came or changed while it was looked for', async () => {
  const views = sampleViews()
  const typed = (type: string) => views.log.add(delivery({ facts: { eventType: type } }))
  const change = (about: number, eventType: string) =>
    views.log.add({ kind: 'examined', about, examination: examination({ facts: { eventType } }) })
  const first = typed('first')
  for (const type of ['shared', 'again', 'later', 'lost', 'shared']) typed(type)
  await views.catchUp()
  views.log.add({ kind: 'removed', deliveries: [2, 3, 4, 5] })
  // More than what is looked through in one step.
  for (let n = 0; n < 10_000; n++) views.log.add({ kind: 'answered', answers: [] })
  typed('last')
  await views.catchUp()
  expect(views.projector.tidy()).toBe(0)
  expect(textsIn(views.path)).toContain('lost')
  change(first, 'later')
  typed('again')
  await views.catchUp()
  await tidy(views)

  expect(textsIn(views.path).filter((text) => !text.includes('/'))).toEqual(
    ['POST', 'again', 'allo-v2', 'end_1', 'last', 'later', 'shared'].sort(),
  )
  expect(['shared', 'again', 'later', 'lost', 'first'].map((type) => views.find(`type:${type}`).length)).toEqual([
    1, 1, 1, 0, 0,
  ])
})

test('a reader who is reading delays nothing, and the write-ahead log is emptied after it', async () => {
  const views = sampleViews()
  views.log.add(unmistakable(0))
  await views.catchUp()
  await tidy(views)
  const reader = openDatabase(views.path, { readonly: true })
  onTestFinished(() => void reader.close())
  reader.exec('BEGIN')
  reader.prepare('SELECT count(*) FROM deliveries').get()
  views.log.add({ kind: 'removed', deliveries: [1] })
  await views.catchUp()
  const start = performance.now()
  while (views.projector.tidy() < 200);
  expect(performance.now() - start).toBeLessThan(2000)
  expect(foundOf(bytesOf(views.path), 0)).toContain('path')
  reader.exec('COMMIT')
  await tidy(views)
  expect(foundOf(bytesOf(views.path), 0)).toEqual([])
})

test('once nothing is written any more, the write-ahead log is emptied', async () => {
  const views = sampleViews()
  for (let n = 0; n < 50; n += 1) views.log.add(unmistakable(n))
  await views.catchUp()
  await tidy(views)
  views.log.add(unmistakable(50))
  await views.catchUp()
  expect(statSync(`${views.path}-wal`).size).toBeGreaterThan(0)
  await tidy(views)
  expect(statSync(`${views.path}-wal`).size).toBe(0)
  expect(foundOf(bytesOf(views.path), 50)).toContain('path')
})
