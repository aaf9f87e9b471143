import type { SchemeRequest } from '../../../src/main/engine/signatures/signature-scheme.ts'
import type { FaultCase } from './fault-case.ts'
import { now, type Row, signed } from './good-deliveries.ts'
import { type Expected, paramsOf, plant, signatureHeader, withHeaderChanged, withNames } from './planting.ts'

/** Headers that are missing, renamed or written differently. */
export function plantHeaders(row: Row): FaultCase[] {
  const good = signed(row)
  const header = good && signatureHeader(row, good)
  if (!good || !header) return []
  const [name, value] = header
  const names = [name, ...String(paramsOf(row).header).split(/, */)].map((given) => given.toLowerCase())
  const renamed = (fault: string, of: (name: string) => string) =>
    withNames(row, good, of).headers.some(([given]) => names.includes(given.toLowerCase()))
      ? []
      : plant(row, fault, withNames(row, good, of), 'header-renamed')
  const isAuthorization = name === 'Authorization'
  return [
    ...plant(
      row,
      'header dropped',
      withHeaderChanged(good, name, () => null),
      'header-missing',
    ),
    ...renamed('X- dropped or added', (of) => (/^x-/i.test(of) ? of.slice(2) : `X-${of}`)),
    ...renamed('CGI spelling', (of) => `HTTP_${of.toUpperCase().replaceAll('-', '_')}`),
    ...(name.includes('-') ? renamed('underscores', (of) => of.toLowerCase().replaceAll('-', '_')) : []),
    ...renamed('name put before by a proxy', (of) => `X-Forwarded-${of}`),
    ...(isAuthorization ? [] : renamed('another name', (of) => (of === name ? 'X-My-App-Sig' : of))),
    ...values(row, good, name, value),
    ...times(row, good),
  ]
}

function values(row: Row, good: SchemeRequest, name: string, value: string): FaultCase[] {
  const set = (fault: string, text: string, cause: Expected) =>
    text === value
      ? []
      : plant(
          row,
          fault,
          withHeaderChanged(good, name, (of) => [of, text]),
          cause,
        )
  const { format = '', encoding = 'base64' } = paramsOf(row)
  switch (row.ref.scheme) {
    case 'bearer':
      return [...set('without Bearer', value.slice(7), 'prefix'), ...set('garbage', 'xyz', 'header-malformed')]
    case 'basic':
      return [...set('without Basic', value.slice(6), 'prefix'), ...set('garbage', '???', 'header-malformed')]
    case 'static-header':
      return set('with Bearer', `Bearer ${value}`, 'prefix')
    case 'jwt':
      return [
        ...set('without Bearer', value.slice(7), 'prefix'),
        ...set('garbage', 'Bearer abc', 'header-malformed'),
        ...set(
          'alg none',
          `Bearer ${Buffer.from('{"alg":"none"}').toString('base64url')}.${value.split('.')[1]}.`,
          'unsupported-algorithm',
        ),
        ...plant(row, 'HS512', signed(row, { params: { algorithms: ['HS512'] } }), 'unsupported-algorithm'),
      ]
    case 'standard-webhooks':
      return [
        ...set('without v1,', value.slice(3), 'prefix'),
        ...set('v1= in place of v1,', value.replace('v1,', 'v1='), 'prefix'),
        ...set('version v9', value.replace('v1,', 'v9,'), 'no-supported-version'),
        ...set('garbage', 'not a signature', 'header-malformed'),
        ...set('hex', `v1,${Buffer.from(value.slice(3), 'base64').toString('hex')}`, 'encoding'),
        ...set('Base64 for URLs', `v1,${Buffer.from(value.slice(3), 'base64').toString('base64url')}`, 'encoding'),
      ]
    default:
      return [
        ...set('garbage', 'not-a-signature', 'header-malformed'),
        ...set('empty', '', ['header-malformed', 'header-missing']),
        ...digests(row, value, String(format), String(encoding), set),
      ]
  }
}

function digests(
  row: Row,
  value: string,
  format: string,
  encoding: string,
  set: (fault: string, text: string, cause: Expected) => FaultCase[],
): FaultCase[] {
  const text = value.match(/[A-Za-z0-9+/_-]{20,}={0,2}$/)?.[0] ?? ''
  const bytes = Buffer.from(text, encoding === 'hex' ? 'hex' : 'base64')
  const written = (of: string) => value.replace(text, of)
  const literal = format === '{signature}' || format === ''
  const keyed = row.ref.scheme === 'public-key'
  return [
    ...(encoding === 'hex'
      ? [
          ...set('upper-case hex', written(text.toUpperCase()), 'encoding'),
          ...set('Base64', written(bytes.toString('base64')), 'encoding'),
        ]
      : [...set('hex', written(bytes.toString('hex')), 'encoding')]),
    // The decoder of Node takes both alphabets where the bytes of a signature are compared.
    ...(encoding === 'base64' && !keyed
      ? [
          ...set('Base64 for URLs', written(bytes.toString('base64url')), 'encoding'),
          ...set('no padding', written(text.replace(/=+$/, '')), 'encoding'),
        ]
      : []),
    ...(literal ? set('sha256= added', `sha256=${value}`, 'prefix') : []),
    ...(/^\w+=\{signature\}$/.test(format) ? set('prefix dropped', text, 'prefix') : []),
    ...(format.startsWith('sha256=')
      ? set('sha512= named', value.replace('sha256', 'sha512'), 'unsupported-algorithm')
      : []),
    ...(/v\d=\{signature\}/.test(format)
      ? set('version v9', value.replace(/v\d=/, 'v9='), 'no-supported-version')
      : []),
    ...(literal && !keyed ? set('quotes', `"${value}"`, ['header-malformed', 'prefix', 'encoding']) : []),
    ...(row.ref.params.algorithm === 'rsa-sha256' && row.ref.params.publishedKey
      ? []
      : set('half of it', written(text.slice(0, text.length / 2)), 'header-malformed')),
  ]
}

function times(row: Row, good: SchemeRequest): FaultCase[] {
  const {
    toleranceSeconds,
    toleranceWindow,
    timestampHeader = '',
    timestampUnit,
    format = '',
    timestampPointer,
  } = paramsOf(row)
  const header =
    row.ref.scheme === 'standard-webhooks'
      ? (good.headers.find(([name]) => name.endsWith('-timestamp'))?.[0] ?? '')
      : String(timestampHeader)
  const needed = row.ref.scheme === 'standard-webhooks' || String(paramsOf(row).signed).includes('{timestamp}')
  const inFormat = String(format).includes('{timestamp}')
  const name = inFormat ? String(paramsOf(row).header) : header
  const stamp = timestampUnit === 's' ? String(now / 1000) : String(now)
  const at = (seconds: number) => ({ ...good, arrivedAtMs: now + seconds * 1000 })
  const missing =
    header && needed && !inFormat
      ? plant(
          row,
          'timestamp dropped',
          withHeaderChanged(good, header, () => null),
          'timestamp-missing',
        )
      : []
  if (typeof toleranceSeconds !== 'number') return missing
  const malformed = name
    ? plant(
        row,
        'timestamp is a word',
        withHeaderChanged(good, name, (of, value) => [of, value.replace(stamp, 'yesterday')]),
        'timestamp-malformed',
      )
    : []
  const otherUnit = timestampUnit === 's' ? 'ms' : 's'
  return [
    ...missing,
    ...malformed,
    ...plant(row, 'late', at(toleranceSeconds + 61), 'timestamp-too-old'),
    ...plant(row, 'within the tolerance', at(toleranceSeconds - 1), null),
    ...(toleranceWindow === 'both' ? plant(row, 'early', at(-toleranceSeconds - 61), 'timestamp-too-new') : []),
    ...(timestampPointer
      ? []
      : plant(
          row,
          'timestamp in another unit',
          signed(row, { params: { timestampUnit: otherUnit } }),
          'timestamp-unit',
        )),
    ...plant(
      row,
      'late, and by an unknown secret',
      { ...(signed(row, { secret: row.other.secret }) ?? good), arrivedAtMs: now + (toleranceSeconds + 61) * 1000 },
      ['timestamp-too-old', 'no-match'],
    ),
  ]
}
