import { expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { Handshake, ProviderManifest } from '#shared/model/provider-pack.ts'
import { answerHandshake } from '../../../../src/main/engine/providers/answer-handshake.ts'
import { readPayload } from '../../../../src/main/engine/providers/payload.ts'
import type { ProviderPack } from '../../../../src/main/engine/providers/provider-pack.ts'
import { manifest } from './pack-folders.ts'
import { payloadOf } from './payload-of.ts'

function packWith(handshake: Record<string, unknown>): ProviderPack {
  const handshakes = [Handshake.parse({ id: 'check', title: 'Acme check', signed: false, ...handshake })]
  const parsed = ProviderManifest.parse({ ...manifest, handshakes })
  return { manifest: parsed, origin: 'built-in', folder: '', schemas: new Map(), samples: new Map() }
}

const echoHeader = packWith({
  when: [{ header: 'X-Check' }],
  unless: [{ body: '/event' }],
  answer: { kind: 'echo-header', header: 'X-Check' },
})
const echoBody = packWith({
  when: [{ body: '/type', matches: '^check$' }, { body: '/challenge' }],
  answer: { kind: 'echo-body', pointer: '/challenge' },
})
const echoQuery = packWith({
  when: [{ method: 'GET' }, { query: 'mode', matches: '^subscribe$' }],
  answer: { kind: 'echo-query', query: 'challenge', tokenQuery: 'token' },
})

const get = (query: string) => readPayload({ method: 'GET', target: `/in/x?${query}`, headers: [] }, new Uint8Array())
const withHeader = (value: string) => {
  const headers: HeaderPair[] = [['x-check', value]]
  return readPayload({ method: 'POST', target: '/in/x', headers }, new Uint8Array())
}

test('a header is sent back, with no body and the type that RingCentral asks for', () => {
  const answered = answerHandshake(echoHeader, withHeader('3f2e-81'), [])

  expect(answered?.handshake.title).toBe('Acme check')
  expect(answered?.reply).toEqual({
    status: 200,
    headers: [
      ['X-Check', '3f2e-81'],
      ['Content-Type', 'application/json'],
    ],
    body: '',
  })
})

test.each([
  ['a line break', 'a\r\nSet-Cookie: x=1'],
  ['a lone line feed', 'a\nb'],
  ['a zero byte', 'a\0b'],
  ['bytes beyond ASCII', 'caf\u00e9'],
  ['nothing but whitespace', '   '],
  ['513 characters', 'a'.repeat(513)],
])('a header with %s is not sent back', (_, value) => {
  const reply = answerHandshake(echoHeader, withHeader(value), [])?.reply

  expect(reply?.status).toBe(400)
  expect(reply?.headers.map(([name]) => name)).not.toContain('X-Check')
  expect(reply?.headers.flat().join()).not.toContain('Set-Cookie')
})

test('the longest value that is sent back has 512 characters', () => {
  expect(answerHandshake(echoHeader, withHeader('a'.repeat(512)), [])?.reply?.status).toBe(200)
})

test('a request that `unless` rules out is none', () => {
  expect(answerHandshake(echoHeader, payloadOf({ event: 'call' }, { 'X-Check': 'abc' }), [])).toBeNull()
  expect(answerHandshake(echoHeader, payloadOf({}), [])).toBeNull()
})

test('a challenge in the body goes back as plain text that no browser takes for a page', () => {
  const challenge = '<script>alert(1)</script>'

  expect(answerHandshake(echoBody, payloadOf({ type: 'check', challenge }), [])?.reply).toEqual({
    status: 200,
    headers: [
      ['Content-Type', 'text/plain; charset=utf-8'],
      ['X-Content-Type-Options', 'nosniff'],
    ],
    body: challenge,
  })
})

test.each([
  ['empty', ''],
  ['an object', { a: 1 }],
  ['null', null],
  ['1025 characters', 'a'.repeat(1025)],
])('a challenge that is %s is refused', (_, challenge) => {
  const reply = answerHandshake(echoBody, payloadOf({ type: 'check', challenge }), [])?.reply

  expect(reply).toMatchObject({ status: 400, body: expect.stringContaining('1024 characters') })
})

test('a body that is no JSON, or too short of it, is no handshake', () => {
  expect(answerHandshake(echoBody, payloadOf('{"type":"check"'), [])).toBeNull()
  expect(answerHandshake(echoBody, payloadOf({ type: 'check' }), [])).toBeNull()
})

test.each([
  ['one of the secrets', 'mode=subscribe&challenge=1158201444&token=b', ['a', 'b'], 200, '1158201444'],
  ['another text', 'mode=subscribe&challenge=1158201444&token=c', ['a', 'b'], 403, undefined],
  ['the beginning of one', 'mode=subscribe&challenge=1158201444&token=secre', ['secret'], 403, undefined],
  ['missing', 'mode=subscribe&challenge=1158201444', ['a'], 403, undefined],
  ['empty, like a secret', 'mode=subscribe&challenge=1158201444&token=', [''], 403, undefined],
  ['there, but there are no secrets', 'mode=subscribe&challenge=1158201444&token=a', [], 403, undefined],
  ['one of the secrets, but there is no challenge', 'mode=subscribe&token=a', ['a'], 400, undefined],
])('a token that is %s', (_, query, secrets, status, body) => {
  const reply = answerHandshake(echoQuery, get(query), secrets)?.reply

  expect(reply?.status).toBe(status)
  if (body !== undefined) expect(reply?.body).toBe(body)
  else expect(reply?.body).not.toContain('1158201444')
})

test('the answer to a wrong token names no secret', () => {
  const reply = answerHandshake(echoQuery, get('mode=subscribe&challenge=1&token=guess'), ['s3cret'])?.reply

  expect(reply?.body).toBe('token is not among the active secrets of this endpoint.')
})

test('a POST with the same query is none', () => {
  expect(answerHandshake(echoQuery, payloadOf({}, {}, '/in/x?mode=subscribe&challenge=1&token=a'), ['a'])).toBeNull()
})

test('what is only named has no reply of its own', () => {
  const ping = packWith({ when: [{ header: 'X-Event', matches: '^ping$' }], answer: { kind: 'plain' } })

  expect(answerHandshake(ping, payloadOf({}, { 'X-Event': 'ping' }), [])).toMatchObject({ reply: null })
  expect(answerHandshake(ping, payloadOf({}, { 'X-Event': 'pinged' }), [])).toBeNull()
})
