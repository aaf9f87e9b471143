import { readFileSync } from 'node:fs'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forwarded } from '../../../support/fake-log.ts'
import { logDir, openTestLog, type TestLog } from './log-support.ts'

let dir: string
let log: TestLog
beforeEach(() => {
  dir = logDir()
  log = openTestLog(dir)
})
afterEach(() => log.close())

const reopen = (load?: () => number) => {
  log.close()
  log = openTestLog(dir, load)
}

/** Packs everything that may be packed: what is left are the newest ones and what no block takes. */
async function packAll(): Promise<void> {
  reopen(() => 0)
  await expect.poll(hotRows, { interval: 20 }).toBeLessThan(256 + 64)
}
const hotRows = () => countRows('log')

function countRows(table: string): number {
  const db = new Database(log.paths.database, { readonly: true })
  try {
    return db.prepare(`SELECT count(*) FROM ${table}`).pluck().get() as number
  } finally {
    db.close()
  }
}
describe('the log', () => {
  it('stores a delivery with its exact bytes under an id that holds its number', async () => {
    const seq = await log.add(Buffer.from([0, 255, 1, 254]))

    const found = log.reader.delivery(seq)!
    expect(Buffer.from((found.body as { bytes: Uint8Array }).bytes)).toEqual(Buffer.from([0, 255, 1, 254]))
    expect(found.head.id).toBe(`dlv_${log.reader.identity.slice(0, 4)}_${seq.toString(36)}`)
    expect(log.reader.seqOf(found.head.id)).toBe(seq)
    expect(log.reader.seqOf('dlv_zzzz_1')).toBeNull()
  })

  it('tells how far it has grown only after the commit, once for many deliveries', async () => {
    const seqs = await Promise.all(Array.from({ length: 50 }, (_, n) => log.add(`{"n":${n}}`)))

    expect(log.commits).toEqual([seqs.at(-1)])
    expect(log.reader.after(0, 100).map(({ seq }) => seq)).toEqual(seqs)
  })

  it('stores the rule that decided the answer, and an answer that differs from the usual one by its headers alone', async () => {
    const rule = { id: 'r', name: 'X', did: 'answer', delayMs: 5, attempt: 2, empty: ['{{now}}'] } as const
    const reply = { status: 200, headers: [['X-A', 'b'] as const], body: '{"received":true}', by: 'rule' } as const
    const stored = { rule: { ...rule, empty: [...rule.empty] }, reply: { ...reply, headers: [...reply.headers] } }
    const seq = await log.add('{}', stored)
    expect(log.reader.delivery(seq)!.head).toMatchObject(stored)
    expect(log.reader.delivery(await log.add('{}'))!.head).not.toHaveProperty('rule')
  })

  it('notes why a delivery got no answer', async () => {
    const seq = await log.add('{}')
    const answer = { about: seq, afterMs: 3, storedAfterMs: 2, unanswered: 'sender-left' } as const
    log.writer.addAnswer(answer)
    await expect.poll(() => log.reader.after(1, 10)).toEqual([{ seq: 2, kind: 'answered', answers: [answer] }])
  })

  it('notes answers in one entry with the next commit, or soon without one', async () => {
    const seq = await log.add('{}')
    log.writer.addAnswer({ about: seq, afterMs: 3, storedAfterMs: 2 })
    const next = await log.add('{}')
    log.writer.addAnswer({ about: next, afterMs: 4, storedAfterMs: 3 })

    await expect.poll(() => log.reader.after(0, 10).length).toBe(4)
    expect(log.reader.after(0, 10).filter(({ kind }) => kind === 'answered')).toEqual([
      { seq: 2, kind: 'answered', answers: [{ about: seq, afterMs: 3, storedAfterMs: 2 }] },
      { seq: 4, kind: 'answered', answers: [{ about: next, afterMs: 4, storedAfterMs: 3 }] },
    ])
  })

  it('notes the answers too that are given while others wait for their commit', async () => {
    const seq = await log.add('{}')
    const answer = (afterMs: number) => log.writer.addAnswer({ about: seq, afterMs, storedAfterMs: 1 })
    const noted = () =>
      log.reader.after(0, 20).flatMap((entry) => (entry.kind === 'answered' ? entry.answers.map((a) => a.afterMs) : []))
    answer(1)
    const first = log.add('{}')
    answer(2)
    const second = log.add('{}')
    await Promise.all([first, second])

    await expect.poll(noted).toEqual([1, 2])
    answer(3)
    log.writer.flush()
    expect(noted()).toEqual([1, 2, 3])
    answer(4)
    void log.add('{}')
    answer(5)
    reopen()
    expect(noted()).toEqual([1, 2, 3, 4, 5])
    expect(log.faults).toEqual([])
  })

  it('notes outcomes of forwards with the answers, and passes over those of removed deliveries', async () => {
    const [kept, gone] = [await log.add('{}'), await log.add('{}')]
    const outcome = (about: number) => {
      const { kind, forward, body } = forwarded(about) as Extract<ReturnType<typeof forwarded>, { kind: 'forwarded' }>
      log.writer.addOutcome({ kind, about, forward, body })
      return forward
    }
    const forward = outcome(kept)
    log.writer.addAnswer({ about: kept, afterMs: 3, storedAfterMs: 2, reply: { status: 418, by: 'forward' } })
    void log.writer.remove([gone])
    outcome(gone)
    log.writer.flush()
    reopen()

    const noted = log.reader.after(2, 20)
    expect(noted.map(({ kind }) => kind).sort()).toEqual(['answered', 'forwarded', 'removed'])
    expect(log.reader.facts(kept)).toEqual([
      expect.objectContaining({ kind: 'forwarded', about: kept, forward, body: Buffer.from('ok') }),
    ])
    expect(noted.find(({ kind }) => kind === 'answered')).toMatchObject({
      answers: [{ about: kept, reply: { status: 418, by: 'forward' } }],
    })
    expect(log.faults).toEqual([])
  })

  it('holds facts about a delivery, and refuses one about a delivery that is gone', async () => {
    const seq = await log.add('{}')
    const cause = { code: 'body-whitespace', sentence: 'It was minified.' } as const
    await log.writer.addFacts([{ kind: 'cause-found', about: seq, cause }])

    expect(log.reader.facts(seq)).toEqual([{ seq: 2, kind: 'cause-found', about: seq, cause }])
    const both = log.writer.addFacts([
      { kind: 'cause-found', about: seq, cause },
      { kind: 'cause-found', about: 999, cause },
    ])
    await expect(both).rejects.toMatchObject({ code: 'not-found' })
    expect(log.reader.facts(seq)).toHaveLength(1)
  })

  it('never gives a number twice, not even when the newest delivery was removed', async () => {
    await log.add('{}')
    const newest = await log.add('{}')
    await log.writer.remove([newest])
    reopen()

    expect(await log.add('{}')).toBeGreaterThan(newest)
  })

  it('reads on from a mark in pieces, in order', async () => {
    for (let n = 0; n < 25; n += 1) await log.add(`${n}`)
    const seqs: number[] = []
    for (let mark = 0; ; ) {
      const entries = log.reader.after(mark, 4)
      if (entries.length === 0) break
      seqs.push(...entries.map(({ seq }) => seq))
      mark = entries.at(-1)!.seq
    }

    expect(seqs).toEqual(Array.from({ length: 25 }, (_, n) => n + 1))
  })
})

describe('packing', () => {
  const many = 700

  it('moves settled deliveries into blocks that read the same', async () => {
    const bodies = Array.from({ length: many }, (_, n) => `{"n":${n},"text":"${'kitchen '.repeat(40)}"}`)
    for (const body of bodies) void log.add(body)
    await expect.poll(() => log.reader.through()).toBe(many)
    const before = log.reader.after(0, many + 1)

    await packAll()

    expect(countRows('packs')).toBeGreaterThan(4)
    expect(log.reader.after(0, many + 1)).toEqual(before)
    // In pieces that end in the middle of blocks, and one by one.
    expect(log.reader.after(100, 7).map(({ seq }) => seq)).toEqual([101, 102, 103, 104, 105, 106, 107])
    expect(Buffer.from((log.reader.delivery(77)!.body as { bytes: Uint8Array }).bytes).toString()).toBe(bodies[76])
    expect([...log.reader.heads([5, 200, many]).keys()]).toEqual([5, 200, many])
  })

  it('leaves facts where they are and keeps them in order with what is packed', async () => {
    const first = await log.add('{}')
    await log.writer.addFacts([{ kind: 'cause-found', about: first, cause: { code: 'no-match', sentence: 'No.' } }])
    for (let n = 0; n < many; n += 1) void log.add(`${n}`)
    await expect.poll(() => log.reader.through()).toBe(many + 2)

    await packAll()

    expect(log.reader.after(0, 4).map(({ seq, kind }) => [seq, kind])).toEqual([
      [1, 'delivery'],
      [2, 'cause-found'],
      [3, 'delivery'],
      [4, 'delivery'],
    ])
    await log.writer.addFacts([{ kind: 'cause-found', about: 50, cause: { code: 'no-match', sentence: 'No.' } }])
    expect(log.reader.facts(50)).toHaveLength(1)
  })

  it('goes past many entries that stay', async () => {
    const first = await log.add('{}')
    const fact = { kind: 'cause-found', about: first, cause: { code: 'no-match', sentence: 'No.' } } as const
    await log.writer.addFacts(Array.from({ length: 3000 }, () => fact))
    for (let n = 0; n < many; n += 1) void log.add(`${n}`)
    await expect.poll(() => log.reader.through()).toBe(3001 + many)
    const before = log.reader.after(0, 10_000)

    reopen(() => 0)
    await expect.poll(() => countRows('packs')).toBeGreaterThan(6)

    expect(log.reader.after(0, 10_000)).toEqual(before)
  })

  it('a damaged block does not hide the ones behind it, nor does an entry show twice', async () => {
    for (let n = 0; n < many; n += 1) void log.add(`${n}`)
    await expect.poll(() => log.reader.through()).toBe(many)
    await packAll()
    await log.writer.writeState((db) => {
      db.prepare("UPDATE packs SET data = x'00' WHERE first = 1").run()
      db.prepare("INSERT INTO log VALUES (200, 1, NULL, '{}', NULL)").run()
    })

    const entries = log.reader.after(0, 10_000)

    expect(entries[0]).toMatchObject({ seq: 64, kind: 'unreadable' })
    expect(entries.slice(1).map(({ seq }) => seq)).toEqual(Array.from({ length: many - 64 }, (_, n) => n + 65))
    expect(log.reader.delivery(7)).toBeNull()
  })

  it('deliveries can be read where the parts that they share are lost', async () => {
    const seq = await log.add('{}')
    await log.writer.writeState((db) => db.prepare('DELETE FROM shared').run())

    const { head, body } = log.reader.delivery(seq)!

    expect(body).toMatchObject({ kind: 'bytes', bytes: Buffer.from('{}') })
    expect(head).toMatchObject({ verification: { state: 'verified' }, conformance: { state: 'no-schema' } })
  })

  it('keeps away while the thread is busy', async () => {
    for (let n = 0; n < many; n += 1) void log.add(`${n}`)
    await expect.poll(() => log.reader.through()).toBe(many)
    await new Promise((resolve) => setTimeout(resolve, 400))

    expect(countRows('packs')).toBe(0)
  })
})

describe('removal', () => {
  const secret = 'VERY-PRIVATE-WORDS-OF-SOMEBODY'
  const isOnDisk = () =>
    ['', '-wal'].some((suffix) => {
      try {
        return readFileSync(log.paths.database + suffix).includes(secret)
      } catch {
        return false
      }
    })

  it('takes the bytes, the head and all facts from the file, not only from sight', async () => {
    const seq = await log.add(`{"text":"${secret}"}`)
    const replay = {
      id: 'rpl_1',
      deliveryId: 'x',
      sentAt: 1,
      target: 'http://localhost/',
      changes: [],
      status: 200,
      statusText: 'OK',
      headers: [],
      bodySize: 1,
      bodyTruncated: false,
      timing: { connectMs: 1, firstByteMs: 1, totalMs: 1 },
      error: null,
    }
    await log.writer.addFacts([{ kind: 'replayed', about: seq, replay, body: Buffer.from(secret) }])
    expect(isOnDisk()).toBe(true)

    expect(await log.writer.remove([seq, 12345])).toEqual({ removed: [seq], files: [] })
    log.reader.close()
    log.writer.close()

    expect(isOnDisk()).toBe(false)
    log = openTestLog(dir)
    expect(log.reader.after(0, 10)).toEqual([{ seq: 3, kind: 'removed', deliveries: [seq] }])
  })

  it('takes single deliveries out of a block and leaves its others', async () => {
    for (let n = 0; n < 700; n += 1) void log.add(`{"n":${n}}`)
    await expect.poll(() => log.reader.through()).toBe(700)
    await packAll()

    const { removed } = await log.writer.remove([1, 2, 64, 65, 699])

    expect(removed.toSorted((a, b) => a - b)).toEqual([1, 2, 64, 65, 699])
    expect(log.reader.delivery(64)).toBeNull()
    expect(log.reader.delivery(63)?.head.endpointId).toBe('end_1')
    expect(log.reader.after(0, 10_000).filter(({ kind }) => kind === 'delivery')).toHaveLength(695)
  })

  it('names the body files that nobody needs any more', async () => {
    const seq = await log.add('', { file: { name: 'abc', size: 5 } })

    expect(log.reader.delivery(seq)!.body).toEqual({ kind: 'file', name: 'abc', size: 5 })
    expect(await log.writer.remove([seq])).toEqual({ removed: [seq], files: ['abc'] })
  })
})

it('causes are read from an entry on, in pages, past what is none', async () => {
  for (let n = 0; n < 3; n += 1) await log.add('{}')
  const why = (about: number) => ({ kind: 'cause-found', about, cause: { code: 'no-match', sentence: 'No.' } }) as const
  await log.writer.addFacts([why(1), why(3)])
  await log.add('{}')
  await log.writer.addFacts([why(2)])

  const first = log.reader.causesAfter(0, 2)
  expect(first.causes.map(({ seq, about }) => [seq, about])).toEqual([
    [4, 1],
    [5, 3],
  ])
  const second = log.reader.causesAfter(first.through, 2)
  expect(second.causes.map(({ about }) => about)).toEqual([2])
  expect(second.through).toBe(log.reader.through())
  expect(log.reader.causesAfter(second.through, 2)).toEqual({ causes: [], through: second.through })
})
