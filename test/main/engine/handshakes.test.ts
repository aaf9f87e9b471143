import { createHmac } from 'node:crypto'
import { type IncomingHttpHeaders, request } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { sampleBody } from '../../support/provider-requests.ts'
import { startTestEngine, type TestEngine } from '../../support/start-engine.ts'

let t: TestEngine
beforeAll(async () => {
  t = await startTestEngine()
})
afterAll(() => t.remove())

async function endpointWith(provider: string | null, ...secrets: string[]) {
  return (await t.endpoint(provider, ...secrets.map((value) => [value, value] as const))).url
}

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string | Buffer
}

function send(url: string, { method = 'POST', headers = {}, body = '' }: Sent) {
  return new Promise<{ status: number; headers: IncomingHttpHeaders; text: string; size: number }>((done, fail) => {
    const outgoing = request(url, { method, headers, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk: Buffer) => {
        text += chunk.toString()
      })
      response.on('end', () => {
        const size = response.rawHeaders.join(': ').length + text.length
        done({ status: response.statusCode ?? 0, headers: response.headers, text, size })
      })
    })
    outgoing.on('error', fail)
    outgoing.end(body)
  })
}

const newest = () => t.newest()

/** The answer is saved after it was sent. */
async function newestAnswer() {
  await expect.poll(async () => (await newest()).answerGiven).not.toBeNull()
  return (await newest()).answerGiven
}

const json = { 'Content-Type': 'application/json' }
const slackSigned = (body: Buffer, secret: string) => {
  const ts = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', secret).update(`v0:${ts}:`).update(body).digest('hex')
  return { ...json, 'X-Slack-Request-Timestamp': ts, 'X-Slack-Signature': `v0=${signature}` }
}

test.each([['ringcentral'], [null]])('RingCentral: Validation-Token comes back (endpoint: %s)', async (provider) => {
  const url = await endpointWith(provider, 'the token of the subscription')

  const answer = await send(url, { headers: { 'Validation-Token': 'c1f5e0b2-5d3a' } })

  expect(answer).toMatchObject({ status: 200, text: '' })
  expect(answer.headers).toMatchObject({ 'validation-token': 'c1f5e0b2-5d3a', 'content-type': 'application/json' })
  expect(answer.size).toBeLessThan(1024)
  expect(await newest()).toMatchObject({
    provider: 'ringcentral',
    handshake: 'RingCentral URL validation',
    summary: { text: 'RingCentral URL validation' },
    verdict: { state: 'unsigned', reason: 'handshake' },
    check: { state: 'no-schema', reason: 'handshake' },
  })
  expect(await newestAnswer()).toMatchObject({ status: 200, by: 'handshake', body: '' })
})

test('RingCentral: a notification with that header is no set-up request', async () => {
  const url = await endpointWith('ringcentral', 'token')
  const body = sampleBody('ringcentral', 'telephony-sessions')

  const answer = await send(url, { headers: { ...json, 'Validation-Token': 'token' }, body })

  expect(answer.text).toBe('{"received":true}')
  expect(await newest()).toMatchObject({ handshake: null, verdict: { state: 'verified' } })
})

test('Slack: the challenge comes back, and its signature is verified', async () => {
  const url = await endpointWith('slack', 'signing secret')
  const body = sampleBody('slack', 'url_verification')

  const answer = await send(url, { headers: slackSigned(body, 'signing secret'), body })

  expect(answer).toMatchObject({ status: 200, text: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P' })
  expect(answer.headers).toMatchObject({
    'content-type': 'text/plain; charset=utf-8',
    'x-content-type-options': 'nosniff',
  })
  expect(await newest()).toMatchObject({
    handshake: 'Slack URL verification',
    eventType: 'url_verification',
    verdict: { state: 'verified' },
    check: { state: 'conforms' },
  })
})

test('Slack: a challenge with a wrong signature is answered, and the failure is shown', async () => {
  const url = await endpointWith('slack', 'signing secret')
  const body = sampleBody('slack', 'url_verification')

  expect((await send(url, { headers: slackSigned(body, 'another'), body })).status).toBe(200)

  expect((await newest()).verdict).toMatchObject({ state: 'failed', reason: 'signature-mismatch' })
})

test('Slack: an unsigned challenge is no failure', async () => {
  const url = await endpointWith(null, 'signing secret')

  const answer = await send(url, { headers: json, body: sampleBody('slack', 'url_verification') })

  expect(answer.status).toBe(200)
  expect((await newest()).verdict).toMatchObject({ state: 'unsigned', reason: 'handshake' })
})

const metaCheck = (token: string) => `?hub.mode=subscribe&hub.challenge=1158201444&hub.verify_token=${token}`

test('Slack: the report on an unsigned challenge finds no fault either', async () => {
  const url = await endpointWith('slack', 'a signing secret')
  await send(url, { headers: json, body: sampleBody('slack', 'url_verification') })

  const { verification } = await t.api.calls['deliveries.signature']({ id: (await newest()).id })
  expect(verification).toMatchObject({ state: 'unsigned', reason: 'handshake' })
})

test.each([['meta'], [null]])(
  'Meta: the challenge comes back for the verify token (endpoint: %s)',
  async (provider) => {
    const url = await endpointWith(provider, 'app secret', 'meatyhamhock')

    const answer = await send(url + metaCheck('meatyhamhock'), { method: 'GET' })

    expect(answer).toMatchObject({ status: 200, text: '1158201444' })
    expect(await newest()).toMatchObject({
      provider: 'meta',
      method: 'GET',
      handshake: 'Meta URL verification',
      verdict: { state: 'unsigned', reason: 'handshake' },
      check: { state: 'no-schema', reason: 'handshake' },
    })
    expect(await newestAnswer()).toMatchObject({ status: 200, by: 'handshake', body: '1158201444' })
  },
)

test('Meta: a wrong verify token is refused, and a retired one too', async () => {
  const { id, token } = await t.api.calls['endpoints.create']({ name: 'm', provider: 'meta', target: null })
  const url = `${t.engine.receiverStatus().url}/in/${token}`
  await t.api.calls['secrets.add']({ endpointId: id, label: 'verify', value: 'meatyhamhock' })

  expect(await send(url + metaCheck('other'), { method: 'GET' })).toMatchObject({
    status: 403,
    text: 'hub.verify_token is not among the active secrets of this endpoint.',
  })
  expect(await newestAnswer()).toMatchObject({ status: 403, by: 'handshake' })
  expect((await send(url + metaCheck('meatyhamhock'), { method: 'GET' })).status).toBe(200)

  const [secret] = t.engine.endpoints.get(id).secrets
  await t.api.calls['secrets.retire']({ id: secret?.id ?? '', retired: true })
  expect((await send(url + metaCheck('meatyhamhock'), { method: 'GET' })).status).toBe(403)
})

test('GitHub: a ping is named, judged and answered as any delivery', async () => {
  const url = await endpointWith('github', 's3cret')
  const body = sampleBody('github', 'ping')
  const signature = createHmac('sha256', 's3cret').update(body).digest('hex')

  const answer = await send(url, {
    headers: { ...json, 'X-GitHub-Event': 'ping', 'X-Hub-Signature-256': `sha256=${signature}` },
    body,
  })

  expect(answer.text).toBe('{"received":true}')
  expect(await newest()).toMatchObject({
    handshake: 'GitHub ping',
    verdict: { state: 'verified' },
    check: { state: 'conforms' },
  })
  expect(await newestAnswer()).toMatchObject({ by: 'rule' })
})

test.each([
  ['intercom', 'Intercom ping', { body: sampleBody('intercom', 'ping') }],
  ['intercom', 'Intercom URL check', { method: 'HEAD' }],
  ['allo-v1', 'Allo ping', { body: Buffer.from('{"topic":"PING","data":{}}') }],
])('%s: %s is named and gets a 200', async (provider, title, sent: Sent) => {
  const url = await endpointWith(provider, 's3cret')

  expect((await send(url, { headers: json, ...sent })).status).toBe(200)

  expect(await newest()).toMatchObject({ handshake: title, verdict: { state: 'unsigned', reason: 'handshake' } })
})

test('set-up requests are found by their flag, and other deliveries are not', async () => {
  const url = await endpointWith('slack')
  await send(url, { headers: json, body: sampleBody('slack', 'message') })
  expect(await newest()).toMatchObject({ handshake: null, verdict: { reason: 'no-secret' } })

  const { rows } = await t.api.calls['deliveries.page']({ query: 'is:handshake', skip: 0, limit: 100 })
  expect(rows.length).toBeGreaterThan(5)
  expect(rows.every(({ handshake }) => handshake !== null)).toBe(true)
})
