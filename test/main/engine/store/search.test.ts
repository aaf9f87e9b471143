import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Store } from '../../../../src/main/engine/store/store.ts'
import { answer, type DeliveryOptions, delivery, endpoint, find, indexed, noon, open, replay } from './sample-store.ts'

const minute = 60_000

/** Each delivery is named for what is special about it. */
const deliveries: Readonly<Record<string, DeliveryOptions>> = {
  plain: {},
  sms: { facts: { eventType: 'sms.received', callId: 'call_%' } },
  'no-type': { facts: { eventType: null, provider: null } },
  failed: { verification: { state: 'failed', reason: 'signature-mismatch' } },
  unsigned: { verification: { state: 'unsigned', reason: 'provider-does-not-sign' } },
  differs: { conformance: { state: 'differs', reason: 'issues-found', issueCount: 2 } },
  get: { request: { method: 'GET', target: '/in/token/Sub%20Path?x=1_2' } },
  event: { facts: { eventId: 'evt_1' } },
  'event-again': { facts: { eventId: 'evt_1' } },
  big: { body: `"${'big '.repeat(500)}"` },
  old: { top: { receivedAt: noon - 90 * minute } },
  aborted: { request: { aborted: true } },
  sample: { top: { sample: true } },
  handshake: { top: { handshake: 'challenge' } },
  elsewhere: { top: { endpointId: 'end_2' } },
  late: {},
  near: {},
  broken: {},
  replayed: {},
  quotes: { body: `{"said":"he said \\"NEAR\\" me* (50%) caf\\u00e9 d\\u00e9j\\u00e0"}` },
  header: { request: { headers: [['X-Trace', 'Straße-4711']] } },
  spoken: {
    facts: {
      summary: {
        direction: null,
        who: 'Maya Chen',
        text: 'hung up',
        headline: 'Agent called Maya',
        detail: null,
        quote: null,
      },
    },
  },
  zipped: {
    body: gzipSync('{"note":"inside the envelope"}'),
    request: { headers: [['Content-Encoding', 'gzip']] },
  },
}

const everything = Object.keys(deliveries).reverse()
let store: Store
const dataDir = mkdtempSync(join(tmpdir(), 'switchhook-search-'))

beforeAll(async () => {
  store = await open(dataDir)
  await store.putEndpoint({ ...endpoint, id: 'end_1', name: 'Front Desk Ä' })
  await store.putEndpoint({ ...endpoint, id: 'end_2', name: 'Back office', token: 'token-2' })
  let last = 0
  for (const [id, options] of Object.entries(deliveries)) last = (await store.insertDelivery(delivery(id, options))).seq
  const answered = async (id: string, status: number, ms: number) =>
    store.setAnswer(await store.seqOf(id), answer(status, ms))
  await answered('plain', 200, 10)
  await answered('late', 200, 5001)
  await answered('near', 204, 2501)
  await answered('broken', 503, 2500)
  await store.insertReplay(replay('rep_1', 'replayed'), new Uint8Array())
  await indexed(store, last)
})

afterAll(async () => {
  await store.close()
  rmSync(dataDir, { recursive: true, force: true })
})

const without = (...ids: readonly string[]) => everything.filter((id) => !ids.includes(id))

describe('each field finds what it says', () => {
  test.each<[string, readonly string[]]>([
    ['', everything],
    ['type:SMS.received', ['sms']],
    ['type:sms.*', ['sms']],
    ['type:*receiv*', ['sms']],
    ['type:"sms.*"', []],
    ['-type:call.ended', ['no-type', 'sms']],
    ['provider:none', ['no-type']],
    ['provider:ALLO-V2 type:sms.received', ['sms']],
    ['endpoint:"back OFFICE"', ['elsewhere']],
    ['endpoint:end_2', ['elsewhere']],
    ['-endpoint:"front desk ä"', ['elsewhere']],
    ['endpoint:*office', ['elsewhere']],
    ['endpoint:nobody', []],
    ['-endpoint:nobody', everything],
    ['verified:no', ['unsigned', 'failed']],
    ['-verified:yes', ['unsigned', 'failed']],
    ['verification:failed', ['failed']],
    ['reason:provider-does-not-sign', ['unsigned']],
    ['schema:differs', ['differs']],
    ['conformance:no-schema', []],
    ['status:204', ['near']],
    ['status:2xx', ['near', 'late', 'plain']],
    ['status:>=500', ['broken']],
    ['status:none is:replayed', ['replayed']],
    ['-status:none', ['broken', 'near', 'late', 'plain']],
    ['method:get', ['get']],
    ['path:"sub%20PATH"', ['get']],
    ['path:_2', ['get']],
    ['path:/in/*1_2', ['get']],
    ['path:/in/*1-2', []],
    ['call:call_%', ['sms']],
    ['call:call_*', ['sms']],
    ['call:callX*', []],
    ['event:evt_1', ['event-again', 'event']],
    ['id:plain', ['plain']],
    ['attempt:>1', ['event-again']],
    ['attempt:1 event:evt_1', ['event']],
    ['size:>1kb', ['big']],
    ['before:10:00', []],
    ['before:1h', ['old']],
    ['-after:1h', ['old']],
    ['is:aborted', ['aborted']],
    ['is:sample', ['sample']],
    ['is:handshake', ['handshake']],
    ['is:replayed', ['replayed']],
    ['is:late', ['late']],
    ['-is:late status:2xx', ['near', 'plain']],
    ['is:near-deadline', ['near']],
    ['is:retry', ['event-again']],
  ])('%s', async (query, ids) => {
    const local = query.includes(':00') ? query.replace('10:00', new Date(noon - 300 * minute).toISOString()) : query
    expect(await find(store, local)).toEqual(ids)
    expect((await store.count(local)).count).toBe(ids.length)
  })
})

describe('free text', () => {
  test.each<[string, readonly string[]]>([
    ['café', ['quotes']],
    ['CAFÉ DÉJÀ', ['quotes']],
    ['"café déjà"', ['quotes']],
    ['"déjà café"', []],
    ['strasse', []],
    ['STRASSE-4711', []],
    ['straße-4711', ['header']],
    ['sub%20path', ['get']],
    ['"sub path"', ['get']],
    ['"agent called maya"', ['spoken']],
    ['envelope', ['zipped']],
    ['inside envelope', ['zipped']],
    ['-envelope inside', []],
    ['-envelope', without('zipped')],
    ['-envelope -café -"agent called"', without('zipped', 'quotes', 'spoken')],
    ['envelope type:call.ended -verified:no', ['zipped']],
    ['hu', ['spoken']],
    ['%', ['get', 'sms']],
    ['"_2"', ['get']],
    ['-"a call"', ['spoken']],
    ['ad', []],
  ])('%s', async (query, ids) => {
    expect(await find(store, query)).toEqual(ids)
  })

  test.each<[string, readonly string[]]>([
    ['"said \\"near\\" me"', ['quotes']],
    ['me*', ['quotes']],
    ['(50%)', ['quotes']],
    ['NEAR(said', []],
    ['x" OR "a', []],
    ["'; DROP TABLE deliveries; --", []],
    ['^said', []],
    ['said\0near', ['quotes']],
    ['"said \0\\"near"', ['quotes']],
    ['🙂🙂🙂', []],
    ['\ud800\ud800\ud800', []],
    ['AND OR NOT', []],
    ['said AND near', []],
    ['type:" OR 1=1', []],
    ["type:x'--", []],
    ['endpoint:"\'"', []],
  ])('%j is only text', async (query, ids) => {
    expect(await find(store, query)).toEqual(ids)
    expect((await store.count('')).count).toBe(everything.length)
  })
})

test('a query that cannot be read is refused with its place', async () => {
  const refusal = {
    code: 'bad-input',
    message: 'There is no field "typ:". Did you mean "type:"?',
    issues: [
      { path: ['query', 2, 6], message: 'There is no field "typ:". Did you mean "type:"?' },
      { path: ['query', 15, 18], message: '"abc" is not an answer status, such as 200, 2xx, 4xx, 5xx.' },
    ],
  }
  await expect(store.page({ query: 'a typ:x status:abc', limit: 10 })).rejects.toMatchObject(refusal)
  await expect(store.count('a typ:x status:abc')).rejects.toMatchObject(refusal)
})
