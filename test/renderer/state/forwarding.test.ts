// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import {
  approveForwarding,
  dropForwardingQuestion,
  forwardingTrouble,
  hostOf,
  setForwarding,
  switchMode,
  useForwarding,
} from '../../../src/renderer/src/state/forwarding.ts'
import { endpoint } from '../../support/renderer-data.ts'
import { address, happens, memoryEngine, message, renderWith } from '../../support/renderer-screen.tsx'

const away = { endpointId: 'end_1', target: 'https://app.example.com/' } as const

async function start(part: Partial<EndpointStatus> = {}) {
  const engine = memoryEngine((engine) => {
    engine.endpoints = [endpoint(part)]
  })
  const shown = await renderWith(engine, null)
  useForwarding.setState({ question: null })
  const { client } = engine.connection
  /** What came of a change; `undefined` while it waits for an answer. */
  const ask = (order: Parameters<typeof setForwarding>[1]) => {
    const settled: { outcome?: boolean | Error } = {}
    setForwarding(client, order).then(
      (done) => (settled.outcome = done),
      (error: Error) => (settled.outcome = error),
    )
    return settled
  }
  return { ...shown, client, ask, now: () => engine.endpoints[0]! }
}
const origins = () => useForwarding.getState().question?.origins ?? null

test('on this machine nothing is asked', async () => {
  const { ask, now } = await start()
  const asked = ask({ endpointId: 'end_1', target: 'http://localhost:3000/' })
  await happens(() => undefined)
  expect(asked.outcome).toBe(true)
  expect(origins()).toBeNull()
  expect(now().target).toBe('http://localhost:3000/')
})

test('elsewhere nothing is changed until it was agreed to', async () => {
  const { ask, now, client } = await start()
  const asked = ask(away)
  await happens(() => undefined)
  expect(origins()).toEqual(['https://app.example.com'])
  expect(asked.outcome).toBeUndefined()
  expect(now().target).toBeNull()
  await happens(() => void approveForwarding(client))
  expect(asked.outcome).toBe(true)
  expect(now().target).toBe('https://app.example.com/')
  expect(origins()).toBeNull()
})

test('not agreed to, whoever asked hears that, and nothing is changed', async () => {
  const { ask, now } = await start()
  const asked = ask(away)
  await happens(() => undefined)
  await happens(dropForwardingQuestion)
  expect(asked.outcome).toBe(false)
  expect(now().target).toBeNull()
})

test('a second question settles the first: nobody waits for ever', async () => {
  const { ask, client } = await start()
  const [first] = [ask(away)]
  await happens(() => undefined)
  const second = ask({ ...away, target: 'https://other.example.com/' })
  await happens(() => undefined)
  expect(first?.outcome).toBe(false)
  expect(origins()).toEqual(['https://other.example.com'])
  await happens(() => void approveForwarding(client))
  expect(second.outcome).toBe(true)
})

test('agreed to but refused by the host, whoever asked hears why', async () => {
  const { ask, engine, client } = await start()
  const asked = ask(away)
  await happens(() => undefined)
  engine.connection.fail('forwards.set', new AppError('conflict', 'It is managed by a file.'))
  await happens(() => void approveForwarding(client))
  expect(asked.outcome).toMatchObject({ message: 'It is managed by a file.' })
})

test('an answer without a question changes nothing', async () => {
  const { client, inputs } = await start()
  await happens(() => void approveForwarding(client))
  expect(inputs('forwards.set')).toEqual([])
})

describe('switching', () => {
  test('without a target leads to where it is set, and says so', async () => {
    const { client, now, inputs } = await start()
    await happens(() => switchMode(client, now(), 'forward'))
    expect(address()).toBe('#/endpoint/end_1/settings')
    expect(await message('Front desk has no target yet')).toBeTruthy()
    expect(inputs('forwards.set')).toEqual([])
  })

  test('back to answering needs no target', async () => {
    const { client, now } = await start({ mode: 'forward', target: null })
    await happens(() => switchMode(client, now(), 'answer'))
    expect(now().mode).toBe('answer')
  })

  test('what the host refuses is told', async () => {
    const { client, now, engine } = await start({ target: 'http://localhost:3000/' })
    engine.connection.fail('forwards.set', new AppError('unavailable', 'The disk is full.'))
    await happens(() => switchMode(client, now(), 'forward'))
    expect(await message('Front desk was not switched')).toBeTruthy()
    expect(screen.getByText('The disk is full.')).toBeTruthy()
  })
})

describe('trouble of an endpoint', () => {
  type Forwarding = EndpointStatus['forwarding']
  const last = (state: NonNullable<Forwarding['last']>['state'], problem: string | null = null) =>
    ({ state, at: 1, problem }) as Forwarding['last']

  test.each([
    ['nothing was forwarded yet', { last: null, waiting: 0 }, null],
    ['all is well', { last: last('ok'), waiting: 0 }, null],
    ['the app was not there', { last: last('failed', 'Nothing listens.'), waiting: 0 }, ['bad', 'Nothing listens.']],
    [
      'a copy did not get through',
      { last: last('copy-failed'), waiting: 0 },
      ['bad', 'The last delivery did not get through.'],
    ],
    ['deliveries wait', { last: last('waiting', 'Nothing listens.'), waiting: 3 }, ['warn', 'Nothing listens.']],
    ['older ones wait', { last: last('ok'), waiting: 3 }, ['warn', 'Deliveries wait for the target.']],
  ] as const)('where %s', (_, forwarding, expected) => {
    const found = forwardingTrouble(endpoint({ mode: 'forward', forwarding: forwarding as Forwarding }))
    expect(found && [found.tone, found.reason]).toEqual(expected)
  })

  test('of one that answers by itself there is none', () => {
    expect(forwardingTrouble(endpoint({ mode: 'answer', forwarding: { last: last('failed'), waiting: 3 } }))).toBeNull()
  })
})

test.each([
  ['http://localhost:3000/hooks', 'localhost:3000'],
  ['https://a.example.com/x?y', 'a.example.com'],
  ['no url', 'no url'],
])('of %s the host is %s', (url, host) => expect(hostOf(url)).toBe(host))
