import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { RuleFields } from '#shared/model/response-rule.ts'
import { blankRule } from '#shared/rules/presets.ts'
import { countKey } from '#shared/rules/rule-state.ts'
import { createEndpointService, type EndpointService } from '../../../../src/main/engine/state/endpoint-service.ts'
import { createResponseRules, type ResponseRules } from '../../../../src/main/engine/state/response-rules.ts'
import { type StateParts, stateParts } from './state-parts.ts'

let parts: StateParts
let endpoints: EndpointService
let rules: ResponseRules
let endpointId: string
let counted = 0

beforeAll(async () => {
  parts = await stateParts()
})
afterAll(() => parts.remove())
beforeEach(async () => {
  await parts.clear()
  endpoints = await createEndpointService({
    ...{ stored: parts.stored(), write: parts.write, ports: parts.ports },
    knowsProvider: () => true,
    checkRecipe: () => undefined,
    checkSecret: () => undefined,
    publish: async () => undefined,
  })
  counted = 0
  rules = createResponseRules({
    endpoints,
    ports: parts.ports,
    onCounted: () => {
      counted += 1
    },
  })
  endpointId = (await endpoints.create({ name: 'A', provider: null, target: null })).id
})

const add = async (name: string, part: Partial<RuleFields> = {}, at?: number) => {
  const rule = { ...blankRule, name, ...part }
  const saved = await rules.save({ endpointId, id: null, rule, ...(at !== undefined && { at }) })
  return saved.rules.find((one) => one.name === name)!
}
const list = () => endpoints.get(endpointId).rules
const names = () => list().map(({ name }) => name)

describe('the list', () => {
  test('takes new rules at its end or where they are wanted, on, and is stored', async () => {
    await add('a')
    await add('b')
    await add('c', {}, 1)
    expect(names()).toEqual(['a', 'c', 'b'])
    expect(list()[0]).toMatchObject({ on: true, since: parts.ports.clock.now() })
    expect(parts.stored().endpoints[0]?.rules).toEqual(list())
    expect(endpoints.snapshot()[0]?.rules).toEqual(list())
  })

  test('is put in another order, without starting a rule again', async () => {
    const [a] = [await add('a'), await add('b'), await add('c')]
    parts.pass(5)
    await rules.move(endpointId, a.id, 2)
    expect(names()).toEqual(['b', 'c', 'a'])
    await rules.move(endpointId, a.id, 99)
    await rules.move(endpointId, a.id, 0)
    expect(list()[0]).toEqual(a)
  })

  test('loses what is removed', async () => {
    const a = await add('a')
    await rules.remove(endpointId, a.id)
    expect(names()).toEqual([])
    await expect(rules.remove(endpointId, a.id)).rejects.toMatchObject({ code: 'not-found' })
  })

  test('has an end', async () => {
    for (let n = 0; n < 50; n++) await add(`rule ${n}`)
    await expect(add('one more')).rejects.toMatchObject({ code: 'bad-input' })
    const last = list().at(-1)!
    await rules.save({ endpointId, id: last.id, rule: { ...blankRule, name: 'changed' } })
    expect(names().at(-1)).toBe('changed')
  })

  test('takes no more than every window can be told of at each change', async () => {
    const answer = { status: 200, headers: [], body: 'x'.repeat(65_536) }
    const large = { action: { kind: 'answer', answer } } as const
    for (let n = 0; n < 7; n++) await add(`rule ${n}`, large)
    await expect(add('one more', large)).rejects.toMatchObject({ code: 'bad-input' })
    expect(list()).toHaveLength(7)
  })
})

test('a changed rule keeps its place, id and switch, and begins again, also where the clock stands still', async () => {
  const [, b] = [await add('a'), await add('b'), await add('c')]
  await rules.switch(endpointId, b.id, false)
  const off = list()[1]!
  await rules.save({ endpointId, id: b.id, rule: { ...blankRule, name: 'B' } })
  expect(list()[1]).toMatchObject({ id: b.id, name: 'B', on: false })
  expect([b.since < off.since, off.since < list()[1]!.since]).toEqual([true, true])
})

test('what cannot be used is refused, and nothing is changed', async () => {
  const a = await add('a')
  const order = {
    endpointId,
    id: a.id,
    rule: { ...blankRule, match: { types: [], search: 'status:2xx', verdict: null } },
  }
  await expect(rules.save(order)).rejects.toMatchObject({
    code: 'bad-input',
    issues: [{ path: ['rule', 'search'] }],
  })
  expect(list()).toEqual([a])
})

describe('switching itself off', () => {
  test('after its deliveries: stored, for that rule alone', async () => {
    const [a, b] = [await add('a', { switchOff: { afterDeliveries: 3, afterMinutes: null } }), await add('b')]
    rules.noteAnswered({ [countKey(a)]: 2, [countKey(b)]: 9 })
    expect(rules.stateOf(endpoints.get(endpointId)).ruleCounts).toEqual({ [a.id]: 2, [b.id]: 9 })
    expect(list().map(({ on }) => on)).toEqual([true, true])
    rules.noteAnswered({ [countKey(a)]: 1 })
    await expect.poll(() => list().map(({ on }) => on)).toEqual([false, true])
    await expect.poll(() => parts.stored().endpoints[0]?.rules[0]?.on).toBe(false)
    expect(counted).toBe(2)
  })

  test('switched on again it counts from 0; what comes late of the time before does not count', async () => {
    const a = await add('a', { switchOff: { afterDeliveries: 2, afterMinutes: null } })
    rules.noteAnswered({ [countKey(a)]: 2 })
    await expect.poll(() => list()[0]?.on).toBe(false)
    await rules.switch(endpointId, a.id, true)
    rules.noteAnswered({ [countKey(a)]: 5 })
    await expect.poll(() => rules.stateOf(endpoints.get(endpointId)).ruleCounts).toEqual({ [a.id]: 0 })
    expect(list()[0]?.on).toBe(true)
  })

  test('after its minutes: without anything being stored, also when it is changed afterwards', async () => {
    const a = await add('a', { switchOff: { afterDeliveries: null, afterMinutes: 1 } })
    const isOn = () => rules.stateOf(endpoints.get(endpointId)).rules[0]?.on
    parts.pass(59_999)
    expect(isOn()).toBe(true)
    parts.pass(1)
    expect(isOn()).toBe(false)
    await rules.save({ endpointId, id: a.id, rule: { ...blankRule, name: 'a' } })
    expect(isOn()).toBe(false)
    await rules.switch(endpointId, a.id, true)
    expect(isOn()).toBe(true)
  })
})
