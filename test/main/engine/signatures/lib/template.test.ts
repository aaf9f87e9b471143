import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  coverageOf,
  replayOf,
  signedStringWords,
} from '../../../../../src/main/engine/signatures/lib/message-params.ts'
import {
  filterWords,
  parseTemplate,
  renderTemplate,
  templateFilters,
  templateProblem,
} from '../../../../../src/main/engine/signatures/lib/template.ts'
import type { SchemeRequest } from '../../../../../src/main/engine/signatures/signature-scheme.ts'

const request: SchemeRequest = {
  method: 'POST',
  target: '/local',
  publicUrl: 'https://example.com:8443/in/abc?b=%2F%20&a=1',
  headers: [
    ['Content-Type', 'application/x-www-form-urlencoded'],
    ['X-Id', 'msg 1'],
  ],
  body: Buffer.from('To=b&From=a+c&To=a&To=a'),
  arrivedAtMs: 0,
}

function render(template: string, changes: Partial<SchemeRequest> = {}): string {
  const values = { timestamp: '17', id: 'm1', nonce: 'n1' }
  const rendered = renderTemplate(template, { ...request, ...changes }, values, Buffer.from('s3cret'))
  return 'missing' in rendered
    ? `missing ${rendered.missing.kind}`
    : Buffer.concat(rendered.parts.map((part) => part.bytes)).toString()
}
const json = (text: string) => ({ body: Buffer.from(text) })

describe('renderTemplate', () => {
  test.each([
    ['{body}', 'To=b&From=a+c&To=a&To=a'],
    ['v0:{timestamp}:{body}', 'v0:17:To=b&From=a+c&To=a&To=a'],
    ['{id}.{nonce}', 'm1.n1'],
    ['{method} {path}', 'POST /in/abc'],
    ['{target}', '/in/abc?b=%2F%20&a=1'],
    ['{url}', 'https://example.com:8443/in/abc?b=%2F%20&a=1'],
    ['{url|no-query}', 'https://example.com:8443/in/abc'],
    ['{url|decode-reserved}', 'https://example.com:8443/in/abc?b=/%20&a=1'],
    ['{header:x-id|upper}', 'MSG 1'],
    ['{header:x-id|urlencode}', 'msg%201'],
    ['{query:b}', '/ '],
    ['{form}', 'Froma cToaTob'],
    ['{secret}|{timestamp}', 's3cret|17'],
    ['{header:x-none?}!', '!'],
    ['{header:x-none}', 'missing header'],
    ['{json:/a}', 'missing json'],
    ['{body|sha256|hex}', createHash('sha256').update(request.body).digest('hex')],
  ])('%s', (template, expected) => expect(render(template)).toBe(expected))

  test('an optional part that is empty stands for nothing, whatever its filters', () => {
    expect(render('{body?|md5|base64}', { body: new Uint8Array() })).toBe('')
    expect(render('{body|md5|base64}', { body: new Uint8Array() })).toBe('1B2M2Y8AsgTpgAmY7PhCfg==')
  })

  test.each([
    ['{"id":49531621989990409999,"x":1}', '/id', '49531621989990409999'],
    ['{"cost":12.50}', '/cost', '12.50'],
    ['{"a":{"b":[0,"x"]}}', '/a/b/1', 'x'],
    ['{"a/b":{"~":true}}', '/a~1b/~0', 'true'],
    ['{"b":"second"}', '/a,/b', 'second'],
    ['{"a":null}', '/a', 'missing json'],
    ['{"a":{}}', '/a', 'missing json'],
    ['{"a":{}}', '/a/constructor', 'missing json'],
    ['not json', '/a', 'missing json'],
    ['', '/a', 'missing json'],
  ])('%s at %s keeps the text as sent', (body, pointer, expected) => {
    expect(render(`{json:${pointer}}`, json(body))).toBe(expected)
  })

  test('a form is read only from a form body', () => {
    expect(render('{form}', { headers: [['content-type', 'application/json']] })).toBe('')
  })
})

describe('parseTemplate', () => {
  test.each([
    '{nothing}',
    '{body',
    'body}',
    '{header}',
    '{json:a}',
    '{body|reverse}',
    '{body:x}',
    '{constructor}',
    '{}',
  ])('refuses %s and says why', (template) => {
    expect(() => parseTemplate(template)).toThrow(/./)
    expect(templateProblem(template)).toMatch(/is not a|needs JSON pointers/)
  })

  test('text without placeholders is a constant', () => expect(parseTemplate('abc')).toEqual(['abc']))
})

describe('in words', () => {
  test.each([
    ['{body}', 'the raw body'],
    ['{timestamp}.{body}', 'timestamp, “.”, raw body'],
    ['{json:/call_id}', 'the value at /call_id'],
    ['{method}\n{body?|md5|base64}', 'method, “↵”, raw body (MD5, Base64)'],
  ])('%s: %s', (template, words) => expect(signedStringWords(template)).toBe(words))

  test('every filter has words', () => expect(Object.keys(filterWords)).toEqual(Object.keys(templateFilters)))

  test.each([
    ['{id}.{timestamp}.{body}', 'body', 'the message id, the timestamp and the raw body'],
    ['{json:/call_id}', 'part', 'only the value at /call_id'],
    ['{secret}|{json:/type}|{timestamp}', 'part', 'only the value at /type and the timestamp'],
    ['{url|no-query}{nonce}', 'part', 'the URL and the nonce, not the body'],
    ['{url}{form}', 'body', 'the URL and the form values'],
  ])('%s covers: %s, %s', (template, extent, detail) => expect(coverageOf(template)).toEqual({ extent, detail }))

  test('replay is prevented only by a signed timestamp with an accepted age', () => {
    const replay = (signed: string, toleranceSeconds: number | null, timestampPointer = '') =>
      replayOf({ signed, toleranceSeconds, timestampPointer })
    expect(replay('{timestamp}.{body}', 300)).toEqual({
      protected: true,
      toleranceSeconds: 300,
      detail: 'the timestamp is signed, 5 min are accepted',
    })
    expect(replay('{timestamp}.{body}', null).protected).toBe(false)
    expect(replay('{body}', 300)).toEqual({
      protected: false,
      toleranceSeconds: null,
      detail: 'no timestamp is signed',
    })
    expect(replay('{body}', 300, '/timestamp').protected).toBe(true)
    expect(replay('{url}{nonce}', null).detail).toBe('a nonce is signed, but no timestamp')
  })
})
