import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readRequest } from '../../../src/main/cli/read-request.ts'
import { UsageError } from '../../../src/main/hosting/usage-error.ts'
import { holdsFor, textOf } from '../../support/property.ts'

const read = (text: string | Uint8Array) =>
  readRequest(typeof text === 'string' ? Buffer.from(text, 'latin1') : text, 'r.http')
const body = (text: string) => Buffer.from(read(text).body).toString('latin1')

const fixture = (changes: object = {}) =>
  JSON.stringify({
    format: 'switchhook-fixture',
    receivedAt: '2026-05-04T09:12:31.204Z',
    method: 'POST',
    url: 'https://hooks.example/in/{token}/a/../b?x=1',
    headers: [['X-A', '1']],
    bodyBase64: Buffer.from('hello').toString('base64'),
    ...changes,
  })

describe('a fixture', () => {
  test('gives what a verdict depends on, its path as it stands', () => {
    expect(read(fixture())).toEqual({
      method: 'POST',
      url: 'https://hooks.example/in/{token}/a/../b?x=1',
      target: '/in/{token}/a/../b?x=1',
      headers: [['X-A', '1']],
      body: Buffer.from('hello'),
      receivedAtMs: Date.UTC(2026, 4, 4, 9, 12, 31, 204),
      fixtureSecret: null,
      notes: [],
    })
  })

  test('says what was taken out of it', () => {
    expect(read(fixture({ masked: ['Authorization', 'Cookie'] })).notes).toEqual([
      'Taken out when it was exported: Authorization, Cookie.',
    ])
    expect(read(fixture({ masked: ['the body'], bodyMasked: true })).notes).toEqual([
      'Secrets were taken out of this body when it was exported, so no signature fits it.',
    ])
    expect(read(fixture({ fixtureSecret: 'made up' })).fixtureSecret).toBe('made up')
  })

  test.each([
    [fixture({ format: 'other' }), 'r.http is not a fixture of Switchhook: format'],
    [fixture({ receivedAt: 'soon' }), 'r.http is not a fixture of Switchhook: receivedAt'],
    [fixture({ headers: [['X-A']] }), 'r.http is not a fixture of Switchhook: headers.0'],
    [fixture({ bodyBase64: '*' }), 'r.http is not a fixture of Switchhook: bodyBase64'],
    [fixture({ url: 'no url' }), 'r.http is not a fixture of Switchhook: its url is not valid.'],
    ['{"a":', 'r.http is not JSON: '],
    ['  {]', 'r.http is not JSON: '],
  ])('%.40s is refused', (text, message) => expect(() => read(text)).toThrow(message))
})

describe('a request as it goes over the wire', () => {
  test('gives its parts, with a URL by its Host', () => {
    expect(read('POST /hooks?x=1 HTTP/1.1\r\nHost: a.example\r\nX-Tag:  b c \t\r\nX-Tag: d\r\n\r\nbody')).toMatchObject(
      {
        method: 'POST',
        target: '/hooks?x=1',
        url: 'https://a.example/hooks?x=1',
        headers: [
          ['Host', 'a.example'],
          ['X-Tag', 'b c'],
          ['X-Tag', 'd'],
        ],
        body: Buffer.from('body'),
        receivedAtMs: null,
        notes: [],
      },
    )
  })

  test.each([
    ['Host: a\r\nX-Forwarded-Host: b\r\nX-Forwarded-Proto: HTTP', 'http://b/x'],
    ['Host: a\r\nX-Forwarded-Proto: https', 'https://a/x'],
    ['X-Other: 1', 'https://localhost/x'],
  ])('%j: %s', (headers, url) => expect(read(`GET /x HTTP/1.1\r\n${headers}\r\n\r\n`).url).toBe(url))

  test('a whole URL stays, and so do bytes of headers, also at the very end', () => {
    expect(read('POST http://proxy.example/x HTTP/1.1\r\n\r\n').url).toBe('http://proxy.example/x')
    const voila = Buffer.from('voilà').toString('latin1')
    for (const end of ['\r\n\r\n', '\n\n', '\n', ''])
      expect(read(`GET / HTTP/1.1\nX-Name: ${voila}${end}`).headers).toEqual([['X-Name', voila]])
  })

  test('line feeds alone are what an editor leaves', () => {
    expect(body('POST / HTTP/1.1\nA: b\n\nline one\nline two')).toBe('line one\nline two')
  })

  test('the newline that an editor adds is none of the body', () => {
    const request = (text: string, length: number) => `POST / HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n${text}`
    expect(body(request('hello\n', 5))).toBe('hello')
    expect(read(request('hello\n', 5)).notes).toEqual([])
    expect(body(request('hello\r\n', 5))).toBe('hello')
    expect(body(request('hello\n', 6))).toBe('hello\n')
  })

  test('more or fewer bytes than announced are told', () => {
    const notes = (text: string, length: string) =>
      read(`POST / HTTP/1.1\r\nContent-Length: ${length}\r\n\r\n${text}`).notes
    expect(notes('hello!', '5')).toEqual(['1 byte after the end given by Content-Length was ignored.'])
    expect(notes('hello!!', '5')).toEqual(['2 bytes after the end given by Content-Length were ignored.'])
    expect(notes('hel', '5')).toEqual(['The body has 3 bytes, and its Content-Length says 5.'])
    expect(notes('hello', 'five')).toEqual([])
  })

  test.each([
    [
      'hello',
      'r.http is neither a fixture nor a request: it does not begin with a line such as "POST /hooks HTTP/1.1".',
    ],
    ['POST  / HTTP/1.1', 'r.http is neither'],
    ['POST / HTTP/1.1\r\nno header\r\n\r\n', 'r.http: line 2 is not a header.'],
    ['POST / HTTP/1.1\r\nA: b\r\n c\r\n\r\n', 'r.http: line 3 is not a header.'],
    [
      'POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      'r.http: a body with Transfer-Encoding cannot be read; save it with a Content-Length.',
    ],
  ])('%j is refused', (text, message) => expect(() => read(text)).toThrow(message))

  test('any headers and body come back', () => {
    const value = fc.string({
      unit: fc.integer({ min: 0x21, max: 0xff }).map((code) => String.fromCharCode(code)),
      maxLength: 12,
    })
    const requests = fc.record({
      headers: fc.array(fc.tuple(fc.constantFrom('X-A', 'x_b', 'C!'), value), { maxLength: 4 }),
      bytes: fc.uint8Array(),
    })
    holdsFor(requests, ({ headers, bytes }) => {
      const head = [
        'PUT /x HTTP/1.1',
        ...headers.map(([name, text]) => `${name}: ${text}`),
        `Content-Length: ${bytes.length}`,
      ]
      const found = read(Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]))
      expect(found.headers.slice(0, -1)).toEqual(headers)
      expect(Buffer.from(found.body).equals(bytes)).toBe(true)
    })
  })
})

test('whatever a file holds, it is read or refused in words', () => {
  const files = textOf(
    'POST / HTTP/1.1',
    '\r\n',
    '\n',
    'A: b',
    '{',
    '}',
    '"format":"switchhook-fixture"',
    ':',
    ' ',
    '\0',
    'é',
    'Content-Length: 3',
  )
  holdsFor(files, (text) => {
    try {
      read(text)
    } catch (error) {
      expect(error).toBeInstanceOf(UsageError)
    }
  })
})
