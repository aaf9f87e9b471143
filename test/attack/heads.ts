import type { Seeded } from '../support/seeded.ts'
import { type Content, mutated } from './bodies.ts'

export interface Place {
  readonly host: string
  /** Path with an endpoint's token. */
  readonly path: string
}

type Lines = readonly (readonly [name: string, value: string])[]

/** A request with a Content-Length. */
export function postTo({ host, path }: Place, { headers, body }: Content, more: Lines = []): Buffer {
  const lines = [['Host', host], ['Content-Length', String(body.length)], ...headers, ...more]
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('')
  return Buffer.concat([Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n`, 'latin1'), body])
}

/** The same in chunks, with an extension and a trailer now and then. */
export function chunkedTo(random: Seeded, { host, path }: Place, { headers, body }: Content): Buffer {
  const head = [['Host', host], ['Transfer-Encoding', 'chunked'], ...headers]
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join('')
  const parts: Uint8Array[] = [Buffer.from(`POST ${path} HTTP/1.1\r\n${head}\r\n`, 'latin1')]
  const largest = random.chance(0.1) ? Math.ceil(body.length / 2000) : 1 + random.integer(100_000)
  for (let at = 0; at < body.length; ) {
    const length = Math.min(body.length - at, 1 + random.integer(largest))
    const extension = random.chance(0.05) ? `;${'x'.repeat(random.integer(3000))}` : ''
    parts.push(
      Buffer.from(`${length.toString(16)}${extension}\r\n`),
      body.subarray(at, at + length),
      Buffer.from('\r\n'),
    )
    at += length
  }
  const trailers = random.chance(0.1) ? 'X-Trailer: a\r\n'.repeat(random.integer(2500)) : ''
  parts.push(Buffer.from(`0\r\n${trailers}\r\n`))
  return Buffer.concat(parts)
}

/** What is no HTTP, or nearly; each says nothing about what follows. */
const noRequests = (host: string, path: string): readonly string[] => [
  '\0',
  '\r\n'.repeat(500),
  `GET ${path}\r\n\r\n`,
  `POST ${path} HTTP/1.1\r\n\r\n`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nHost: ${host}\r\n\r\n`,
  `POST ${path} HTTP/1.1\r\nHost: a b\r\n\r\n`,
  `POST ${path} HTTP/1.1\nHost: ${host}\nContent-Length: 2\n\nhi`,
  `POST ${path} HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n0\r\n\r\nGET`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: \x0bchunked\r\n\r\n0\r\n\r\n`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: -1\r\n\r\n`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5, 5\r\n\r\nhello`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nhello`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 99999999999999999999\r\n\r\n`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 104857601\r\n\r\n`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: chunked\r\n\r\n5;${'x'.repeat(20_000)}\r\nhello`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nX-A: a\r\n folded\r\nContent-Length: 0\r\n\r\n`,
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nX A: a\r\nContent-Length: 0\r\n\r\n`,
  `POST ${path} HTTP/9.9\r\nHost: ${host}\r\nContent-Length: 0\r\n\r\n`,
  `POST http://${host}${path} HTTP/1.1\r\nHost: other\r\nContent-Length: 0\r\n\r\n`,
  `CONNECT ${host} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  `OPTIONS * HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  `TRACE ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  `BREW ${path} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  `GET ${path}/../../etc/passwd HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  `GET ${path}?${'x'.repeat(40_000)} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
]

export function noRequest(random: Seeded, { host, path }: Place): Buffer {
  const bytes = Buffer.from(random.pick(noRequests(host, path)), 'latin1')
  return random.chance(0.6) ? bytes : mutated(random, bytes)
}

const names = [
  'X-Replicer-Signature',
  'X-Twilio-Signature',
  'webhook-signature',
  'webhook-timestamp',
  'Authorization',
  'Cookie',
  'Content-Type',
  'Forwarded',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  '__proto__',
  'constructor',
]
const values = [
  '',
  'v1,'.repeat(1000),
  'Basic !!!!',
  `Bearer ${'a.'.repeat(1000)}`,
  'Bearer eyJhbGciOiJub25lIn0.e30.',
  't=1,v1=',
  '-1',
  '99999999999999999999',
  'NaN',
  'sha256=',
  '\u001b[31m',
  '\x80\xff',
  'for="[::1]:x";host="a\\"b"',
  'a,b;c="d'.repeat(200),
]

/** Headers that a request may have beside its own: many, long, odd, of signatures. */
export function oddHeaders(random: Seeded): Lines {
  const dice = random.integer(5)
  if (dice === 0) return Array.from({ length: random.integer(3000) }, (): [string, string] => ['a', ''])
  if (dice === 1) return [[random.pick(names), 'x'.repeat(random.integer(33_000))]]
  return Array.from({ length: random.integer(30) }, (): [string, string] => [random.pick(names), random.pick(values)])
}

/** Heads that ask for something beside being taken. */
export function asking(random: Seeded): Lines {
  return random.pick<Lines>([
    [['Expect', '100-continue']],
    [['Expect', '100-Continue, x-brew']],
    [['Expect', 'x'.repeat(2000)]],
    [
      ['Connection', 'Upgrade'],
      ['Upgrade', 'websocket'],
      ['Sec-WebSocket-Version', '13'],
      ['Sec-WebSocket-Key', 'dGhlIHNhbXBsZSBub25jZQ=='],
    ],
    [
      ['Connection', 'Upgrade, HTTP2-Settings'],
      ['Upgrade', 'h2c'],
      ['HTTP2-Settings', 'AAMAAABkAAQCAAAAAAIAAAAA'],
    ],
    [
      ['Connection', 'upgrade'],
      ['Upgrade', 'x'],
      ['Expect', '100-continue'],
    ],
    [['Connection', 'close']],
    [['Connection', 'Content-Length, Host']],
  ])
}
