import { setImmediate as nextTurn } from 'node:timers/promises'
import { expect, onTestFinished, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { TunnelStatus } from '#shared/model/status.ts'
import type { DeliveryCause, Engine } from '../../../src/main/engine/engine.ts'
import type { Output } from '../../../src/main/headless/output.ts'
import {
  firstTunnelState,
  type PrintOptions,
  printDeliveries,
  printTunnel,
} from '../../../src/main/headless/print-events.ts'
import { keptLog } from '../../support/kept-log.ts'

const endpoints = { list: () => [{ id: 'end_1', name: 'Sales' }] } as unknown as Engine['endpoints']
const seqOf = (id: string) => Number(id.replace('dlv_', ''))
const row = (id: string) => ({ id, seq: seqOf(id), endpointId: 'end_1' }) as DeliveryRow
const cause = (deliveryId: string, seq = 1000): DeliveryCause => ({
  seq,
  deliveryId,
  deliverySeq: seqOf(deliveryId),
  cause: { code: 'secret-other', sentence: 'Another secret signed it.' } as DeliveryCause['cause'],
})

/** A stream that gives these items, and throws those that are errors; then waits for the stop. */
function events<T>(...items: readonly (T | Error)[]): (after: number, stop: unknown) => AsyncGenerator<T> {
  const left = [...items]
  return async function* (_after, stop) {
    for (let item = left.shift(); item !== undefined; item = left.shift()) {
      if (item instanceof Error) throw item
      yield item
    }
    const signal = stop as AbortSignal
    if (!signal.aborted) await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }))
  }
}

function printer(engine: Partial<PrintOptions['engine']>, output: Partial<Output> = {}) {
  const printed: string[] = []
  const stop = new AbortController()
  const log = keptLog()
  const ended = printDeliveries({
    engine: { endpoints, arrivals: events(), causes: events(), ...engine } as PrintOptions['engine'],
    output: {
      ready: () => undefined,
      delivery: ({ id }, endpoint) => printed.push(`${endpoint} ${id}`),
      cause: (id, { code }) => printed.push(`${code} ${id}`),
      tunnel: () => undefined,
      ...output,
    },
    after: 0,
    ready: async () => undefined,
    log,
    stop: stop.signal,
    againMs: 1,
  })
  onTestFinished(() => stop.abort())
  return { printed, stop, log, ended }
}

test('prints deliveries with their endpoint, and causes', async () => {
  const { printed } = printer({ arrivals: events(row('dlv_1'), row('dlv_2')), causes: events(cause('dlv_1')) })

  await vi.waitFor(() => expect(printed.toSorted()).toEqual(['Sales dlv_1', 'Sales dlv_2', 'secret-other dlv_1']))
})

test('a line that cannot be printed is logged, and the next ones are printed', async () => {
  const printed: string[] = []
  const delivery = ({ id }: DeliveryRow) => {
    if (id === 'dlv_1') throw new Error('odd row')
    printed.push(id)
  }
  const { log } = printer({ arrivals: events(row('dlv_1'), row('dlv_2')) }, { delivery })

  await vi.waitFor(() => expect(printed).toEqual(['dlv_2']))
  expect(log.lines).toMatchObject([{ level: 'error', fields: { error: 'Error: odd row' } }])
})

test('a stream that breaks off, as where a delivery is gone, is asked again', async () => {
  const gone = new AppError('not-found', 'This delivery is gone.')
  const { printed, log } = printer({
    arrivals: events(row('dlv_1')),
    causes: events<DeliveryCause>(gone, cause('dlv_2')),
  })

  await vi.waitFor(() => expect(printed).toEqual(['Sales dlv_1', 'secret-other dlv_2']), 3000)
  expect(log.lines).toMatchObject([{ level: 'error', message: 'causes are not printed for a moment' }])
})

test('after a break each goes on where it was: nothing is lost, nothing printed twice', async () => {
  /** Breaks off after each second item. */
  const breaking = <T extends { seq: number }>(items: readonly T[]) =>
    async function* (after: number) {
      yield* items.filter(({ seq }) => seq > after).slice(0, 2)
      throw new Error('the reading thread stopped')
    }
  const ids = ['dlv_1', 'dlv_2', 'dlv_3', 'dlv_4', 'dlv_5']
  const { printed } = printer({
    arrivals: breaking(ids.map(row)),
    causes: breaking(ids.map((id, at) => cause(id, 1000 + at))),
  })

  await vi.waitFor(() => expect(printed).toHaveLength(10))
  expect(printed.filter((line) => line.startsWith('Sales'))).toEqual(ids.map((id) => `Sales ${id}`))
  expect(printed.filter((line) => line.startsWith('secret-other'))).toEqual(ids.map((id) => `secret-other ${id}`))
})

test('a cause of a delivery from before is not printed, as the delivery was not', async () => {
  const { printed } = printer({ causes: events(cause('dlv_0'), cause('dlv_1')) })

  await vi.waitFor(() => expect(printed).toEqual(['secret-other dlv_1']))
})

test('ends when it is stopped, also while a stream is broken', async () => {
  const { stop, ended } = printer({ arrivals: events<DeliveryRow>(new Error('broken')) })
  await nextTurn()

  stop.abort()

  await ended
})

test('the next event is taken when the reader is ready for it', async () => {
  let taken = 0
  const gate = Promise.withResolvers<void>()
  const stop = new AbortController()
  onTestFinished(() => stop.abort())
  const engine = {
    endpoints,
    causes: events(),
    async *arrivals() {
      for (;;) {
        taken += 1
        yield row(`dlv_${taken}`)
      }
    },
  } as unknown as PrintOptions['engine']
  const lines: string[] = []
  const ready = vi.fn(() => (lines.length < 3 ? Promise.resolve() : gate.promise))
  void printDeliveries({
    engine,
    output: { delivery: ({ id }: DeliveryRow) => lines.push(id) } as unknown as Output,
    after: 0,
    ready,
    log: keptLog(),
    stop: stop.signal,
  })

  for (let turn = 0; turn < 20; turn++) await nextTurn()

  expect(lines).toHaveLength(3)
  expect(taken).toBe(4)
})

function tunnelEngine(first: Partial<TunnelStatus>) {
  let status = { driver: 'localtunnel', state: 'connecting', url: null, problem: null, ...first } as TunnelStatus
  const listeners = new Set<() => void>()
  return {
    tunnelStatus: () => status,
    statusChanged: {
      emit: () => undefined,
      subscribe(listener: () => void) {
        listeners.add(listener)
        return () => void listeners.delete(listener)
      },
    },
    set(next: Partial<TunnelStatus>) {
      status = { ...status, ...next }
      for (const listener of [...listeners]) listener()
    },
    listeners,
  }
}

test.each([{ state: 'online' }, { state: 'retrying' }, { state: 'off' }] as const)(
  'the wait for the tunnel ends with %j',
  async (next) => {
    const engine = tunnelEngine({})
    const waiting = firstTunnelState(engine, 60_000, new AbortController().signal)

    engine.set(next)

    await waiting
    expect(engine.listeners.size).toBe(0)
  },
)

test('the wait for the tunnel ends in time, or when it is stopped', async () => {
  const engine = tunnelEngine({})
  const stop = new AbortController()

  await firstTunnelState(engine, 5, stop.signal)
  const waiting = firstTunnelState(engine, 60_000, stop.signal)
  stop.abort()
  await waiting

  expect(engine.listeners.size).toBe(0)
})

test('the tunnel is news when it changes, not with each try', () => {
  const engine = tunnelEngine({ state: 'online', url: 'https://a.example' })
  const states: string[] = []
  const end = printTunnel(engine, { tunnel: ({ state }: TunnelStatus) => states.push(state) } as unknown as Output)

  engine.set({ state: 'online' })
  engine.set({ state: 'lost', url: null, problem: 'gone' })
  engine.set({ state: 'connecting', problem: null })
  engine.set({ state: 'retrying', problem: 'gone' })
  engine.set({ state: 'online', url: 'https://b.example', problem: null })
  end()
  engine.set({ state: 'off' })

  expect(states).toEqual(['lost', 'online'])
})
