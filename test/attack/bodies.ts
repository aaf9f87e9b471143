import { brotliCompressSync, constants, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { sampleBody } from '../support/provider-requests.ts'
import type { Seeded } from '../support/seeded.ts'

/** A body with the headers that say what it is. */
export interface Content {
  readonly headers: readonly (readonly [name: string, value: string])[]
  readonly body: Buffer
}

const kB = 1024
const mib = 1024 * kB
const json = 'application/json'
const form = 'application/x-www-form-urlencoded'

export const typed = (type: string, body: Uint8Array, coding?: string): Content => ({
  headers: [['Content-Type', type], ...(coding === undefined ? [] : ([['Content-Encoding', coding]] as const))],
  body: Buffer.from(body.buffer, body.byteOffset, body.byteLength),
})

/** Compression that is fast enough to be done for each request. */
const compressors = {
  gzip: (bytes: Buffer) => gzipSync(bytes, { level: 1 }),
  'x-gzip': (bytes: Buffer) => gzipSync(bytes, { level: 1 }),
  deflate: (bytes: Buffer) => deflateSync(bytes, { level: 1 }),
  br: (bytes: Buffer) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } }),
  zstd: (bytes: Buffer) => zstdCompressSync(bytes),
} as const
type Coding = keyof typeof compressors
const codings = Object.keys(compressors) as Coding[]

/** Dynamic Huffman blocks without content: each costs the decoder two tables and gives it nothing. */
function emptyBlocks(bytes: number): Buffer {
  // One block that is not the last: literal/length and distance codes of one symbol each, then the end of the block.
  const bits: number[] = []
  const put = (value: number, count: number) => {
    for (let bit = 0; bit < count; bit++) bits.push((value >> bit) & 1)
  }
  put(0, 1)
  put(2, 2)
  put(0, 5) // 257 literal/length codes
  put(0, 5) // 1 distance code
  put(14, 4) // 18 code length codes: 16 17 18 0 8 7 9 6 10 5 11 4 12 3 13 2 14 1
  const lengths: Readonly<Record<number, number>> = { 2: 1, 17: 1 }
  for (let index = 0; index < 18; index++) put(lengths[index] ?? 0, 3)
  // Symbols 18 and 1, one bit each, the lower symbol first: 256 zeros, then twice length 1.
  put(1, 1)
  put(138 - 11, 7)
  put(1, 1)
  put(118 - 11, 7)
  put(0, 1)
  put(0, 1)
  put(0, 1) // end of block
  const packed = Buffer.alloc(bytes)
  for (let at = 0; at < bytes * 8; at++) if (bits[at % bits.length]) packed[at >> 3]! |= 1 << (at & 7)
  return packed
}

const objects = (count: number) => Buffer.from(`[${'{},'.repeat(count)}{}]`)
const nested = (coding: Coding, bytes: Buffer, times: number) =>
  Array.from({ length: times }).reduce<Buffer>((inner) => compressors[coding](inner), bytes)

/** What costs too much to be made for each request, made when first asked for. */
const made = new Map<string, Content>()
const bombs: Readonly<Record<string, () => Content>> = {
  'gzip of 5.6 million objects': () => typed(json, gzipSync(objects(5_600_000), { level: 9 }), 'gzip'),
  'gzip form of one name': () => typed(form, gzipSync('a=1&'.repeat(65_536), { level: 9 }), 'gzip'),
  'deflate of 100 MB': () => typed(json, deflateSync(Buffer.alloc(100 * mib, '['), { level: 9 }), 'deflate'),
  'raw deflate of 100 MB': () => typed(json, deflateRawSync(Buffer.alloc(100 * mib, ' '), { level: 9 }), 'deflate'),
  'brotli of 100 MB': () => typed(json, brotliCompressSync(Buffer.alloc(100 * mib, 'x')), 'br'),
  'brotli of 16 MB of objects': () => typed(json, brotliCompressSync(objects(5_600_000)), 'br'),
  'zstd of 100 MB': () => typed(json, zstdCompressSync(Buffer.alloc(100 * mib)), 'zstd'),
  'gzip of gzip of gzip': () => typed(json, nested('gzip', Buffer.alloc(64 * mib), 3), 'gzip, gzip, gzip'),
  'gzip of empty deflate blocks': () => typed(json, gzipSync(emptyBlocks(255 * kB)), 'deflate, gzip'),
  'empty gzip members': () => typed(json, Buffer.concat(Array.from({ length: 50_000 }, () => gzipSync(''))), 'gzip'),
  'empty deflate blocks': () => typed(json, emptyBlocks(mib - kB), 'deflate'),
  'objects, small enough to be read': () => typed(json, Buffer.from(`[${'{},'.repeat(9900)}{}]`)),
  'objects, a few more': () => typed(json, objects(43_000)),
  'form of one name, 1 MiB': () => typed(form, Buffer.from('a=1&'.repeat(mib / 4 - 1))),
  'form, small enough to be read': () => typed(form, Buffer.from('a=1&'.repeat(1990))),
  'percent signs': () => typed(form, Buffer.from(`a=${'%41'.repeat(80_000)}`)),
  'levels, small enough to be read': () => typed(json, Buffer.from(`${'{"a":'.repeat(99)}1${'}'.repeat(99)}`)),
  'levels, 40,000': () => typed(json, Buffer.from('['.repeat(40_000) + ']'.repeat(40_000))),
  'levels that never close': () => typed(json, Buffer.alloc(250 * kB, '[')),
  'a string that never ends': () => typed(json, Buffer.from(`{"a":"${'\\'.repeat(250 * kB)}`)),
  'long number': () => typed(json, Buffer.from(`{"a":${'9'.repeat(250 * kB)}}`)),
  'unusual numbers': () => typed(json, Buffer.from(`[${'1e5,'.repeat(19_000)}1]`)),
  whitespace: () => typed(json, Buffer.alloc(256 * kB, ' ')),
  'bytes that are no text': () => typed(json, Buffer.alloc(250 * kB, 0xff)),
  'U+FFFD and then a byte': () => typed(json, Buffer.concat([Buffer.from('\ufffd'.repeat(80_000)), Buffer.of(0xff)])),
  'line feeds before an error': () => typed(json, Buffer.from(`${'\n'.repeat(250_000)}x`)),
  'values without commas': () => typed(json, Buffer.from('1 '.repeat(120_000))),
  colons: () => typed(json, Buffer.alloc(250 * kB, ':')),
  'escapes that do not exist': () => typed(json, Buffer.from(`["${'\\x'.repeat(80_000)}"]`)),
  'JWT of many objects': () =>
    typed('text/plain', Buffer.from(`eyJhbGciOiJIUzI1NiJ9.${objects(40_000).toString('base64url')}.x`)),
  'names of one object': () =>
    typed(json, Buffer.from(`{${Array.from({ length: 9_000 }, (_, index) => `"k${index}":0`).join(',')}}`)),
}
export const bombNames = Object.keys(bombs)

export function bomb(name: string): Content {
  const content = made.get(name) ?? bombs[name]!()
  made.set(name, content)
  return content
}

const samples = [
  ['replicer', 'call.ended'],
  ['allo-v2', 'call.completed'],
  ['allo-v1', 'CALL_RECEIVED'],
  ['allo-v1', 'SMS_RECEIVED'],
  ['aircall', 'call.ended'],
] as const

const oddTexts = [
  '\u001b[2J\u001b]0;title\u0007',
  'a\r\n12:00:00  Any  forged',
  '\u202e\u2066',
  '\ud800',
  '\0',
  '__proto__',
  'constructor',
  '<img src=x onerror=alert(1)>',
  '../../etc/passwd',
  '=1+1',
  "'; DROP TABLE delivery; --",
  '%00%0a',
  '𝒳'.repeat(2000),
]

function scalar(random: Seeded): unknown {
  const dice = random.integer(8)
  if (dice === 0) return random.pick(oddTexts)
  if (dice === 1) return random.next() * 10 ** random.integer(300)
  if (dice === 2) return -0
  if (dice === 3) return null
  if (dice === 4) return random.chance(0.5)
  if (dice === 5) return random.hex(random.integer(5000))
  return dice === 6 ? [] : {}
}

/** A value of any shape, small enough to be made 200,000 times. */
function anyValue(random: Seeded, depth: number): unknown {
  if (depth === 0 || random.chance(0.4)) return scalar(random)
  const length = random.integer(6)
  if (random.chance(0.5)) return Array.from({ length }, () => anyValue(random, depth - 1))
  const names = Array.from({ length }, () => (random.chance(0.3) ? random.pick(oddTexts) : random.hex(4)))
  return Object.fromEntries(names.map((name) => [name, anyValue(random, depth - 1)]))
}

/** A sample of a provider with some of its values put in place of others. */
function bentSample(random: Seeded): Buffer {
  const [provider, event] = random.pick(samples)
  const value = JSON.parse(sampleBody(provider, event).toString()) as Record<string, unknown>
  bend(random, value)
  return Buffer.from(JSON.stringify(value))
}

function bend(random: Seeded, value: Record<string, unknown>): void {
  for (const [name, member] of Object.entries(value)) {
    if (random.chance(0.1)) delete value[name]
    else if (random.chance(0.2)) value[name] = anyValue(random, 3)
    else if (typeof member === 'object' && member !== null) bend(random, member as Record<string, unknown>)
  }
  if (random.chance(0.2)) value[random.pick(oddTexts)] = anyValue(random, 2)
}

/** Bytes flipped, cut, doubled or put in. */
export function mutated(random: Seeded, bytes: Buffer, changes = 1 + random.integer(4)): Buffer {
  let result = Buffer.from(bytes)
  for (let change = 0; change < changes; change++) {
    const at = random.integer(result.length + 1)
    const kind = random.integer(4)
    if (kind === 0 && at < result.length) result[at] = random.integer(256)
    else if (kind === 1) result = result.subarray(0, at)
    else if (kind === 2) result = Buffer.concat([result.subarray(0, at), result.subarray(at - random.integer(at + 1))])
    else result = Buffer.concat([result.subarray(0, at), random.bytes(random.integer(20)), result.subarray(at)])
  }
  return result
}

function anyForm(random: Seeded): Buffer {
  const pair = () => {
    const name = random.chance(0.5)
      ? random.pick(['From', 'To', 'Body', 'CallSid', 'AccountSid', 'a[b][c]'])
      : random.hex(3)
    const value = random.chance(0.3)
      ? random.pick(['%', '%zz', '%00', '+', '%C3%28', '=&='])
      : random.hex(random.integer(30))
    return random.chance(0.9) ? `${name}=${value}` : name
  }
  return Buffer.from(Array.from({ length: random.integer(60) }, pair).join(random.chance(0.9) ? '&' : '&&'))
}

const types = [
  json,
  json,
  `${json}; charset=utf-16le`,
  `${json}; charset=klingon`,
  form,
  'text/plain',
  'text/xml',
  'application/jwt',
  'multipart/form-data; boundary=x',
  `application/${'x'.repeat(3000)}`,
  ';;;"',
  '',
]

/** The bytes of a body that says what it is, more or less. */
export function anyContent(random: Seeded): Content {
  const dice = random.integer(100)
  if (dice < 8) return typed(random.pick(types), Buffer.alloc(0))
  if (dice < 16) return bomb(random.pick(bombNames))
  if (dice < 24) return typed(form, anyForm(random))
  if (dice < 28) return typed(random.pick(types), random.bytes(random.integer(4000)))
  const plain = dice < 60 ? bentSample(random) : Buffer.from(JSON.stringify(anyValue(random, 6)) ?? '')
  const bytes = random.chance(0.2) ? mutated(random, plain) : plain
  if (dice < 80) return typed(random.chance(0.8) ? json : random.pick(types), bytes)
  const coding = random.pick(codings)
  const packed = random.chance(0.3) ? mutated(random, compressors[coding](bytes)) : compressors[coding](bytes)
  const named = random.chance(0.8) ? coding : random.pick([...codings, 'identity', 'snappy', 'gzip,'.repeat(500), '\t'])
  return typed(json, packed, named)
}
