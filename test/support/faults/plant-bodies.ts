import { gzipSync } from 'node:zlib'
import type { FaultCase } from './fault-case.ts'
import { type Row, signed } from './good-deliveries.ts'
import { coverageOf, type Expected, paramsOf, plant } from './planting.ts'

type Alteration = readonly [fault: string, cause: Expected, arrives: (body: string) => string | Buffer]

const value = (text: string): unknown => JSON.parse(text)
const sorted = (of: unknown): unknown =>
  Array.isArray(of)
    ? of.map(sorted)
    : typeof of === 'object' && of !== null
      ? Object.fromEntries(
          Object.entries(of)
            .sort(([a], [b]) => (a < b ? -1 : 1))
            .map(([key, one]) => [key, sorted(one)]),
        )
      : of
const ascii = (text: string) =>
  text.replace(/[^\0-\x7f]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
/** 12.50 stays, so that only whitespace differs. */
const indented = (text: string, indent: string) =>
  JSON.stringify(JSON.parse(text.replace('12.50', '"12.50"')), null, indent).replace('"12.50"', '12.50')
const spaced = (text: string) => text.replace(/":/g, '": ').replace(/,"/g, ', "')

/** What happens to JSON on its way; the good body is minified. */
const onTheWay: readonly Alteration[] = [
  ['newline added', 'body-trailing-newline', (body) => `${body}\n`],
  ['CR LF added', 'body-trailing-newline', (body) => `${body}\r\n`],
  ['pretty-printed by 2', 'body-whitespace', (body) => indented(body, '  ')],
  ['pretty-printed by 4', 'body-whitespace', (body) => indented(body, '    ')],
  ['pretty-printed by tabs, newline added', 'body-whitespace', (body) => `${indented(body, '\t')}\n`],
  ['spaces after commas and colons', 'body-whitespace', spaced],
  ['characters escaped', 'body-escapes', ascii],
  ['slashes escaped', 'body-escapes', (body) => body.replaceAll('/', '\\/')],
  [
    'markup escaped',
    'body-escapes',
    (body) => body.replace('<', '\\u003c').replace('>', '\\u003e').replace('&', '\\u0026'),
  ],
  ['12.50 written as 12.5', 'body-number-format', (body) => body.replace('12.50', '12.5')],
  ['parsed and written again', 'body-number-format', (body) => JSON.stringify(value(body))],
  [
    'keys in data reversed',
    'body-key-order',
    (body) => body.replace('"count":3,"tags":[],"ok":true', '"ok":true,"tags":[],"count":3'),
  ],
  [
    'two keys swapped',
    'body-key-order',
    (body) => body.replace('"id":"evt_1","type":"call.completed"', '"type":"call.completed","id":"evt_1"'),
  ],
  ['byte order mark added', 'body-charset', (body) => `\ufeff${body}`],
  ['written in Latin-1', 'body-charset', (body) => Buffer.from(body, 'latin1')],
  ['encoded twice', 'body-charset', (body) => Buffer.from(Buffer.from(body).toString('latin1'))],
  ['compressed', 'body-compressed', (body) => gzipSync(body)],
  ['lost', 'body-empty', () => ''],
]

/** The other way round: what was signed, where the good body came. */
const beforeSigning: readonly Alteration[] = [
  ['newline lost', 'body-trailing-newline', (body) => `${body}\n`],
  ['minified', 'body-whitespace', (body) => indented(body, '  ')],
  ['minified from spaces after commas', 'body-whitespace', spaced],
  ['escapes decoded', 'body-escapes', ascii],
  [
    'signed sorted',
    'body-key-order',
    (body) => JSON.stringify(sorted(value(body.replace('12.50', '"12.50"')))).replace('"12.50"', '12.50'),
  ],
  ['signed as a parser writes it', 'body-number-format', (body) => JSON.stringify(value(body))],
  ['signed over nothing', 'body-empty', () => ''],
  ['signed over {}', 'body-empty', () => '{}'],
  ['signed compressed', 'body-compressed', (body) => gzipSync(body)],
  ['signed with a byte order mark', 'body-charset', (body) => `\ufeff${body}`],
  ['signed in Latin-1', 'body-charset', (body) => Buffer.from(body, 'latin1')],
]

const formOnTheWay: readonly Alteration[] = [
  ['newline added', 'body-trailing-newline', (body) => `${body}\n`],
  ['spaces as %20', 'body-form-reencoded', (body) => body.replaceAll('+', '%20')],
  ['escapes in lower case', 'body-form-reencoded', (body) => body.replace(/%../g, (code) => code.toLowerCase())],
  ['tilde decoded', 'body-form-reencoded', (body) => body.replace('%7E', '~')],
  ['pairs sorted', 'body-form-reencoded', (body) => body.split('&').sort().join('&')],
  ['turned into JSON', 'body-form-reencoded', (body) => JSON.stringify(Object.fromEntries(new URLSearchParams(body)))],
  ['compressed', 'body-compressed', (body) => gzipSync(body)],
  ['lost', 'body-empty', () => ''],
]
/** Where values are signed decoded, only what changes a value shows. */
const decodedForm: readonly Alteration[] = [
  ['newline added', 'body-trailing-newline', (body) => `${body}\n`],
  ['+ sent unescaped', 'body-form-reencoded', (body) => body.replaceAll('%2B', '+')],
  ['escaped twice', 'body-form-reencoded', (body) => body.replaceAll('%', '%25')],
  ['compressed', 'body-compressed', (body) => gzipSync(body)],
]

export function plantBodies(row: Row): FaultCase[] {
  const { place, bodyHashClaim } = paramsOf(row)
  const body = Buffer.from(row.request.body).toString()
  const good = signed(row)
  if (!good || coverageOf(row).extent !== 'body') return good ? uncovered(row) : []
  const arrives = (list: readonly Alteration[]) =>
    list.flatMap(([fault, cause, of]) => plant(row, `body ${fault}`, { ...good, body: Buffer.from(of(body)) }, cause))
  const signedOver = (list: readonly Alteration[]) =>
    list.flatMap(([fault, cause, of]) => {
      const altered = signed(row, { request: { ...row.request, body: Buffer.from(of(body)) } })
      return plant(row, `body ${fault}`, altered && { ...altered, body: row.request.body }, cause)
    })
  if (place === 'body') return token(row)
  if (!body.startsWith('{')) return arrives(row.provider === 'slack' ? formOnTheWay : decodedForm)
  const hashed = Boolean(bodyHashClaim) || row.ref.scheme === 'twilio'
  // A token without a body needs no hash of it.
  const before = hashed ? beforeSigning.filter(([fault]) => fault !== 'signed over nothing') : beforeSigning
  const tampered = { ...good, body: Buffer.from(body.replace('"count":3', '"count":4')) }
  return [
    ...arrives(onTheWay.filter(([fault]) => !(hashed && fault === 'lost'))),
    ...signedOver(before),
    ...lineEnds(row, indented(body, '  ')),
    ...plant(row, 'value changed', tampered, hashed ? 'body-hash-mismatch' : 'no-match'),
  ]
}

/** Both ways, of a body that has lines. */
function lineEnds(row: Row, unix: string): FaultCase[] {
  const windows = unix.replaceAll('\n', '\r\n')
  return [
    ['from LF to CR LF', unix, windows],
    ['from CR LF to LF', windows, unix],
  ].flatMap(([fault, before = '', after = '']) => {
    const good = signed(row, { request: { ...row.request, body: Buffer.from(before) } })
    return plant(row, `line ends ${fault}`, good && { ...good, body: Buffer.from(after) }, 'body-line-endings')
  })
}

/** Whatever happens to the body, the signature says nothing of it. */
const uncovered = (row: Row): FaultCase[] => {
  const good = signed(row)
  const body = Buffer.from(good?.body ?? row.request.body).toString()
  return good ? plant(row, 'body changed, which is not covered', { ...good, body: Buffer.from(`${body}\n`) }, null) : []
}

function token(row: Row): FaultCase[] {
  const good = signed(row)
  const text = Buffer.from(good?.body ?? '').toString()
  const arrives = (fault: string, body: string | Buffer, cause: Expected) =>
    plant(row, fault, good && { ...good, body: Buffer.from(body) }, cause)
  const [head = '', claims = '', signature = ''] = text.split('.')
  return [
    ...arrives('newline after the token', `${text}\n`, null),
    ...arrives('token compressed', gzipSync(text), 'body-compressed'),
    ...arrives('byte order mark before the token', `\ufeff${text}`, 'body-charset'),
    ...arrives('token in quotes', `"${text}"`, ['header-malformed', 'body-escapes', 'prefix']),
    ...arrives('plain JSON', row.request.body.toString(), 'header-missing'),
    ...arrives('nothing', '', ['header-missing', 'body-empty']),
    ...arrives('no token', 'hello', 'header-malformed'),
    ...arrives(
      'alg none',
      `${Buffer.from('{"alg":"none"}').toString('base64url')}.${claims}.`,
      'unsupported-algorithm',
    ),
    ...arrives('claims changed', `${head}.${Buffer.from('{"a":1}').toString('base64url')}.${signature}`, 'no-match'),
    ...arrives(
      'signature in hex',
      `${head}.${claims}.${Buffer.from(signature, 'base64url').toString('hex')}`,
      'encoding',
    ),
    ...plant(row, 'HS384', signed(row, { params: { algorithms: ['HS384'] } }), 'unsupported-algorithm'),
  ]
}
