import { afterAll, beforeAll, expect, test } from 'vitest'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { plainRequest } from '../../support/provider-requests.ts'
import { startTestEngine, type TestEngine } from '../../support/start-engine.ts'

/** Pins and notes: what the user puts on a delivery, where it is found, and that it goes with the delivery. */

let t: TestEngine
let url: string
beforeAll(async () => {
  t = await startTestEngine()
  url = (await t.endpoint(null)).url
})
afterAll(() => t.remove())

const send = (text: string) => t.send(url, plainRequest(Buffer.from(JSON.stringify({ text }))))
const annotate = async (id: string, change: { pinned?: boolean; note?: string | null }) => {
  await t.api.calls['deliveries.annotate']({ id, ...change })
  await t.engine.settled()
}
const rows = (query: string) => t.engine.deliveries.page({ query, limit: 20 })
const ids = async (query: string) => (await rows(query)).map(({ id }) => id)
const found = async (query: string) => {
  const listed = await ids(query)
  expect((await t.engine.deliveries.count({ query })).count, query).toBe(listed.length)
  return listed
}

test('a pin is on row and detail, can be searched, and taken away', async () => {
  const id = await send('first')
  expect((await t.engine.deliveries.get(id)).pinned).toBeUndefined()
  await annotate(id, { pinned: true })
  expect(await t.engine.deliveries.get(id)).toMatchObject({ pinned: true })
  expect(await rows('pinned:yes')).toMatchObject([{ id, pinned: true }])
  expect(await found('pinned:no')).not.toContain(id)
  expect(await found('-pinned:yes')).toEqual(await found('pinned:no'))
  await annotate(id, { pinned: false })
  expect(await found('pinned:yes')).toEqual([])
})

test('a note is found by its words, alone and with those of the delivery, and changes', async () => {
  const id = await send('aardvark')
  const other = await send('aardvark')
  await annotate(id, { note: '  Ask Zoë about the wombat  ' })
  expect(await t.engine.deliveries.get(id)).toMatchObject({ note: 'Ask Zoë about the wombat' })
  for (const query of [
    'note:wombat',
    'note:"zoe about"',
    'note:womb',
    'note:*',
    'note:*Zo*',
    'wombat',
    'wombat aardvark',
  ])
    expect(await found(query), query).toEqual([id])
  expect(await found('"ask zoe"')).toEqual([id])
  expect(await found('note:ombat')).toEqual([])
  expect(await found('-note:wombat aardvark')).toEqual([other])
  await annotate(id, { note: 'quokka' })
  expect(await found('wombat')).toEqual([])
  expect(await found('quokka aardvark')).toEqual([id])
  await annotate(id, { pinned: true })
  expect(await t.engine.deliveries.get(id)).toMatchObject({ note: 'quokka', pinned: true })
  await annotate(id, { note: '' })
  expect((await t.engine.deliveries.get(id)).note).toBeUndefined()
  expect(await found('note:*')).toEqual([])
  expect(await found('quokka')).toEqual([])
})

test('a note outlives another examination of the delivery', async () => {
  const id = await send('numbat')
  await annotate(id, { note: 'bilby' })
  const { endpointId } = await t.engine.deliveries.get(id)
  await t.engine.endpoints.update(endpointId, { provider: 'replicer' })
  for await (const _ of t.engine.recheck(endpointId, new AbortController().signal));
  await t.engine.settled()
  expect((await t.engine.deliveries.get(id)).provider).toBe('replicer')
  expect(await found('bilby numbat')).toEqual([id])
})

test('windows are told, rows show the beginning of a long note', async () => {
  const id = await send('told')
  const { seq } = await t.engine.deliveries.get(id)
  const stop = new AbortController()
  const told: DeliveryRow[] = []
  const watching = (async () => {
    for await (const { rows } of t.api.streams['deliveries.watch']({ query: 'note:*', after: seq }, stop.signal)) {
      told.push(...rows)
      if (told.length > 0) stop.abort()
    }
  })()
  await annotate(id, { note: 'n'.repeat(500) })
  await watching
  expect(told).toMatchObject([{ id, note: 'n'.repeat(200) }])
  expect((await t.engine.deliveries.get(id)).note).toHaveLength(500)
})

test('removed with the delivery', async () => {
  const id = await send('gone')
  await annotate(id, { pinned: true, note: 'thylacine' })
  await t.engine.deliveries.remove([id])
  await t.engine.settled()
  expect(await found('thylacine')).toEqual([])
  expect(await found('note:thylacine')).toEqual([])
  await expect(annotate(id, { pinned: true })).rejects.toMatchObject({ code: 'not-found' })
})

test('names of headers and places of the schemas are offered for the search', async () => {
  await t.endpoint('twilio')
  const { headers, pointers } = await t.api.calls['search.vocabulary']({})
  expect(headers).toContain('content-type')
  expect(pointers.find(({ pointer }) => pointer === '/CallSid')).toBeTruthy()
  expect(pointers.filter(({ values }) => values.length > 1).length).toBeGreaterThan(0)
})
