import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { nearDeadline } from '#shared/attempts/deadline.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { type MatchedDelivery, matchesQuery } from '../../../../src/main/engine/lib/match-query.ts'
import { answered, type DeliveryOptions, delivery, noon, replayed } from '../../../support/fake-log.ts'
import { openSampleViews, type SampleViews } from '../reading/sample-views.ts'

/** The matcher in memory against the search in SQL: generated deliveries, and queries made of what is in them. */

const endpoints = [
  { id: 'end_1', name: 'Front Desk Ä' },
  { id: 'end_2', name: 'Back office' },
]
/** The user's, on some deliveries. */
const notes = ['Ask Zoë about it', '50 % off']
const dir = mkdtempSync(join(tmpdir(), 'switchhook-match-'))
let views: SampleViews
const deliveries = new Map<number, MatchedDelivery>()

/** The same on each run. */
let state = 20_261_121
const dice = (sides: number) => {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
  return Math.floor((state / 2 ** 32) * sides)
}
const pick = <T>(list: readonly T[]): T => list[dice(list.length)]!

const people = ['Maya Chen', 'José Ñandú', 'O’Neill, A.', 'Straße 4711', 'kitchen sink', 'x', null]
const types = ['call.ended', 'call.started', 'SMS.received', 'sms_%', null]
const ids = ['evt_1', 'EVT_1', 'evt_2', 'a b', null]
const targets = ['/in/t', '/in/T/Sub%20Path?x=1_2', '/in/t?q=kitchen+sink', '/in/t#']
const bodies = [
  '{"event":"call.ended","text":"the kitchen sink is full"}',
  '{"said":"he said \\"NEAR\\" me* (50%) caf\\u00e9 d\\u00e9j\\u00e0"}',
  '{"phone":"+15551234567","s":"sink kitchen s"}',
  'From=%2B1555&Body=caf%C3%A9+noir',
  `{"long":"${'abcdefghijklmnopqrstuvwxyz'.repeat(3)}","run":"${'QUJD'.repeat(200)}"}`,
  '',
]

const imported = { id: 'imp_1', from: 'HAR', at: noon, file: 'a.har', timeKnown: true, source: null }

function anyDelivery(): DeliveryOptions {
  const who = pick(people)
  const form = dice(5) === 0
  return {
    body: pick(bodies),
    facts: {
      provider: pick(['allo-v2', 'ALLO-V2', 'twilio', null]),
      eventType: pick(types),
      eventId: pick(ids),
      callId: pick(['call_%', 'CALL_1', 'call_1', null]),
      summary: {
        direction: null,
        who,
        text: pick(['hung up', '* * *', 'says: "no" (50 %)', '']),
        headline: pick(['Agent called Maya', null]),
        detail: pick(['4 min 0 s', null]),
        quote: null,
      },
    },
    request: {
      method: pick(['POST', 'GET', 'put']),
      target: pick(targets),
      aborted: dice(9) === 0,
      headers: [
        ['Content-Type', form ? 'application/x-www-form-urlencoded' : 'application/json'],
        ['X-Trace', pick(['Straße-4711', 'kitchen-sink', 'a'])],
      ],
    },
    verification: pick([
      {},
      { state: 'failed', reason: 'signature-mismatch' } as const,
      { state: 'unsigned', reason: 'provider-does-not-sign' } as const,
      { state: 'checking', reason: 'judged-later' } as const,
    ]),
    conformance: pick([{}, { state: 'differs', reason: 'issues-found', issueCount: 2 } as const]),
    top: {
      endpointId: pick(endpoints).id,
      sample: dice(6) === 0,
      ...(dice(5) === 0 && { imported }),
      handshake: dice(6) === 0 ? 'challenge' : null,
      receivedAt: noon - dice(5) * 3_600_000,
      reply: { status: pick([200, 204, 404, 503]), headers: [], body: '', by: 'rule' },
    },
  }
}

function addFacts(seq: number): void {
  if (dice(4) > 0) views.log.add(answered(seq, pick([10, 2501, 4001, 5001])))
  if (dice(8) === 0) views.log.add(replayed(seq, `rep_${seq}`))
  if (dice(6) === 0) views.log.add({ kind: 'annotated', about: seq, change: { note: pick(notes) } })
  if (dice(6) === 0) views.log.add({ kind: 'annotated', about: seq, change: { pinned: true } })
}

function lateness({ answer, deadlineMs }: DeliveryRow): 0 | 1 | 2 {
  if (answer === null || deadlineMs === null) return 0
  if (answer.ms > deadlineMs) return 2
  return answer.ms >= nearDeadline * deadlineMs ? 1 : 0
}

beforeAll(async () => {
  views = openSampleViews(dir)
  views.endpoints.push(...endpoints)
  const entries = Array.from({ length: 160 }, () => delivery(anyDelivery()))
  const seqs = entries.map((entry) => views.log.add(entry))
  await views.catchUp()
  seqs.forEach(addFacts)
  await views.catchUp()
  for (const row of views.reader.rows(seqs)) {
    const { head, body } = views.log.delivery(row.seq)!
    const { answer } = row
    deliveries.set(row.seq, {
      ...head,
      endpoint: endpoints.find(({ id }) => id === head.endpointId)!,
      body: body.kind === 'bytes' ? body.bytes : new Uint8Array(),
      outcome: {
        status: answer?.status ?? 0,
        late: lateness(row),
        attempt: row.attemptGuessed ? 1 : row.attempt,
        replays: row.replays,
      },
      pinned: row.pinned ?? false,
      isImported: row.imported ?? false,
      note: row.note ?? null,
    })
  }
})

afterAll(() => {
  views.close()
  rmSync(dir, { recursive: true, force: true })
})

const terms = [
  ...['type:call.ended', 'type:CALL.*', 'type:"sms.*"', 'type:sms_%', 'type:sms*', 'type:*'],
  ...[
    'provider:allo-v2',
    'provider:none',
    'provider:*o*',
    'endpoint:end_1',
    'endpoint:"front desk ä"',
    'endpoint:*OFFICE',
  ],
  ...['verified:yes', 'verified:no', 'verification:failed', 'verification:checking', 'reason:signature-mismatch'],
  ...['schema:differs', 'schema:conforms', 'status:2xx', 'status:>=400', 'status:none', 'status:204'],
  ...['is:aborted', 'is:sample', 'is:handshake', 'is:replayed', 'is:late', 'is:near-deadline', 'is:retry'],
  ...[
    'imported:yes',
    '-imported:yes',
    'imported:no',
    'pinned:yes',
    'pinned:no',
    'note:zoe',
    'note:"ask zoë"',
    'note:*OFF',
    'note:*',
    'zoe',
    '"about it"',
  ],
  ...['header.x-trace:kitchen-sink', 'header.X-Trace:STRASSE*', 'header.x-trace:*', 'header.content-type:*json'],
  ...['body./event:call.ended', 'body./phone:*', 'body./Body:"café noir"', 'body./s:sink*', 'body./nothing:*'],
  ...['attempt:1', 'attempt:>1', 'attempt:<9', 'size:>50', 'size:0', 'after:2h', 'before:2h'],
  ...['call:call_1', 'call:call_%', 'call:call*', 'event:evt_1', 'event:evt*', 'event:"a b"'],
  ...['method:post', 'method:P*', 'path:sub', 'path:_2', 'path:/in/*1_2', 'path:/in/t', 'path:"#"'],
  ...['kitchen', 'kitch', 'itchen', '"kitchen sink"', '"sink kitchen s"', '"kitchen s"', 's', 'x', '4', '4711'],
  ...[
    'café',
    'cafe',
    'CAFE',
    'deja',
    'straße',
    'josé',
    'nandu',
    '1555',
    '"café noir"',
    '50',
    '"50 %"',
    '"*"',
    '(',
    '%',
  ],
  ...['maya', '"maya chen"', 'abcdefghijklmnopqrstuvwxyzabc', 'QUJDQUJD', 'neill', '"he said near"', 'json'],
]

/** Which of all deliveries fit, by each. */
const both = (query: string) => {
  const parsed = parseQuery(query, noon)
  expect(parsed.problems).toEqual([])
  const inMemory = [...deliveries].filter(([, each]) => matchesQuery(parsed, each)).map(([seq]) => seq)
  return { sql: views.find(query).toSorted((a, b) => a - b), inMemory }
}

describe('finds what the search finds', () => {
  test.each(terms)('%s', (term) => {
    for (const query of [term, `-${term}`]) {
      const { sql, inMemory } = both(query)
      expect([query, inMemory]).toEqual([query, sql])
    }
  })

  test('any of them together', () => {
    const differing: string[] = []
    for (let n = 0; n < 250; n++) {
      const query = Array.from({ length: 2 + dice(2) }, () => `${dice(3) === 0 ? '-' : ''}${pick(terms)}`).join(' ')
      const { sql, inMemory } = both(query)
      if (String(sql) !== String(inMemory)) differing.push(query)
    }
    expect(differing).toEqual([])
  })

  test('and the terms tell deliveries apart', () => {
    const useful = terms.filter((term) => {
      const { length } = both(term).inMemory
      return length > 0 && length < deliveries.size
    })
    expect(useful.length).toBeGreaterThan(60)
  })
})

test('before the answer nothing of it holds', () => {
  const one = { ...[...deliveries.values()][0]!, outcome: null }
  const holds = (query: string) => matchesQuery(parseQuery(query, noon), one)
  expect(['status:200', 'status:none', 'is:late', 'attempt:1', 'is:replayed'].filter(holds)).toEqual([])
  expect(holds('-status:200')).toBe(true)
})
