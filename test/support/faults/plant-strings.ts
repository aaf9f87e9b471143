import type { SchemeRequest } from '../../../src/main/engine/signatures/signature-scheme.ts'
import type { FaultCase } from './fault-case.ts'
import { type Row, signed } from './good-deliveries.ts'
import { type Expected, paramsOf, plant } from './planting.ts'

/** Other digests, other signed strings, other URLs, other content types. */
export const plantStrings = (row: Row): FaultCase[] => [...strings(row), ...urls(row), ...contentTypes(row)]

function strings(row: Row): FaultCase[] {
  const { signed: template, algorithm, mac } = paramsOf(row)
  const by = (fault: string, params: Record<string, string>, cause: Expected) =>
    plant(row, fault, signed(row, { params }), cause)
  const found: FaultCase[] = []
  if (row.ref.scheme === 'hmac') {
    for (const other of ['sha1', 'sha256', 'sha512', 'md5']) {
      if (other !== algorithm) found.push(...by(`digest ${other}`, { algorithm: other }, 'algorithm'))
    }
    if (mac === 'hash') found.push(...by('HMAC in place of a hash', { mac: 'hmac' }, 'algorithm'))
  }
  if (typeof template !== 'string') return found
  const stamp =
    String(paramsOf(row).timestampHeader || '') ||
    String(paramsOf(row).format).includes('{timestamp}') ||
    row.ref.scheme === 'standard-webhooks'
  const others = stamp
    ? [
        '{timestamp}.{body}',
        '{timestamp}:{body}',
        '{body}.{timestamp}',
        '{timestamp}{body}',
        '{body}{timestamp}',
        '{timestamp}|{body}',
        '{timestamp}\n{body}',
        'v0:{timestamp}:{body}',
        '{body}',
      ]
    : ['{url}{body}', '{method}{url}{body}', '{body|sha256|hex}', '{secret}{body}']
  if (row.ref.scheme === 'standard-webhooks')
    others.push('{timestamp}.{id}.{body}', '{id}.{body}', '{id}{timestamp}{body}')
  for (const other of others) {
    // A public key stands in no signed string.
    const nothing = row.ref.scheme === 'public-key' && other.includes('{secret}')
    if (other !== template.replaceAll('?}', '}') && !nothing)
      found.push(...by(`signed string ${JSON.stringify(other)}`, { signed: other }, 'signed-string'))
  }
  return found
}

/** Signed for one URL, arrived at another. */
function urls(row: Row): FaultCase[] {
  const template = String(paramsOf(row).signed)
  const whole =
    template.includes('{url}') || template.includes('{url|decode') || ['twilio', 'plivo-v3'].includes(row.ref.scheme)
  const host = whole || template.includes('{url')
  const path = host || template.includes('{path}')
  const { publicUrl } = row.request
  const isTwilio = row.ref.scheme === 'twilio'
  const at = (fault: string, change: (url: string) => string, cause: Expected) => {
    const other = change(publicUrl)
    const made = signedFor(row, other)
    // What the provider put into the query itself arrives too.
    const arrived = made && isTwilio ? undoChange(made.publicUrl, other, publicUrl) : publicUrl
    return plant(row, fault, made && { ...made, publicUrl: arrived, target: row.request.target }, cause)
  }
  return [
    ...(host
      ? [
          ...at('signed with http', (url) => url.replace('https:', 'http:'), 'url-scheme'),
          ...at('signed with www.', (url) => url.replace('//', '//www.'), 'url-host'),
          ...at(
            'signed for localhost',
            (url) => url.replace('https://example.com', 'http://localhost:4190'),
            'url-host',
          ),
          // Twilio's own libraries try both with and without the port.
          ...at('signed with :443', (url) => url.replace('.com/', '.com:443/'), isTwilio ? null : 'url-port'),
          ...at('signed with :8443', (url) => url.replace('.com/', '.com:8443/'), 'url-port'),
        ]
      : []),
    ...(path
      ? [
          ...at('signed with a slash at the end', (url) => url.replace('/abc', '/abc/'), 'url-trailing-slash'),
          ...at('signed without the start of the path', (url) => url.replace('/in/abc', '/abc'), 'url-path'),
        ]
      : []),
    ...(whole
      ? [
          ...at('signed without query', (url) => url.replace(/\?.*$/, ''), 'url-query'),
          ...(row.ref.scheme === 'plivo-v3'
            ? []
            : at('query in another order', (url) => url.replace('b=2&a=%3A1', 'a=%3A1&b=2'), 'url-query')),
          ...at('signed without one parameter', (url) => url.replace('b=2&', ''), 'url-query'),
        ]
      : []),
  ]
}

function signedFor(row: Row, url: string): SchemeRequest | null {
  const target = url.replace(/^[a-z]+:\/\/[^/]*/, '')
  const made = signed(row, { request: { ...row.request, publicUrl: url, target } })
  return made && { ...made, publicUrl: made.publicUrl === new URL(url).origin + target ? url : made.publicUrl }
}

function undoChange(made: string, other: string, own: string): string {
  const added = /[?&]bodySHA256=\w+$/.exec(made)?.[0] ?? ''
  return added && other !== own ? own + (own.includes('?') ? '&' : '?') + added.slice(1) : added ? made : own
}

function contentTypes(row: Row): FaultCase[] {
  const set = (request: SchemeRequest | null, type: string) =>
    request && {
      ...request,
      headers: request.headers.map(([name, value]) =>
        name === 'Content-Type' ? ([name, type] as const) : ([name, value] as const),
      ),
    }
  const isForm = row.name.includes('(form)') && row.provider !== 'slack'
  const good = signed(row)
  if (isForm) {
    return [
      ...plant(row, 'form that came as JSON', set(good, 'application/json'), 'content-type-rule'),
      ...plant(row, 'form that came as text', set(good, 'text/plain'), 'content-type-rule'),
      ...(row.ref.scheme === 'twilio'
        ? plant(row, 'form signed by the JSON rule', withoutHash(row), 'content-type-rule')
        : []),
    ]
  }
  if (row.name.includes('(JSON)'))
    return plant(row, 'JSON that came as a form', set(good, 'application/x-www-form-urlencoded'), 'content-type-rule')
  if (String(paramsOf(row).signed).includes('content-type'))
    return plant(row, 'charset added to the type', set(good, 'application/json; charset=utf-8'), 'content-type-rule')
  return []
}

/** Signed over the URL alone, as JSON is. */
function withoutHash(row: Row): SchemeRequest | null {
  const made = signed(row, { request: { ...row.request, body: Buffer.alloc(0) } })
  return made && { ...made, body: row.request.body }
}
