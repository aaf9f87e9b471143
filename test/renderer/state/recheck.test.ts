import { beforeEach, describe, expect, test } from 'vitest'
import type { AppClient } from '#shared/api/contract.ts'
import { AppError } from '#shared/api/errors.ts'
import { recheckWords } from '../../../src/renderer/src/parts/recheck-progress.tsx'
import { cancelRecheck, recheck, undoing, useRecheck } from '../../../src/renderer/src/state/recheck.ts'
import { progress } from '../../support/renderer-client.ts'

interface Options {
  signal: AbortSignal
}

/** An engine whose check reports twice; `between` happens after the first report. */
function engine(between: () => void = () => undefined) {
  let opened = 0
  async function* stream(_name: string, _input: unknown, { signal }: Options) {
    opened += 1
    yield progress({ total: 12 })
    between()
    await Promise.resolve()
    if (!signal.aborted) yield progress({ done: 12, total: 12, changed: 3 })
  }
  return { client: { stream } as unknown as AppClient, opened: () => opened }
}
const run = () => useRecheck.getState().byEndpoint.end_1

beforeEach(() => useRecheck.setState({ byEndpoint: {}, ended: 0 }))

test('a check tells how far it is, and at its end that verdicts may have changed', async () => {
  const seen: string[] = []
  const { client } = engine(() => seen.push(recheckWords(run() ?? never())))
  await recheck(client, 'end_1')

  expect(seen).toEqual(['Checking 0 of 12 deliveries'])
  expect(run()).toMatchObject({ kind: 'recheck', state: 'done', done: 12, total: 12, changed: 3, problem: null })
  expect(useRecheck.getState().ended).toBe(1)
})

test('it runs once at a time for each endpoint, and can run again', async () => {
  const { client, opened } = engine()
  await Promise.all([recheck(client, 'end_1'), recheck(client, 'end_1')])
  expect(opened()).toBe(1)
  await recheck(client, 'end_1')
  expect(opened()).toBe(2)
})

test('it can be ended', async () => {
  const { client } = engine(() => cancelRecheck('end_1'))
  await recheck(client, 'end_1')
  expect(run()).toMatchObject({ state: 'cancelled', done: 0 })
})

test('an undo ends a check that runs, and begins when that has ended', async () => {
  const happened: string[] = []
  const { client } = engine()
  const stop = useRecheck.subscribe(({ byEndpoint: { end_1: now } }) => happened.push(`${now?.kind} ${now?.state}`))
  const check = recheck(client, 'end_1')
  await undoing('end_1', () =>
    engine().client.stream('changes.undo', { undo: 'u' }, { signal: new AbortController().signal }),
  )
  await check
  stop()
  expect(happened.indexOf('recheck cancelled')).toBeLessThan(happened.indexOf('undo running'))
  expect(run()).toMatchObject({ kind: 'undo', state: 'done', done: 12 })
})

test('a fault of the engine is told', async () => {
  const stream = () => {
    throw new AppError('not-found', 'This endpoint does not exist any more.')
  }
  await recheck({ stream } as unknown as AppClient, 'end_1')
  expect(run()).toMatchObject({ state: 'failed' })
  expect(recheckWords(run() ?? never())).toContain('This endpoint does not exist any more.')
})

describe('in words', () => {
  const worse = { verified: 0, failed: 2, unchecked: 0 }
  const at = { ...progress({ done: 12, total: 1200 }), kind: 'recheck', problem: null } as const
  test.each([
    [{ ...at, state: 'running' }, 'Checking 12 of 1,200 deliveries'],
    [{ ...at, state: 'done', changed: 1 }, '12 deliveries rechecked: 1 delivery changed.'],
    [{ ...at, state: 'done' }, '12 deliveries rechecked: nothing changed.'],
    [{ ...at, state: 'cancelled', changed: 4 }, 'Stopped after 12 of 1,200: 4 deliveries changed.'],
    [{ ...at, state: 'done', changed: 2, verdicts: worse }, '12 deliveries rechecked: 2 fail now.'],
    [{ ...at, kind: 'undo', state: 'running' }, 'Restoring 12 of 1,200 deliveries'],
    [{ ...at, kind: 'undo', state: 'done', changed: 1 }, 'Undone: 1 delivery changed.'],
    [{ ...at, kind: 'undo', state: 'failed', problem: 'No.' }, 'The change was not undone. No.'],
  ] as const)('%j', (state, words) => expect(recheckWords(state)).toBe(words))
})

function never(): never {
  throw new Error('there is no check')
}
