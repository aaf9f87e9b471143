import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { RunSettings } from '#shared/model/run.ts'
import type { ReplayFlow } from '../../../../src/main/engine/flows/replay.ts'
import type { NewFact } from '../../../../src/main/engine/log/codec.ts'
import { sendItem } from '../../../../src/main/engine/runs/send-item.ts'
import { trySigning } from '../../../../src/main/engine/runs/try-signing.ts'
import { keptLog } from '../../../support/kept-log.ts'

type Send = ReplayFlow['send']
type Answer = Awaited<ReturnType<Send>>

interface Given {
  readonly send: (...args: Parameters<Send>) => Answer | Promise<Answer>
  readonly addFacts?: (facts: readonly NewFact[]) => Promise<void>
  readonly signal?: AbortSignal
}

async function sending({ send, addFacts = async () => undefined, signal = new AbortController().signal }: Given) {
  const log = keptLog()
  const facts: NewFact[] = []
  const asked: Parameters<Send>[] = []
  const parts = {
    replays: {
      send: async (...args: Parameters<Send>) => {
        asked.push(args)
        return send(...args)
      },
    },
    addFacts: async (added: readonly NewFact[]) => {
      await addFacts(added)
      facts.push(...added)
    },
    clock: { now: () => 77, elapsed: () => 0 },
    log,
  }
  const item = { index: 4, id: 'dlv_a_1', seq: 1, at: 10 }
  const settings = RunSettings.parse({ sign: 'again', target: 'http://localhost:1/x' })
  const result = await sendItem(parts as never, { run: 'run_1', settings, item, signal })
  return { result, facts, asked, lines: log.lines }
}

const sent = (part: object): Answer =>
  ({
    result: 'sent',
    replay: { status: 200, error: null, timing: { totalMs: 5 }, run: { deadlineMs: null }, ...part },
  }) as never
const unsent = (result: string): Answer => ({ result }) as never
const fails =
  (code: ConstructorParameters<typeof AppError>[0], words = 'It is so.') =>
  () => {
    throw new AppError(code, words)
  }

describe('what was sent', () => {
  test('is asked for with the settings of the run and the place of the item, from 1', async () => {
    const { asked } = await sending({ send: () => sent({}) })
    const [order, options] = asked[0]!
    expect(order).toEqual({ id: 'dlv_a_1', approve: false, sign: 'again', target: 'http://localhost:1/x' })
    expect(options).toMatchObject({ run: 'run_1', item: 5 })
  })

  test.each([
    ['200', { status: 200 }, 'ok'],
    ['399', { status: 399 }, 'ok'],
    ['400', { status: 400 }, 'failed'],
    ['no status', { status: null }, 'failed'],
    ['an error', { error: { code: 'refused', message: 'x' } }, 'failed'],
    ['late', { status: 200, run: { deadlineMs: 5 }, timing: { totalMs: 5 } }, 'ok'],
  ])('with %s: %s', async (_, part, expected) => {
    expect((await sending({ send: () => sent(part) })).result).toBe(expected)
  })
})

describe('what could not be sent is stored with the reason', () => {
  test.each([
    ['no-target', 'no-target', 'Its endpoint has no target any more.'],
    ['needs-approval', 'not-approved', 'Its target is not on this machine and may not be sent to any more.'],
  ])('%s', async (answer, reason, message) => {
    const { result, facts } = await sending({ send: () => unsent(answer) })
    expect(result).toBe('failed')
    expect(facts).toEqual([
      { kind: 'not-replayed', about: 1, item: { run: 'run_1', item: 5, at: 77, reason, message } },
    ])
  })

  test.each([
    ['conflict', 'refused'],
    ['unavailable', 'unreadable'],
    ['bad-input', 'fault'],
  ] as const)('%s: %s, in its own words', async (code, reason) => {
    const { facts } = await sending({ send: fails(code) })
    expect(facts[0]).toMatchObject({ item: { reason, message: 'It is so.' } })
  })

  test('a fault of ours: in general words, and the log has it', async () => {
    const { facts, lines } = await sending({
      send: () => {
        throw new TypeError('x is not a function')
      },
    })
    expect(facts[0]).toMatchObject({
      item: { reason: 'fault', message: 'Something went wrong inside Switchhook; its log has the details.' },
    })
    expect(JSON.stringify(lines)).toContain('x is not a function')
  })
})

describe('the end of it', () => {
  test('a delivery that is gone', async () => {
    expect((await sending({ send: fails('not-found') })).result).toBe('gone')
    expect((await sending({ send: () => unsent('no-target'), addFacts: fails('not-found') })).result).toBe('gone')
  })

  test('cut off, by the run or by the end of the host', async () => {
    expect((await sending({ send: fails('cancelled'), signal: AbortSignal.abort() })).result).toBe('cut-off')
    expect((await sending({ send: fails('closed') })).result).toBe('cut-off')
    expect((await sending({ send: () => unsent('no-target'), addFacts: fails('closed') })).result).toBe('cut-off')
  })

  test('what went out and could not be stored is lost, and is never called unsent', async () => {
    const { result, facts } = await sending({
      send: (_, options) => {
        options?.onSend?.()
        throw new AppError('unavailable', 'The disk is full.')
      },
    })
    expect(result).toEqual({ lost: 'The disk is full.' })
    expect(facts).toEqual([])
  })

  test('a reason that cannot be stored is lost as well', async () => {
    const { result } = await sending({
      send: () => unsent('no-target'),
      addFacts: fails('unavailable', 'The disk is full.'),
    })
    expect(result).toEqual({ lost: 'The disk is full.' })
  })
})

describe('trying signatures for a preview', () => {
  const candidate = (seq: number, endpointId: string, provider: string | null = null) => ({
    seq,
    endpointId,
    provider,
    at: seq,
    aborted: false,
  })
  const doubts = async (send: (...args: Parameters<Send>) => unknown, count = 3, sign: 'keep' | 'again' = 'again') => {
    const asked: string[] = []
    const replays = {
      send: async (...args: Parameters<Send>) => {
        asked.push(args[0].id)
        return send(...args) as Answer
      },
    }
    const chosen = Array.from({ length: count }, (_, at) => candidate(at + 1, `end_${at % 2}`))
    const found = await trySigning({ replays, idOf: (seq) => `dlv_${seq}` }, chosen, RunSettings.parse({ sign }))
    return { found, asked }
  }

  test('nothing is tried where signatures stay', async () => {
    expect(await doubts(() => undefined, 3, 'keep')).toEqual({ found: [], asked: [] })
  })

  test('the oldest of each kind is tried up to the moment before, and nothing is sent', async () => {
    let reached = 0
    const { found, asked } = await doubts((_, options) => {
      options?.onSend?.()
      reached += 1
    })
    expect([found, asked, reached]).toEqual([[], ['dlv_1', 'dlv_2'], 0])
  })

  test('what is in the way is told for all of its kind', async () => {
    const { found } = await doubts(fails('conflict', 'There is no secret to sign with.'))
    expect(found).toEqual([
      { deliveries: 2, words: 'There is no secret to sign with.' },
      { deliveries: 1, words: 'There is no secret to sign with.' },
    ])
  })

  test('one that was deleted meanwhile is no doubt, and a fault of ours is one of ours', async () => {
    expect((await doubts(fails('not-found'))).found).toEqual([])
    await expect(doubts(fails('internal'))).rejects.toThrow('It is so.')
  })

  test('of very many kinds some are tried', async () => {
    const asked: string[] = []
    const replays = { send: async (order: { id: string }) => void asked.push(order.id) } as never
    const chosen = Array.from({ length: 100 }, (_, at) => candidate(at, `end_${at}`))
    await trySigning({ replays, idOf: String }, chosen, RunSettings.parse({ sign: 'again' }))
    expect(asked).toHaveLength(20)
  })
})
