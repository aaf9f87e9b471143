import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answered, type DeliveryOptions, delivery, noon, replayed } from '../../../support/fake-log.ts'
import { openSampleViews, type SampleViews } from './sample-views.ts'

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
let views: SampleViews
const names = new Map<number, string>()
const dir = mkdtempSync(join(tmpdir(), 'switchhook-search-'))

beforeAll(async () => {
  views = openSampleViews(dir)
  views.endpoints.push({ id: 'end_1', name: 'Front Desk Ä' }, { id: 'end_2', name: 'Back office' })
  const seqs = new Map<string, number>()
  for (const [name, options] of Object.entries(deliveries)) {
    const status = name === 'near' ? 204 : name === 'broken' ? 503 : 200
    const reply = { status, headers: [], body: '', by: 'rule' as const }
    const seq = views.log.add(delivery({ ...options, top: { reply, ...options.top } }))
    names.set(seq, name)
    seqs.set(name, seq)
  }
  await views.catchUp()
  for (const [name, ms] of Object.entries({ plain: 10, late: 5001, near: 4000, broken: 3999 })) {
    views.log.add(answered(seqs.get(name)!, ms))
  }
  views.log.add(replayed(seqs.get('replayed')!, 'rep_1'))
  await views.catchUp()
})

afterAll(() => {
  views.close()
  rmSync(dir, { recursive: true, force: true })
})

const found = (query: string) => views.find(query).map((seq) => names.get(seq))
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
  ])('%s', (query, ids) => {
    const local = query.includes(':00') ? query.replace('10:00', new Date(noon - 300 * minute).toISOString()) : query
    expect(found(local)).toEqual(ids)
    expect(views.count(local)).toEqual({ count: ids.length, newest: views.log.through(), capped: false })
  })
})

test('an id, whole or with wildcards', () => {
  const [newest] = views.reader.page({ query: '', limit: 1 }, noon)
  expect(found(`id:${newest!.id}`)).toEqual([everything[0]])
  expect(found(`id:${newest!.id.slice(0, -1)}*`)).toContain(everything[0])
  expect(found('id:dlv_other_1')).toEqual([])
})

describe('free text', () => {
  test.each<[string, readonly string[]]>([
    ['café', ['quotes']],
    ['CAFE', ['quotes']],
    ['caf', ['quotes']],
    ['afé', []],
    ['CAFÉ DÉJÀ', ['quotes']],
    ['"café déjà"', ['quotes']],
    ['"café dé"', ['quotes']],
    ['"afé déjà"', []],
    ['"déjà café"', []],
    ['-"déjà café" café', ['quotes']],
    ['-"café déjà" café', []],
    ['strasse', []],
    ['straße-4711', ['header']],
    ['4711', ['header']],
    ['711', []],
    ['sub%20path', ['get']],
    ['"sub path"', ['get']],
    ['"agent called maya"', ['spoken']],
    ['"maya agent"', []],
    ['envelope', ['zipped']],
    ['inside envelope', ['zipped']],
    ['-envelope inside', []],
    ['-envelope', without('zipped')],
    ['-envelope -café', without('zipped', 'quotes')],
    ['-envelope -café -"agent called"', without('zipped', 'quotes', 'spoken')],
    ['envelope type:call.ended -verified:no', ['zipped']],
    ['"a call" verified:no', ['unsigned', 'failed']],
    ['"a call" endpoint:end_2', ['elsewhere']],
    ['call type:sms.*', ['sms']],
    ['hu', ['spoken']],
    ['%', ['sms']],
    ['-"a call"', ['spoken']],
    ['"inside the env"', ['zipped']],
  ])('%s', (query, ids) => {
    expect(found(query)).toEqual(ids)
    expect(views.count(query).count).toBe(ids.length)
  })

  test.each<[string, readonly string[]]>([
    ['"said \\"near\\" me"', ['quotes']],
    ['me*', ['quotes']],
    ['(50%)', ['quotes']],
    ['NEAR(said', []],
    ['x" OR "a', []],
    ["'; DROP TABLE deliveries; --", []],
    ['^said', ['quotes']],
    ['said\0near', ['quotes']],
    ['"said \0\\"near"', ['quotes']],
    ['🙂🙂🙂', []],
    ['\ud800\ud800\ud800', []],
    ['AND OR NOT', []],
    ['said AND near', []],
    ['type:" OR 1=1', []],
    ["type:x'--", []],
    ['endpoint:"\'"', []],
  ])('%j is only text', (query, ids) => {
    expect(found(query)).toEqual(ids)
    expect(views.count('').count).toBe(everything.length)
  })
})

test('a query that cannot be read is refused with its place', () => {
  const refusal = {
    code: 'bad-input',
    message: 'There is no field "typ:". Did you mean "type:"?',
    issues: [
      { path: ['query', 2, 6], message: 'There is no field "typ:". Did you mean "type:"?' },
      { path: ['query', 15, 18], message: '"abc" is not an answer status, such as 200, 2xx, 4xx, 5xx.' },
    ],
  }
  const caught = (run: () => unknown) => {
    try {
      run()
    } catch (error) {
      return error
    }
    return null
  }
  expect(caught(() => views.find('a typ:x status:abc'))).toMatchObject(refusal)
  expect(caught(() => views.count('a typ:x status:abc'))).toMatchObject(refusal)
})
