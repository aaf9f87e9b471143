import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { contract } from '#shared/api/contract.ts'
import { plainRequest } from '../../../support/provider-requests.ts'
import { startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

const secret = 'the secret of the endpoint'
const body =
  '{"id":"d1","event":"call.ended","data":{"customerName":"Marisol Okonkwo","customerPhone":"+14155552671","tokenCost":12.50}}'

let t: TestEngine
let signed: string
let unknown: string
beforeAll(async () => {
  t = await startTestEngine()
  const endpoint = await t.endpoint('replicer', ['live', secret])
  const signature = createHmac('sha256', secret).update(body).digest('hex')
  signed = await t.send(endpoint.url, plainRequest(Buffer.from(body), { 'X-Replicer-Signature': signature }))
  const other = await t.endpoint(null)
  unknown = await t.send(other.url, plainRequest(Buffer.from('{"email":"marisol@okonkwo.example"}')))
})
afterAll(() => t.remove())

const preview = (ids: string[], safe: object = {}) =>
  t.api.calls['exports.preview']({ ids, safe: { seed: 'fixtures', ...safe } })

test('a delivery before and after, what was touched, and that it is signed again', async () => {
  const { items, totals } = await preview([signed])
  const [item] = items

  expect(item).toMatchObject({ id: signed, before: body, signed: 'resigned', reason: null })
  expect(item?.after).toMatch(
    /^\{"id":"d1","event":"call\.ended","data":\{"customerName":"\w+ \w+","customerPhone":"\+141555501\d\d","tokenCost":12\.50\}\}$/,
  )
  expect(item?.touched).toMatchObject([
    { place: '/data/customerName', kind: 'name', before: 'Marisol Okonkwo' },
    { place: '/data/customerPhone', kind: 'phone', before: '+14155552671' },
  ])
  expect(item?.touchedCount).toBe(2)
  expect(totals).toEqual({ name: 1, phone: 1 })
})

test('rules change it; the secret of the endpoint is nowhere in it', async () => {
  const rules = [{ path: '/data/customerName', as: 'keep' }]
  const shown = await preview([signed, unknown], { rules })

  expect(shown.items[0]?.after).toContain('Marisol Okonkwo')
  expect(shown.items[1]).toMatchObject({ signed: 'not-possible', reason: 'provider-not-detected' })
  expect(shown.items[1]?.after).not.toMatch(/marisol|okonkwo/)
  expect(JSON.stringify(shown)).not.toContain(secret)
})

test('what is not there is said', async () => {
  await expect(preview(['dlv_gone'])).rejects.toMatchObject({ code: 'not-found' })
  const { input } = contract.calls['exports.preview']
  expect(input.safeParse({ ids: [], safe: { seed: 'a' } }).success).toBe(false)
  expect(input.safeParse({ ids: ['a'], safe: { seed: 'a', rules: [{ path: 'data', as: 'keep' }] } }).success).toBe(
    false,
  )
})
