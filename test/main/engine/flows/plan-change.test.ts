import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { EndpointChange } from '#shared/model/endpoint-change.ts'
import type { LadderFix } from '#shared/model/ladder.ts'
import { createPlanChange, type PlanChange, setupOf } from '../../../../src/main/engine/flows/plan-change.ts'
import { createEndpointService, type EndpointService } from '../../../../src/main/engine/state/endpoint-service.ts'
import { type StateParts, stateParts } from '../state/state-parts.ts'

let parts: StateParts
let endpoints: EndpointService
let plan: PlanChange
/** What the ladder finds; the delivery is one of `owner`. */
let fix: LadderFix | null
let owner: string
let sales: string
let billing: string
let live: string
let old: string
let theirs: string

beforeAll(async () => {
  parts = await stateParts()
})
afterAll(() => parts.remove())
beforeEach(async () => {
  await parts.clear()
  endpoints = await createEndpointService({
    ...{ stored: parts.stored(), write: parts.write, ports: parts.ports },
    knowsProvider: (id) => id === 'replicer' || id === 'allo-v2',
    checkRecipe({ scheme }) {
      if (scheme !== 'hmac') throw new AppError('bad-input', `there is no scheme ${scheme}`)
    },
    checkSecret: () => undefined,
    publish: async () => undefined,
  })
  sales = (await endpoints.create({ name: 'Sales', provider: 'replicer', target: null })).id
  billing = (await endpoints.create({ name: 'Billing', provider: null, target: null })).id
  live = (await endpoints.secrets.add(sales, 'live', 'one')).id
  old = (await endpoints.secrets.add(sales, 'old', '"two"')).id
  theirs = (await endpoints.secrets.add(billing, 'theirs', 'three')).id
  owner = sales
  plan = createPlanChange({
    views: { read: { detail: async () => ({ endpointId: owner }) } } as never,
    endpoints,
    explainer: { explain: async () => (fix === null ? null : { fix }) } as never,
  })
})

/** All that a change may touch, as it is now. */
const now = () =>
  [sales, billing].map((id) => ({
    ...setupOf(endpoints, id),
    secrets: endpoints.secrets.info(id).map(({ label, retiredAt }) => [label, retiredAt !== null]),
  }))
const values = (id: string) => setupOf(endpoints, id).secrets.map(({ label, value }) => `${label}=${value}`)

/** Makes a change, checks that nothing changed before and that taking it back brings everything back. */
async function makes(change: EndpointChange, look: () => unknown = now) {
  const before = now()
  const planned = await plan(change)
  expect(now()).toEqual(before)
  const undo = await planned.apply()
  // What deliveries were judged by in thought is what they are judged by now.
  expect(
    setupOf(endpoints, planned.endpointId)
      .secrets.map(({ value }) => value)
      .sort(),
  ).toEqual(planned.setup.secrets.map(({ value }) => value).sort())
  expect(setupOf(endpoints, planned.endpointId)).toMatchObject({
    provider: planned.setup.provider,
    recipe: planned.setup.recipe,
  })
  const after = look()
  await undo()
  expect(now()).toEqual(before)
  return { planned, after }
}
const recipe = { scheme: 'hmac', params: { header: 'X-S' } }
const fixed = { kind: 'fix', deliveryId: 'dlv_1' } as const

describe('a change of the endpoint', () => {
  test('its provider', async () => {
    const { planned, after } = await makes(
      { kind: 'provider', endpointId: sales, provider: 'allo-v2' },
      () => endpoints.get(sales).provider,
    )
    expect([planned.endpointId, after]).toEqual([sales, 'allo-v2'])
  })

  test('its recipe, and back to the pack’s', async () => {
    const { after } = await makes({ kind: 'recipe', endpointId: sales, recipe }, () => endpoints.get(sales).recipe)
    expect(after).toEqual(recipe)
    await (await plan({ kind: 'recipe', endpointId: sales, recipe })).apply()
    expect(
      (await makes({ kind: 'recipe', endpointId: sales, recipe: null }, () => endpoints.get(sales).recipe)).after,
    ).toBeNull()
  })

  test('that cannot be is refused before anything is judged', async () => {
    await expect(plan({ kind: 'provider', endpointId: sales, provider: 'nobody' })).rejects.toMatchObject({
      code: 'bad-input',
    })
    await expect(plan({ kind: 'recipe', endpointId: sales, recipe: { scheme: 'odd', params: {} } })).rejects.toThrow(
      'there is no scheme odd',
    )
    await expect(plan({ kind: 'provider', endpointId: 'end_gone', provider: null })).rejects.toMatchObject({
      code: 'not-found',
    })
  })
})

describe('secrets', () => {
  test('are retired, and made active again', async () => {
    const { after } = await makes({ kind: 'retire', secretIds: [old], retired: true }, () => values(sales))
    expect(after).toEqual(['live=one'])
    await (await plan({ kind: 'retire', secretIds: [live, old], retired: true })).apply()
    expect(values(sales)).toEqual([])
    const again = await makes({ kind: 'retire', secretIds: [live, old], retired: false }, () => values(sales))
    expect(again.after).toEqual(['live=one', 'old="two"'])
  })

  test('that are so already stay so when the change is taken back', async () => {
    await endpoints.secrets.retire(old, true)
    const { after } = await makes({ kind: 'retire', secretIds: [live, old], retired: true }, () => values(sales))
    expect(after).toEqual([])
    expect(values(sales)).toEqual(['live=one'])
  })

  test('are deleted, and come back as they were', async () => {
    const { after } = await makes({ kind: 'remove-secret', secretId: live }, () => values(sales))
    expect(after).toEqual(['old="two"'])
  })

  test('of several endpoints, or that are gone, are refused', async () => {
    await expect(plan({ kind: 'retire', secretIds: [live, theirs], retired: true })).rejects.toThrow(
      'These secrets are of several endpoints.',
    )
    await expect(plan({ kind: 'remove-secret', secretId: 'sec_gone' })).rejects.toThrow(
      'This secret does not exist any more.',
    )
  })
})

describe('what the ladder found', () => {
  test('nothing to change is said', async () => {
    fix = null
    await expect(plan(fixed)).rejects.toMatchObject({
      code: 'conflict',
      message: 'There is no setting that would make this delivery verify. Open it again to see why.',
    })
  })

  test('a recipe', async () => {
    fix = { kind: 'recipe', recipe, text: '' }
    expect((await makes(fixed, () => endpoints.get(sales).recipe)).after).toEqual(recipe)
  })

  test('another provider takes the recipe away, which would go on replacing its scheme', async () => {
    await (await plan({ kind: 'recipe', endpointId: sales, recipe })).apply()
    fix = { kind: 'provider', provider: 'allo-v2', text: '' }
    const { after } = await makes(fixed, () => endpoints.get(sales))
    expect(after).toMatchObject({ provider: 'allo-v2', recipe: null })
  })

  test('an own retired secret becomes active', async () => {
    await endpoints.secrets.retire(old, true)
    fix = { kind: 'secret', secretId: old, text: '' }
    expect((await makes(fixed, () => values(sales))).after).toEqual(['live=one', 'old="two"'])
  })

  test('another endpoint’s secret is taken over under a label of its own, and stays there', async () => {
    fix = { kind: 'secret', secretId: theirs, text: '' }
    expect((await makes(fixed, () => values(sales))).after).toEqual(['live=one', 'old="two"', 'from Billing=three'])
    expect(values(billing)).toEqual(['theirs=three'])
    await endpoints.secrets.add(sales, 'from Billing', 'x')
    await endpoints.secrets.add(sales, 'from Billing 2', 'y')
    expect((await makes(fixed, () => values(sales))).after).toContain('from Billing 3=three')
  })

  test('a secret in another form', async () => {
    fix = { kind: 'secret-form', secretId: old, form: 'unquoted', text: '' }
    expect((await makes(fixed, () => values(sales))).after).toEqual(['live=one', 'old=two'])
  })

  test('a form that the secret does not have any more: it was changed meanwhile', async () => {
    fix = { kind: 'secret-form', secretId: live, form: 'no-such-form', text: '' }
    await expect(plan(fixed)).rejects.toMatchObject({
      code: 'conflict',
      message: 'The secret was changed meanwhile. Look at the delivery again.',
    })
  })
})
