import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../../../src/main/engine/store/store.ts'
import { answer, delivery, endpoint, find, indexed, open, replay, tempFolder, tempStore } from './sample-store.ts'

const mebibyte = 1024 * 1024

/** Bytes that are not the same anywhere near. */
function pattern(size: number): Uint8Array {
  return Uint8Array.from({ length: size }, (_, n) => (n * 31 + (n >> 8)) & 255)
}

describe('attempts', () => {
  test('are counted per endpoint, provider and event id', async () => {
    const { store } = await tempStore()
    const put = (id: string, eventId: string | null, provider = 'allo-v2', endpointId = 'end_1') =>
      store.insertDelivery(delivery(id, { facts: { eventId, provider }, top: { endpointId } }))
    const results = await Promise.all([
      put('a', 'evt_1'),
      put('b', 'evt_1'),
      put('c', 'evt_2'),
      put('d', 'evt_1', 'oneinbox'),
      put('e', 'evt_1', 'allo-v2', 'end_2'),
      put('f', null),
      put('g', null),
      put('h', 'evt_1'),
    ])
    expect(results.map(({ attempt }) => attempt)).toEqual([1, 2, 1, 1, 1, 1, 1, 3])
    const attempts = (await store.detail('b')).attempts
    expect(attempts.map(({ id, attempt }) => [id, attempt])).toEqual([
      ['a', 1],
      ['b', 2],
      ['h', 3],
    ])
    expect((await store.detail('f')).attempts).toEqual([])
  })

  test('go on counting after an earlier one was removed', async () => {
    const { store } = await tempStore()
    for (const id of ['a', 'b']) await store.insertDelivery(delivery(id, { facts: { eventId: 'evt_1' } }))
    await store.removeDeliveries(['a'])
    expect((await store.insertDelivery(delivery('c', { facts: { eventId: 'evt_1' } }))).attempt).toBe(3)
  })
})

test('a delivery comes back as it went in, and as a row', async () => {
  const { store } = await tempStore()
  const given = delivery('dlv_1', {
    body: pattern(1000),
    facts: { eventId: 'evt_1', callId: 'call_1' },
    request: {
      headers: [
        ['X-Twice', 'a'],
        ['x-twice', '\xe9'],
      ],
      trailers: [['X-Sum', '1']],
      aborted: true,
    },
    conformance: { state: 'differs', issueCount: 7 },
    top: { sample: true, handshake: 'challenge', deadlineMs: null, attemptsDocumented: null },
  })
  await store.insertDelivery(delivery('dlv_0', { facts: { callId: 'call_1' } }))
  const { seq } = await store.insertDelivery(given)
  const [row] = await store.rows([seq])
  expect(row).toEqual({
    seq: 2,
    id: 'dlv_1',
    endpointId: 'end_1',
    receivedAt: given.receivedAt,
    provider: 'allo-v2',
    eventType: 'call.ended',
    callId: 'call_1',
    method: 'POST',
    size: 1000,
    summary: given.facts.summary,
    verification: { state: 'verified', reason: 'signature-matches' },
    conformance: { state: 'differs', issues: 7 },
    answer: null,
    deadlineMs: null,
    attempt: 1,
    attemptsDocumented: null,
    replays: 0,
    aborted: true,
    sample: true,
    handshake: 'challenge',
  })
  expect(await store.detail('dlv_1')).toEqual({
    ...row,
    facts: given.facts,
    request: given.request,
    verdict: given.verification,
    check: given.conformance,
    answerGiven: null,
    attempts: [{ id: 'dlv_1', receivedAt: given.receivedAt, status: null, attempt: 1 }],
    callDeliveries: 2,
  })
})

test('answer and verdict are set afterwards', async () => {
  const { store } = await tempStore()
  const { seq } = await store.insertDelivery(delivery('dlv_1'))
  await store.setAnswer(seq, answer(503, 40))
  await store.setVerification(seq, { ...delivery('x').verification, state: 'failed', reason: 'timestamp-too-old' })
  const detail = await store.detail('dlv_1')
  expect(detail.answer).toEqual({ status: 503, ms: 40 })
  expect(detail.answerGiven).toEqual(answer(503, 40))
  expect(detail.verification).toEqual({ state: 'failed', reason: 'timestamp-too-old' })
  expect(detail.verdict.reason).toBe('timestamp-too-old')
})

test('what is not there is not found', async () => {
  const { store } = await tempStore()
  const missing = { code: 'not-found' }
  await expect(store.detail('nope')).rejects.toMatchObject(missing)
  await expect(store.seqOf('nope')).rejects.toMatchObject(missing)
  await expect(store.body('nope', 0, 1)).rejects.toMatchObject(missing)
  await expect(store.wholeBody('nope')).rejects.toMatchObject(missing)
  await expect(store.replays('nope')).rejects.toMatchObject(missing)
  await expect(store.replayBody('nope')).rejects.toMatchObject(missing)
  await expect(store.setAnswer(7, answer(200))).rejects.toMatchObject(missing)
  await expect(store.setVerification(7, delivery('x').verification)).rejects.toMatchObject(missing)
  await expect(store.insertReplay(replay('r', 'nope'), new Uint8Array())).rejects.toMatchObject(missing)
  expect(await store.rows([7])).toEqual([])
  expect(await store.removeDeliveries(['nope'])).toEqual({ removed: [] })
})

describe('bodies', () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'switchhook-bodies-'))
  let store: Store
  let used = 0
  const newId = () => {
    used += 1
    return `dlv_${used}`
  }
  beforeAll(async () => {
    store = await open(dataDir)
  })
  afterAll(async () => {
    await store.close()
    rmSync(dataDir, { recursive: true, force: true })
  })

  test.each([
    ['empty', 0, false],
    ['one byte', 1, false],
    ['just 1 MiB', mebibyte, false],
    ['1 MiB and a byte', mebibyte + 1, true],
  ])('%s in memory', async (_, size, inFile) => {
    const id = newId()
    const bytes = pattern(size)
    await store.insertDelivery(delivery(id, { body: bytes }))
    expect(existsSync(join(dataDir, 'bodies', id))).toBe(inFile)
    const whole = await store.wholeBody(id)
    const stored = whole.kind === 'memory' ? whole.bytes : readFileSync(whole.path)
    expect(whole.kind).toBe(inFile ? 'file' : 'memory')
    expect(Buffer.compare(stored, bytes)).toBe(0)
    expect(bytes).toHaveLength(size)
  })

  test.each([
    ['just 1 MiB', mebibyte, false],
    ['1 MiB and a byte', mebibyte + 1, true],
  ])('%s in a spooled file, which is gone afterwards', async (_, size, inFile) => {
    const id = newId()
    const path = join(tempFolder(), 'spooled')
    writeFileSync(path, pattern(size))
    await store.insertDelivery(delivery(id, { top: { body: { kind: 'file', path, size } } }))
    expect(existsSync(path)).toBe(false)
    expect(existsSync(join(dataDir, 'bodies', id))).toBe(inFile)
    const { bytes, size: whole } = await store.body(id, 0, 2 * mebibyte)
    expect(whole).toBe(size)
    expect(Buffer.compare(bytes, pattern(size))).toBe(0)
  })

  test.each([mebibyte, mebibyte + 1])('pieces of %i bytes', async (size) => {
    const id = newId()
    const bytes = pattern(size)
    await store.insertDelivery(delivery(id, { body: bytes }))
    const piece = async (offset: number, length: number) => (await store.body(id, offset, length)).bytes
    expect(await piece(0, 3)).toEqual(bytes.slice(0, 3))
    expect(await piece(1000, 5)).toEqual(bytes.slice(1000, 1005))
    expect(await piece(size - 2, 100)).toEqual(bytes.slice(-2))
    expect(await piece(size, 100)).toEqual(new Uint8Array())
    expect(await piece(size + 100, 100)).toEqual(new Uint8Array())
  })

  test('an id that is taken leaves the other delivery and its file alone', async () => {
    const { store } = await tempStore()
    await store.insertDelivery(delivery('dlv_1', { body: pattern(2 * mebibyte) }))
    const other = delivery('dlv_1', { body: new Uint8Array(2 * mebibyte) })
    await expect(store.insertDelivery(other)).rejects.toMatchObject({ code: 'conflict' })
    expect((await store.body('dlv_1', 5, 3)).bytes).toEqual(pattern(8).slice(5))
  })

  test('a spooled file that is gone fails its own delivery only', async () => {
    const { store } = await tempStore()
    const gone = delivery('bad', { top: { body: { kind: 'file', path: '/nowhere/x', size: 2 * mebibyte } } })
    const results = await Promise.allSettled([
      store.insertDelivery(delivery('a')),
      store.insertDelivery(gone),
      store.insertDelivery(delivery('b')),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(await find(store, '')).toHaveLength(2)
  })

  test('files that a crash left behind are swept at the start', async () => {
    const dataDir = tempFolder()
    const first = await open(dataDir)
    await first.insertDelivery(delivery('kept', { body: pattern(2 * mebibyte) }))
    await first.insertDelivery(delivery('small'))
    await first.close()
    for (const orphan of ['dlv_orphan', 'small']) writeFileSync(join(dataDir, 'bodies', orphan), 'x')
    const second = await open(dataDir)
    expect(readdirSync(join(dataDir, 'bodies'))).toEqual(['kept'])
    await second.close()
  })

  test('an id never leads out of the folder', async () => {
    const { store, dataDir } = await tempStore()
    mkdirSync(join(dataDir, 'outside'))
    const bad = delivery('../outside/x', { body: pattern(2 * mebibyte) })
    await expect(store.insertDelivery(bad)).rejects.toMatchObject({ code: 'internal' })
    expect(readdirSync(join(dataDir, 'outside'))).toEqual([])
  })
})

describe('removal', () => {
  test('takes rows, files, replays and search entries with it and never gives a number twice', async () => {
    const { store, dataDir } = await tempStore()
    await store.insertDelivery(delivery('keep', { body: 'keepsake' }))
    await store.insertDelivery(delivery('big', { body: pattern(2 * mebibyte) }))
    const { seq } = await store.insertDelivery(delivery('small', { body: 'smallish' }))
    await store.insertReplay(replay('rep_1', 'small'), new Uint8Array([1]))
    await indexed(store, seq)
    expect(await find(store, 'smallish')).toEqual(['small'])

    expect(await store.removeDeliveries(['small', 'big', 'nope'])).toEqual({ removed: [3, 2] })
    expect(readdirSync(join(dataDir, 'bodies'))).toEqual([])
    await expect(store.replayBody('rep_1')).rejects.toMatchObject({ code: 'not-found' })
    expect(await find(store, 'smallish')).toEqual([])
    expect(await find(store, '')).toEqual(['keep'])
    const after = await store.insertDelivery(delivery('next', { body: 'nextish' }))
    expect(after.seq).toBe(4)
    await indexed(store, 4)
    expect(await find(store, 'nextish')).toEqual(['next'])
  })

  test('of more than one step is complete', async () => {
    const { store } = await tempStore()
    const ids = Array.from({ length: 1200 }, (_, n) => `dlv_${n}`)
    await Promise.all(ids.map((id) => store.insertDelivery(delivery(id))))
    const { removed } = await store.removeDeliveries(ids.slice(0, 1100))
    expect(removed).toHaveLength(1100)
    expect((await store.count('')).count).toBe(100)
  })

  test('of an endpoint takes its deliveries and secrets, and no others', async () => {
    const { store, dataDir } = await tempStore()
    await store.putEndpoint(endpoint)
    await store.putEndpoint({ ...endpoint, id: 'end_2', token: 'token-2' })
    const secret = { label: 'x', sealed: new Uint8Array([1]), addedAt: 1, lastMatchAt: null, retiredAt: null }
    await store.putSecret({ ...secret, id: 'sec_1', endpointId: 'end_1' })
    await store.putSecret({ ...secret, id: 'sec_2', endpointId: 'end_2' })
    await store.insertDelivery(delivery('mine', { body: pattern(2 * mebibyte) }))
    await store.insertDelivery(delivery('other', { top: { endpointId: 'end_2' } }))
    await store.removeEndpoint('end_1')
    expect((await store.endpoints()).map(({ id }) => id)).toEqual(['end_2'])
    expect((await store.secrets()).map(({ id }) => id)).toEqual(['sec_2'])
    expect(await find(store, '')).toEqual(['other'])
    expect(readdirSync(join(dataDir, 'bodies'))).toEqual([])
    await expect(store.removeEndpoint('end_1')).rejects.toMatchObject({ code: 'not-found' })
  })
})

test('replays are numbered and counted', async () => {
  const { store } = await tempStore()
  await store.insertDelivery(delivery('dlv_1'))
  await store.insertDelivery(delivery('dlv_2'))
  await store.insertReplay(replay('rep_1', 'dlv_1'), new Uint8Array([1, 2]))
  await store.insertReplay(replay('rep_2', 'dlv_2'), new Uint8Array())
  const given = await store.insertReplay(replay('rep_3', 'dlv_1'), new Uint8Array([3]))
  expect(given).toEqual({ ...replay('rep_3', 'dlv_1'), number: 2 })
  expect((await store.replays('dlv_1')).map(({ id, number }) => [id, number])).toEqual([
    ['rep_3', 2],
    ['rep_1', 1],
  ])
  expect(await store.replayBody('rep_1')).toEqual(new Uint8Array([1, 2]))
  expect(await store.replayBody('rep_2')).toEqual(new Uint8Array())
  expect((await store.detail('dlv_1')).replays).toBe(2)
})
