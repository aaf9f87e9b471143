import { beforeEach, describe, expect, test } from 'vitest'
import type { CaptureNotice } from '../../../../src/main/engine/capture/contract.ts'
import { createNoticeBoard, type NoticeBoard } from '../../../../src/main/engine/capture/notice-board.ts'
import { delivery } from '../../../support/fake-log.ts'

const { verification } = delivery().head
const matched = { ...verification, secret: { id: 'sec_1', label: 'live' } }
const failed = { ...verification, state: 'failed' } as typeof verification

let told: CaptureNotice[]
let errors: unknown[]
let board: NoticeBoard
let fail = false
beforeEach(() => {
  told = []
  errors = []
  fail = false
  board = createNoticeBoard({
    tell(notice) {
      if (fail) throw new Error('nobody listens')
      told.push(notice)
    },
    now: () => 77,
    load: () => 0.25,
    onError: (error) => errors.push(error),
  })
})

const nothing = { arrived: {}, matched: {}, byRules: {}, failed: [], later: false, queued: false, refused: {} }
const tick = () => new Promise((resolve) => setImmediate(resolve))

describe('a notice', () => {
  test('gathers everything of a moment', async () => {
    board.stored(1, 'end_1', matched, false)
    board.stored(2, 'end_1', failed, true)
    board.stored(3, 'end_2', verification, false)
    board.byRule('rule@1')
    board.byRule('rule@1')
    board.refused(404, 'no such token')
    board.refused(404, 'no such path')
    board.queued()
    board.committed(3)
    expect(told).toEqual([])
    await tick()
    expect(told).toEqual([
      {
        through: 3,
        problem: null,
        load: 0.25,
        arrived: { end_1: 2, end_2: 1 },
        matched: { sec_1: 77 },
        byRules: { 'rule@1': 2 },
        failed: [2],
        later: true,
        queued: true,
        refused: { 404: { count: 2, why: 'no such path' } },
      },
    ])
  })

  test('says nothing a second time', async () => {
    board.stored(1, 'end_1', failed, true)
    board.committed(1)
    await tick()
    board.committed(2)
    await expect.poll(() => told.length).toBe(2)
    expect(told[1]).toEqual({ through: 2, problem: null, load: 0.25, ...nothing })
  })

  test('waits for the commit of what was stored', async () => {
    board.stored(1, 'end_1', failed, false)
    await tick()
    await tick()
    expect(told).toEqual([])
  })

  test('of very many failures names the newest', async () => {
    for (let seq = 1; seq <= 120; seq += 1) board.stored(seq, 'end_1', failed, false)
    board.committed(120)
    await tick()
    expect(told[0]!.failed).toEqual(Array.from({ length: 50 }, (_, n) => n + 71))
    expect(told[0]!.arrived).toEqual({ end_1: 120 })
  })

  test('tells a problem until something is committed again', async () => {
    board.problem(new Error('The disk is full.'))
    await tick()
    board.refused(503, 'full')
    await expect.poll(() => told.length).toBe(2)
    board.committed(5)
    await expect.poll(() => told.length).toBe(3)
    expect(told.map(({ problem }) => problem)).toEqual(['The disk is full.', 'The disk is full.', null])
  })

  test('that cannot be told is a fault of ours, and the next one goes out', async () => {
    fail = true
    board.committed(1)
    await tick()
    expect(errors).toEqual([new Error('nobody listens')])
    fail = false
    board.committed(2)
    await expect.poll(() => told.length).toBe(1)
  })
})

test('deliveries that pour in make one notice in a while, and none is lost', async () => {
  for (let seq = 1; seq <= 400; seq += 1) {
    board.stored(seq, 'end_1', verification, false)
    board.committed(seq)
    if (seq % 20 === 0) await tick()
  }
  const sum = () => told.reduce((count, { arrived }) => count + (arrived.end_1 ?? 0), 0)
  await expect.poll(sum).toBe(400)
  expect(told.at(-1)!.through).toBe(400)
  expect(told.length).toBeLessThan(20)
})

test('closing tells what is left, and nothing after it', async () => {
  board.stored(1, 'end_1', verification, false)
  board.committed(1)
  board.close()
  expect(told).toHaveLength(1)
  board.committed(2)
  await tick()
  await tick()
  expect(told).toHaveLength(1)
})
