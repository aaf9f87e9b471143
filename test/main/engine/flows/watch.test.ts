import { afterAll, beforeAll, expect, test } from 'vitest'
import { plainRequest } from '../../../support/provider-requests.ts'
import { post, startTestEngine, type TestEngine } from '../../../support/start-engine.ts'

let t: TestEngine
let url: string
beforeAll(async () => {
  t = await startTestEngine()
  const endpoint = await t.engine.endpoints.create({ name: 'A', provider: null, target: null })
  url = `${t.engine.receiverStatus().url}/in/${endpoint.token}`
})
afterAll(() => t.remove())

const send = (text: string) => post(url, plainRequest(Buffer.from(JSON.stringify({ text }))))

/** Opens a watch the way a window does: count first, then what comes after. */
async function watch(query: string) {
  const { newest, count } = await t.api.calls['deliveries.count']({ query })
  const stop = new AbortController()
  const items = t.api.streams['deliveries.watch']({ query, after: newest }, stop.signal)[Symbol.asyncIterator]()
  return { count, items, stop: () => stop.abort() }
}

test('free text: each matching delivery is counted or told, whenever the index gets to it', async () => {
  for (let i = 0; i < 20; i++) await send(`kitchen sink ${i}`)
  const { count, items, stop } = await watch('"kitchen sink"')
  for (let i = 20; i < 30; i++) await send(`kitchen sink ${i}`)
  await send('something else')

  let told = 0
  while (count + told < 30) told += (await items.next()).value?.added.length ?? 0
  expect(count + told).toBe(30)
  stop()
})

test('more rows than one item holds come in order, none twice', async () => {
  const { items, stop } = await watch('method:POST')
  await Promise.all(Array.from({ length: 450 }, (_, i) => send(`row ${i}`)))

  const seqs: number[] = []
  while (seqs.length < 450)
    seqs.push(...((await items.next()).value?.added ?? []).map((row: { seq: number }) => row.seq))
  expect(seqs).toEqual([...new Set(seqs)].sort((a, b) => a - b))
  stop()
})

test('removed deliveries are told by their sequence numbers', async () => {
  await send('to be removed')
  const { rows } = await t.api.calls['deliveries.page']({ query: '', skip: 0, limit: 1 })
  const { items, stop } = await watch('')
  const next = items.next()
  await t.api.calls['deliveries.remove']({ ids: [rows[0]?.id ?? ''] })

  expect((await next).value?.removed).toEqual([rows[0]?.seq])
  stop()
})

test('a query that cannot be read ends the stream with its position', async () => {
  const stop = new AbortController()
  const items = t.api.streams['deliveries.watch']({ query: 'status:abc', after: -1 }, stop.signal)[
    Symbol.asyncIterator
  ]()

  await expect(items.next()).rejects.toMatchObject({ code: 'bad-input' })
})
