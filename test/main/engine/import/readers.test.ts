import { expect, test } from 'vitest'
import { problemOf, readBytes, requestOf, requestsOf } from '../../../support/import-samples.ts'

const envelope = (changes: object = {}) =>
  JSON.stringify(
    {
      format: 'switchhook-fixture',
      version: 1,
      id: 'dlv_1',
      receivedAt: '2026-05-04T09:12:31.204Z',
      method: 'POST',
      path: '/x',
      url: 'http://127.0.0.1:4180/in/{token}/x',
      headers: [['X-A', '1']],
      masked: [],
      bodySha256: '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824',
      bodyBase64: 'aGVsbG8=',
      ...changes,
    },
    null,
    2,
  )

test('a fixture gives what was exported', () => {
  expect(requestOf(envelope({ masked: ['Authorization'] }))).toMatchObject({
    below: '/x',
    sourceId: 'dlv_1',
    receivedAt: Date.UTC(2026, 4, 4, 9, 12, 31, 204),
    body: Buffer.from('hello'),
    note: 'Secrets were taken out when it was exported: Authorization.',
  })
})

test.each([
  [envelope({ bodyBase64: 'aGVsbG8h' }), 'line 16, checksum'],
  [envelope({ version: 2 }), 'line 3, unsupported'],
  [envelope({ headers: [['X-A']] }), 'line 10, shape: A header is a list'],
  [envelope({ headers: 'none' }), 'line 9, shape: “/headers” is text, not a list.'],
  [envelope({ bodyBase64: '*' }), 'shape: “/bodyBase64” is text, not Base64.'],
  [envelope({ method: undefined }), 'line 1, shape: “/method” is missing; text belongs there.'],
  [envelope({ receivedAt: 'soon' }), 'line 5, shape: “/receivedAt” is text, not a time.'],
  [envelope().slice(0, 200), 'truncated: The JSON ends too early'],
  [envelope().replace('"version": 1,', '"version": 1'), 'line 4, syntax: The file is not JSON: column'],
  ['{"log":{"entries":[{"request":{"method":1}}]}}', 'line 1, shape'],
  ['[1, 2', 'line 1, truncated'],
  ['hello', 'unknown-format'],
  ['', 'no-requests: The file is empty.'],
  ['{"log":{"entries":[]}}', 'no-requests: There is no request in it.'],
  [Buffer.from([0xff, 0xfe, 0x41]), 'encoding'],
  [Buffer.from('{"format":"switchhook-fixture\xff"}', 'latin1'), 'line 1, encoding'],
])('%.60s is refused', (file, expected) => {
  expect(problemOf(file)).toContain(expected)
})

test('JSON that is no UTF-8, nested too deep or of too many values is refused, and soon', () => {
  expect(problemOf(Buffer.from('{"log":"\xff"}', 'latin1'), 'har')).toContain('line 1, encoding')
  expect(problemOf('['.repeat(1_000_000), 'har')).toContain('too-large')
  expect(problemOf(`[${'1,'.repeat(4_000_000)}1]`, 'har')).toContain('too-large')
  const digits = `{"log":{"entries":[],"n":${'1'.repeat(20_000_000)}}}`
  expect(problemOf(digits, 'har')).toContain('no-requests')
  expect(problemOf(new Uint8Array(64 * 1024 * 1024 + 1))).toContain('too-large')
})

test('raw requests keep their bytes, with CRLF or LF', () => {
  const { body, headers, httpVersion } = requestOf('POST /x HTTP/1.0\nA: b\n\nline\r\n')
  expect({ body: Buffer.from(body).toString(), headers, httpVersion }).toEqual({
    body: 'line\r\n',
    headers: [['A', 'b']],
    httpVersion: '1.0',
  })
  const two = 'POST /1 HTTP/1.1\r\nContent-Length: 2\r\n\r\nhiGET /2 HTTP/1.1\r\nHost: a\r\n\r\n'
  expect(requestsOf(Buffer.from(two)).map(({ url }) => url)).toEqual(['/1', '/2'])
})

test.each([
  ['POST /x HTTP/1.1\r\nContent-Length: 9\r\n\r\nhi', 'line 4, truncated: The body has 2 of the 9 bytes'],
  ['POST /x HTTP/1.1\r\nContent-Length: 1\r\n\r\nhi', 'syntax: What follows the body'],
  ['POST /x HTTP/1.1\r\nContent-Length: x\r\n\r\nhi', 'shape: The Content-Length is not a number'],
  ['POST /x HTTP/1.1\r\nA: b\r\n c\r\n\r\n', 'line 3, unsupported: A header that goes on'],
  ['POST /x HTTP/1.1\r\nA b\r\n\r\n', 'line 2, syntax: A header'],
  ['POST /x HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel', 'truncated: The last chunk'],
])('%j is refused', (text, expected) => {
  expect(problemOf(text)).toContain(expected)
})

test('.http files: variables, comments, several requests, bodies as they stand', () => {
  const text = '@h = http://a\n###\n# c\nPOST {{h}}/x\nA: {{h}}\n\n{"a": 1}\n\n\n### two\nGET {{h}}/y?a=1\n  &b=2\n'
  const [one, two] = requestsOf(Buffer.from(text))
  expect(Buffer.from(one!.body).toString()).toBe('{"a": 1}')
  expect(one!.headers).toEqual([
    ['Host', 'a'],
    ['A', 'http://a'],
  ])
  expect(two!.url).toBe('http://a/y?a=1&b=2')
  expect(requestOf('### x\nPOST http://a/\n\n{{nothing}}\n').note).toContain('{{nothing}}')
  expect(problemOf('### x\nPOST http://a/\n\n< ./body.json\n')).toContain(
    'line 4, not-included: The body is in the file “./body.json”',
  )
  expect(problemOf('### x\nPOST {{unknown}}/x\n')).toContain('line 2, shape')
  expect(problemOf('### x\n< {% x %}\nPOST http://a/\n')).toContain('line 2, unsupported')
})

test('Postman: what is not in the file is refused', () => {
  const collection = (request: object) =>
    JSON.stringify({ info: { name: 'x' }, item: [{ request: { url: 'http://a/', method: 'POST', ...request } }] })
  expect(problemOf(collection({ body: { mode: 'file', file: { src: 'x' } } }))).toContain('not-included')
  expect(problemOf(collection({ body: { mode: 'formdata', formdata: [] } }))).toContain('multipart form')
  expect(problemOf(collection({ auth: { type: 'awsv4' } }))).toContain('unsupported')
  expect(
    problemOf(JSON.stringify({ info: { schema: 'https://schema.getpostman.com/json/collection/v1.0.0/' }, item: [] })),
  ).toContain('unsupported')
  expect(
    Buffer.from(
      requestOf(collection({ body: { mode: 'graphql', graphql: { query: '{a}', variables: '{"b":1.50}' } } })).body,
    ).toString(),
  ).toBe('{"query":"{a}","variables":{"b":1.50}}')
})

test('ngrok and webhook.site: bodies that were not kept are refused', () => {
  const raw = Buffer.from('POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\nhi').toString('base64')
  expect(problemOf(JSON.stringify({ requests: [{ id: '1', request: { raw } }] }))).toContain(
    'ngrok keeps the beginning of long bodies only',
  )
  const multipart = {
    uuid: '1',
    token_id: 't',
    type: 'web',
    method: 'POST',
    url: 'https://webhook.site/t',
    content: '',
    headers: { 'content-type': ['multipart/form-data; boundary=x'] },
  }
  expect(problemOf(JSON.stringify({ data: [multipart] }))).toContain('not-included')
  expect(problemOf('uuid,method,url\n1,POST')).toContain('line 2, truncated: The row has 2 of 3 cells')
  expect(problemOf('uuid,method,url\n1,POST,"http')).toContain('line 2, truncated: A quoted cell')
  expect(requestOf('uuid,method,url\r\n1,POST,https://t.webhook.site/a?\r\n')).toMatchObject({
    below: '/a',
    sourceId: '1',
  })
})

test('requests are in the order in which they arrived, where all have a time', () => {
  const entry = (url: string, startedDateTime?: string) => ({
    startedDateTime,
    request: { method: 'GET', url, headers: [] },
  })
  const har = (...entries: object[]) => Buffer.from(JSON.stringify({ log: { entries } }))
  const [late, early] = [entry('http://a/2', '2026-01-02T00:00:00Z'), entry('http://a/1', '2026-01-01T00:00:00Z')]
  expect(requestsOf(har(late, early)).map(({ url }) => url)).toEqual(['http://a/1', 'http://a/2'])
  expect(requestsOf(har(late, entry('http://a/0'), early)).map(({ url }) => url)).toEqual([
    'http://a/2',
    'http://a/0',
    'http://a/1',
  ])
})

test('a format that is named is taken, whatever the file looks like', () => {
  expect(readBytes(Buffer.from(envelope()), 'har').format?.id).toBe('har')
  expect(problemOf(envelope(), 'har')).toContain('“/log/entries” is missing')
})
