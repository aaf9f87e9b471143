import { setTimeout as wait } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { ResponseRule } from '#shared/model/response-rule.ts'
import { countKey } from '#shared/rules/rule-state.ts'
import { type Capture, openCapture } from '../../../../../src/main/engine/capture/capture.ts'
import type { CaptureNotice } from '../../../../../src/main/engine/capture/contract.ts'
import { logPaths } from '../../../../../src/main/engine/log/log-paths.ts'
import { type LogReader, openLogReader } from '../../../../../src/main/engine/log/log-reader.ts'
import { temporaryFolder } from '../../../../support/headless-host.ts'
import { type ProviderRequest, replicerRequest, sampleBody } from '../../../../support/provider-requests.ts'
import { answerHeader, RawConnection, rawRequest } from '../../../../support/raw-http.ts'
import { plainAnswer, responseRule } from '../../../../support/response-rules.ts'
import { captureData, endpoint, requestBytes, secret, snapshotOf } from '../open-test-capture.ts'
import { realClock } from '../start-test-server.ts'

const ended = replicerRequest(sampleBody('replicer', 'call.ended'), secret.value)
/** Another event: Replicer names them by an id in the body. */
const another = replicerRequest(
  Buffer.from(
    JSON.stringify({ ...(JSON.parse(sampleBody('replicer', 'call.ended').toString()) as object), id: 'evt-2' }),
  ),
  secret.value,
)

const folder = temporaryFolder()
const notices: CaptureNotice[] = []
const underWay = new Int32Array(1)
let capture: Capture
let reader: LogReader
let since = 0

beforeAll(async () => {
  const host = { noticed: (notice: CaptureNotice) => void notices.push(notice), fault: () => undefined }
  capture = await openCapture(captureData(folder.path, { underWay }), host, realClock)
  reader = openLogReader(logPaths(folder.path))
})
afterAll(async () => {
  reader.close()
  await capture.close()
  folder.remove()
})

/** Puts these rules, which count from the beginning, in the place of the endpoint's; what is told begins here. */
function withRules(...rules: readonly ResponseRule[]) {
  since += 1
  const fresh = rules.map((rule) => ({ ...rule, since }))
  capture.functions.configure(snapshotOf([{ ...endpoint, rules: fresh }]))
  const from = reader.through()
  const port = () => capture.functions.started().port
  return {
    rules: fresh,
    port,
    send: (request: Partial<ProviderRequest>) => rawRequest(port(), requestBytes(request)),
    /** In the order in which they came. */
    heads: () => reader.after(from, 1000).flatMap((entry) => (entry.kind === 'delivery' ? [entry.head] : [])),
    /** Of each delivery that came to an end: its number, from 1, and why it got no answer. */
    endings: () => answers(from).map(({ about, unanswered }) => [about - from, unanswered]),
    answers: () => answers(from),
  }
}
type Rules = ReturnType<typeof withRules>

const answers = (from: number) =>
  reader
    .after(from, 1000)
    .flatMap((entry) => (entry.kind === 'answered' ? entry.answers : []))
    .filter(({ about }) => about > from)

async function statuses({ send }: Rules, count: number, request = ended): Promise<number[]> {
  const found: number[] = []
  for (let n = 0; n < count; n++) found.push((await send(request)).status)
  return found
}

/** Sends a delivery and reads whatever comes until the connection ends. */
async function restOf(rules: Rules): Promise<string> {
  const connection = await RawConnection.open(rules.port())
  await connection.write(requestBytes(ended))
  return (await connection.rest()).toString('latin1')
}

describe('an answer', () => {
  it('is the rule’s, with values from the delivery, and is stored with the rule that gave it', async () => {
    const rule = responseRule({
      action: {
        kind: 'answer',
        answer: {
          status: 202,
          headers: [
            ['Content-Type', 'application/json'],
            ['X-Event', '{{header.X-Replicer-Event}}'],
          ],
          body: '{"said":"{{json./event}}","none":"{{query.none}}"}',
        },
      },
    })
    const rules = withRules(rule)

    const answer = await rules.send(ended)

    expect([answer.status, answer.body.toString()]).toEqual([202, '{"said":"call.ended","none":""}'])
    expect(answerHeader(answer, 'X-Event')).toBe('call.ended')
    const [head] = rules.heads()
    expect(head?.reply).toMatchObject({ status: 202, body: '{"said":"call.ended","none":""}', by: 'rule' })
    expect(head?.rule).toEqual({
      ...{ id: 'rule_1', name: 'Out of order', did: 'answer', delayMs: 0, attempt: null },
      empty: ['{{query.none}}'],
    })
  })

  it('is the usual one where no rule is on, or none fits', async () => {
    const rules = withRules(
      responseRule({ on: false }),
      responseRule({ id: 'rule_2', match: { types: ['sms.*'], search: '', verdict: null } }),
    )

    expect(await statuses(rules, 1)).toEqual([200])
    expect(rules.heads()[0]).not.toHaveProperty('rule')
  })

  it('is the first fitting rule’s', async () => {
    const rules = withRules(
      responseRule({ match: { types: [], search: '', verdict: 'failed' } }),
      responseRule({ id: 'rule_2', action: { kind: 'answer', answer: plainAnswer(418) } }),
    )
    const forged = { ...ended, headers: { ...ended.headers, 'X-Replicer-Signature': '0'.repeat(64) } }

    expect([...(await statuses(rules, 1, forged)), ...(await statuses(rules, 1))]).toEqual([503, 418])
  })
})

describe('a condition', () => {
  it.each<[string, Partial<ResponseRule['match']>, number]>([
    ['on the event type', { types: ['call.*'] }, 503],
    ['on another event type', { types: ['sms.received'] }, 200],
    ['on a verdict', { verdict: 'verified' }, 503],
    ['on another verdict', { verdict: 'failed' }, 200],
    ['on a search', { search: 'type:call.ended verified:yes' }, 503],
    ['on words of the body', { search: 'call ended' }, 503],
    ['on words that are not there', { search: '-call' }, 200],
  ])('%s', async (_name, match, status) => {
    const rules = withRules(responseRule({ match: { types: [], search: '', verdict: null, ...match } }))
    expect(await statuses(rules, 1)).toEqual([status])
  })
})

describe('counting', () => {
  it('fails the first attempts of each event, and tells which attempt it was', async () => {
    const rules = withRules(responseRule({ turn: { kind: 'first', attempts: 3 } }))

    expect(await statuses(rules, 5)).toEqual([503, 503, 503, 200, 200])
    expect(await statuses(rules, 4, another)).toEqual([503, 503, 503, 200])
    expect(
      rules
        .heads()
        .slice(0, 4)
        .map(({ rule }) => rule?.attempt),
    ).toEqual([1, 2, 3, undefined])
  })

  it('answers each nth delivery', async () => {
    const rules = withRules(responseRule({ turn: { kind: 'every', nth: 3 } }))
    expect(await statuses(rules, 7)).toEqual([200, 200, 503, 200, 200, 503, 200])
  })

  it('gives a list by the attempts of each event; the last stays', async () => {
    const answers = [plainAnswer(503), plainAnswer(429), plainAnswer(204, '')]
    const rules = withRules(responseRule({ action: { kind: 'list', per: 'event', answers } }))

    expect(await statuses(rules, 4)).toEqual([503, 429, 204, 204])
    expect(await statuses(rules, 2, another)).toEqual([503, 429])
  })

  it('gives a list by deliveries; after the last the first again', async () => {
    const answers = [plainAnswer(500), plainAnswer(201)]
    const rules = withRules(responseRule({ action: { kind: 'list', per: 'delivery', answers } }))
    expect(await statuses(rules, 5)).toEqual([500, 201, 500, 201, 500])
  })

  it('ends after so many deliveries, and the host is told of each', async () => {
    const rules = withRules(responseRule({ switchOff: { afterDeliveries: 2, afterMinutes: null } }))

    expect(await statuses(rules, 4)).toEqual([503, 503, 200, 200])
    const told = () => notices.reduce((sum, { byRules }) => sum + (byRules[countKey(rules.rules[0]!)] ?? 0), 0)
    await expect.poll(told).toBe(2)
  })

  it('begins again when the rule is changed, and goes on when something else is', async () => {
    const rules = withRules(responseRule({ turn: { kind: 'first', attempts: 2 } }))
    const rule = rules.rules[0]!
    await statuses(rules, 1)
    capture.functions.configure(snapshotOf([{ ...endpoint, rules: rules.rules }], { tunnelUrl: 'https://a.test' }))
    expect(await statuses(rules, 2)).toEqual([503, 200])

    capture.functions.configure(snapshotOf([{ ...endpoint, rules: [{ ...rule, since: -1 }] }]))
    expect(await statuses(rules, 3)).toEqual([503, 503, 200])
  })
})

describe('ending the connection', () => {
  it('before the answer: the delivery is stored, and that nothing was answered', async () => {
    const rules = withRules(responseRule({ action: { kind: 'drop' } }))

    expect(await restOf(rules)).toBe('')
    expect(rules.heads()[0]).toMatchObject({ reply: null, rule: { did: 'drop' } })
    await expect.poll(() => rules.endings()).toEqual([[1, 'dropped']])
  })

  it('in the middle of the answer: the head and half of the body have come', async () => {
    const answer = plainAnswer(200, 'x'.repeat(1000))
    const rules = withRules(responseRule({ action: { kind: 'cut', answer } }))

    const [head, body] = (await restOf(rules)).split('\r\n\r\n')
    expect(head).toContain('Content-Length: 1000')
    expect(body).toBe('x'.repeat(500))
    await expect.poll(() => rules.endings()).toEqual([[1, undefined]])
    expect(rules.heads()[0]).toMatchObject({ reply: { status: 200 }, rule: { did: 'cut' } })
  })
})

describe('a delay', () => {
  const late = (delayMs: number) => responseRule({ delayMs, action: { kind: 'answer', answer: plainAnswer(200) } })

  it('holds the answer back, which is noted with its time', async () => {
    const rules = withRules(late(150))
    expect((await rules.send(ended)).status).toBe(200)
    await expect.poll(() => rules.answers().length).toBe(1)
    const [answer] = rules.answers()
    expect(answer!.afterMs - answer!.storedAfterMs).toBeGreaterThan(145)
  })

  it('holds an end of the connection back too', async () => {
    const rules = withRules(responseRule({ delayMs: 60, action: { kind: 'drop' } }))
    const before = performance.now()
    expect(await restOf(rules)).toBe('')
    expect(performance.now() - before).toBeGreaterThan(55)
  })

  it('keeps nobody else waiting', async () => {
    const rules = withRules({ ...late(60_000), match: { types: [], search: '', verdict: 'failed' } })
    const held = await RawConnection.open(rules.port())
    await held.write(requestBytes({ ...ended, headers: { ...ended.headers, 'X-Replicer-Signature': 'no' } }))
    await expect.poll(() => rules.heads().length).toBe(1)

    expect(await statuses(rules, 3)).toEqual([200, 200, 200])
    held.close()
    await expect.poll(() => rules.endings().filter(([, why]) => why !== undefined)).toEqual([[1, 'sender-left']])
  })

  it.each([
    ['disconnects', (connection: RawConnection) => connection.reset()],
    ['ends its stream', (connection: RawConnection) => connection.halfClose()],
  ])('ends when the sender %s', async (_how, leave) => {
    const rules = withRules(late(60_000))
    const connection = await RawConnection.open(rules.port())
    await connection.write(requestBytes(ended))
    await expect.poll(() => rules.heads().length).toBe(1)
    leave(connection)

    await expect.poll(() => rules.endings()).toEqual([[1, 'sender-left']])
    connection.close()
  })

  it('goes on for a sender that had closed its half with the request', async () => {
    const rules = withRules(late(80))
    const connection = await RawConnection.open(rules.port())
    const bytes = requestBytes(ended)
    connection.socket.end(bytes)

    // Whether the end came before the wait began is the system's affair; either is told as it was.
    const rest = (await connection.rest()).toString('latin1')
    await expect.poll(() => rules.endings().length).toBe(1)
    expect(rest.startsWith('HTTP/1.1 200')).toBe(rules.endings()[0]![1] === undefined)
  })

  it('holds no body in memory', async () => {
    const rules = withRules(late(60_000))
    const body = Buffer.alloc(1_000_000, '{"a": "b" }')
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    const measure = async () => {
      collect()
      await wait(20)
      collect()
      const { arrayBuffers, heapUsed } = process.memoryUsage()
      return arrayBuffers + heapUsed
    }
    const before = await measure()
    const told = notices.length
    const held: RawConnection[] = []
    for (let n = 1; n <= 30; n++) {
      const connection = await RawConnection.open(rules.port())
      await connection.write(requestBytes({ headers: { 'Content-Type': 'application/json' }, body }))
      held.push(connection)
    }
    const stored = () => notices.slice(told).reduce((sum, { arrived }) => sum + (arrived[endpoint.id] ?? 0), 0)
    await expect.poll(stored).toBe(30)

    expect(((await measure()) - before) / body.length).toBeLessThan(8)
    for (const connection of held) connection.close()
    await expect.poll(() => underWay[0]).toBe(0)
  })
})

it('an aborted delivery is neither answered nor counted', async () => {
  const rules = withRules(responseRule({ turn: { kind: 'first', attempts: 1 } }))
  const connection = await RawConnection.open(rules.port())
  await connection.write(requestBytes(ended).subarray(0, -5))
  await wait(20)
  connection.close()
  await expect.poll(() => rules.heads().length).toBe(1)

  expect(rules.heads()[0]).toMatchObject({ reply: null, request: { aborted: true } })
  expect(await statuses(rules, 2)).toEqual([503, 200])
})

it('a set-up request gets the answer that its provider demands', async () => {
  const rules = withRules()
  capture.functions.configure(snapshotOf([{ ...endpoint, provider: 'slack', rules: [responseRule()] }]))
  const body = Buffer.from('{"type":"url_verification","token":"t","challenge":"abc"}')

  const answer = await rules.send({ headers: { 'Content-Type': 'application/json' }, body })
  expect([answer.status, answer.body.toString()]).toEqual([200, 'abc'])
})

// The last one: the receiver stays closed.
it('a delay is not waited for when the receiver closes', async () => {
  const rules = withRules(responseRule({ delayMs: 60_000 }))
  const connection = await RawConnection.open(rules.port())
  await connection.write(requestBytes(ended))
  await expect.poll(() => rules.heads().length).toBe(1)

  await capture.functions.drain()
  expect((await connection.rest()).length).toBe(0)
  await expect.poll(() => rules.endings()).toEqual([[1, 'stopped']])
})
