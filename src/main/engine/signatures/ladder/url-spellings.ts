import type { Cause } from '#shared/model/cause.ts'
import { firstHeader } from '#shared/model/headers.ts'
import type { SchemeRequest } from '../signature-scheme.ts'
import { permutations } from './json-spellings.ts'

/** A URL taken apart as written, nothing normalised. */
interface UrlText {
  readonly scheme: string
  readonly host: string
  /** With its colon, or empty. */
  readonly port: string
  readonly path: string
  /** With its question mark, or empty. */
  readonly query: string
}

export interface UrlSpelling {
  readonly cause: Cause
  readonly url: string
}

export function urlText(url: string): UrlText | null {
  const match = /^([a-z][a-z0-9+.-]*):\/\/(\[[^\]]*\]|[^/?#:]*)(:\d*)?([^?#]*)(\?[^#]*)?/i.exec(url)
  if (!match) return null
  const [, scheme = '', host = '', port = '', path = '', query = ''] = match
  return { scheme, host, port, path, query }
}

const join = ({ scheme, host, port, path, query }: UrlText) => `${scheme}://${host}${port}${path}${query}`

/** Other URLs as which the provider may know this one: single differences first, then several at once. */
export function* urlSpellings(
  request: SchemeRequest,
  others: readonly string[],
  prefixes: readonly string[] = [],
): Iterable<UrlSpelling> {
  const own = urlText(request.publicUrl)
  if (!own) return
  const hints = hintsOf(request, others)
  const choices = choicesOf(own, hints, prefixes)
  for (const part of ['scheme', 'port', 'host', 'path', 'query'] as const) {
    for (const text of choices[part]) yield spelt(own, { [part]: text })
  }
  for (const other of others) yield* likeOther(own, urlText(other))
  yield* behindProxy(own, choices, hints)
  yield* combined(own, choices)
}

type Choices = { readonly [Part in keyof UrlText]: readonly string[] }

function choicesOf(own: UrlText, hints: readonly Hint[], prefixes: readonly string[]): Choices {
  const www = own.host.replace(/^www\./i, '')
  return {
    scheme: distinct(own.scheme, ['https', 'http', 'wss', 'ws']),
    host: distinct(own.host, [
      ...hints.flatMap(({ host }) => host),
      `www.${own.host}`,
      www,
      own.host.toLowerCase(),
      ...localHosts,
    ]),
    port: distinct(own.port, ['', ':443', ':80', ...hints.map(({ port }) => port), ...commonPorts]),
    path: distinct(own.path, [
      ...pathSpellings(own.path),
      ...hints.map(({ path }) => path),
      ...[...usualPrefixes, ...prefixes].map((prefix) => `/${prefix}${own.path}`),
    ]),
    query: distinct(own.query, querySpellings(own.query)),
  }
}

/** TLS ended in front and a part of the path taken away; or what the proxy's headers say, all of it. */
function* behindProxy(
  own: UrlText,
  { scheme: schemes, path: paths }: Choices,
  hints: readonly Hint[],
): Iterable<UrlSpelling> {
  for (const scheme of schemes.slice(0, 1)) for (const path of paths) yield spelt(own, { scheme, path })
  const noted = hints.flatMap(({ path }) => (path === own.path ? [] : [path]))
  const hosts = hints.flatMap(({ host: [host], port }) => (host === undefined ? [] : [{ host, port }]))
  for (const { host, port } of hosts) {
    for (const scheme of [own.scheme, ...schemes.slice(0, 1)])
      for (const path of [own.path, ...noted, ...paths]) {
        yield spelt(own, { scheme, host, port, path })
        if (port !== '') yield spelt(own, { scheme, host, port: '', path })
      }
  }
}

/** Several differences at once: a proxy changes scheme, host and port together. */
function* combined(
  own: UrlText,
  { scheme: schemes, host: hosts, port: ports, path: paths, query: queries }: Choices,
): Iterable<UrlSpelling> {
  for (const scheme of [own.scheme, ...schemes.slice(0, 2)]) {
    for (const host of [own.host, ...hosts]) {
      for (const port of [own.port, ...ports.slice(0, 4)]) {
        for (const path of [own.path, ...paths.slice(0, 2)]) yield spelt(own, { scheme, host, port, path })
      }
    }
  }
  for (const host of localHosts) for (const port of commonPorts) yield spelt(own, { scheme: 'http', host, port })
  for (const query of queries.slice(0, 20)) {
    for (const scheme of schemes.slice(0, 1)) yield spelt(own, { query, scheme })
    for (const path of paths.slice(0, 1)) yield spelt(own, { query, path })
  }
}

/** The URL with some parts changed; the cause is the one that says most. */
function spelt(own: UrlText, changes: Partial<UrlText>): UrlSpelling {
  const other = { ...own, ...changes }
  const url = join(other)
  if (other.query !== own.query) return { cause: 'url-query', url }
  if (other.host !== own.host) return { cause: 'url-host', url }
  if (other.path !== own.path) return { cause: pathCause(own.path, other.path), url }
  return { cause: other.port === own.port ? 'url-scheme' : 'url-port', url }
}

/** The origin of another URL of this receiver, with this path or with that. */
function* likeOther(own: UrlText, other: UrlText | null): Iterable<UrlSpelling> {
  if (!other) return
  const { scheme, host, port } = other
  yield spelt(own, { scheme, host, port })
  yield spelt(own, { scheme, host, port, path: other.path.replace(/\/$/, '') + own.path })
  yield spelt(own, { scheme, host, port, path: other.path })
}

/** First segments that a proxy may have stripped. */
const usualPrefixes = [
  'api',
  'webhooks',
  'webhook',
  'hooks',
  'callbacks',
  'v1',
  'api/v1',
  'api/v2',
  'v2',
  'api/webhooks',
  // Stages of gateways.
  'prod',
  'production',
  'dev',
  'default',
  'staging',
  'stage',
  'test',
  'live',
]
const localHosts = ['localhost', '127.0.0.1']
const commonPorts = [':8443', ':8080', ':3000', ':4190', ':5000', ':8000', ':8888', ':4040', ':9000', ':5173']
const distinct = (own: string, texts: readonly string[]) => [...new Set(texts)].filter((text) => text !== own)

const pathCause = (came: string, signed: string): Cause =>
  signed === `${came}/` || `${signed}/` === came ? 'url-trailing-slash' : 'url-path'

/** Of a longer path or query, no segment or pair is left out: the list of all ways would grow with its square. */
const maxParts = 64

function pathSpellings(path: string): string[] {
  const segments = path.split('/').slice(1)
  return [
    path.endsWith('/') ? path.slice(0, -1) : `${path}/`,
    decoded(path),
    encodeURI(decoded(path)),
    path.replace(/\/{2,}/g, '/'),
    path.replace(/^\//, '//'),
    path.toLowerCase(),
    path.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase()),
    path.replace(/%[0-9a-f]{2}/gi, (code) => code.toLowerCase()),
    ...(segments.length > maxParts ? [] : segments.map((_, index) => `/${segments.slice(index + 1).join('/')}`)),
    ...(segments.length > maxParts ? [] : segments.map((_, index) => `/${segments.slice(0, index).join('/')}`)),
    '',
  ]
}

const permutedParameters = 5

function querySpellings(query: string): string[] {
  if (query === '') return ['?']
  const text = query.slice(1)
  const pairs = text.split('&')
  const of = (list: readonly string[]) => (list.length > 0 ? `?${list.join('&')}` : '')
  const found = [
    '',
    of([...pairs].sort()),
    of([...pairs].reverse()),
    ...(pairs.length > maxParts ? [] : pairs.map((_, index) => of(pairs.filter((_pair, other) => other !== index)))),
    ...pairs.slice(0, maxParts).map((pair) => `?${pair}`),
    `?${decoded(text.replaceAll('+', ' '))}`,
    `?${decoded(text)}`,
    `?${text.replaceAll('+', '%20')}`,
    `?${text.replaceAll('+', '%2B')}`,
    `?${text.replaceAll('=+', '=%2B')}`,
    `?${text.replaceAll('%20', '+')}`,
    `?${new URLSearchParams(text).toString()}`,
    `?${reencoded(pairs)}`,
    `?${encodeURI(decoded(text))}`,
    `?${text.replace(/%[0-9a-f]{2}/gi, (code) => code.toUpperCase())}`,
    `?${text.replace(/%[0-9a-f]{2}/gi, (code) => code.toLowerCase())}`,
    `?${text.replace(/%25([0-9a-f]{2})/gi, '%$1')}`,
    `?${text.replaceAll('%', '%25')}`,
    `?${text.replaceAll('&amp;', '&')}`,
    of(pairs.filter((pair) => pair !== '' && !pair.endsWith('='))),
    `?${text.replace(/=(?=&|$)/g, '')}`,
    `?${text}&`,
  ]
  if (pairs.length > 1 && pairs.length <= permutedParameters)
    for (const list of permutations(pairs)) found.push(of(list))
  return found
}

const reencoded = (pairs: readonly string[]) =>
  pairs
    .map((pair) =>
      pair
        .split('=')
        .map((part) => encodeURIComponent(decoded(part.replaceAll('+', ' '))))
        .join('='),
    )
    .join('&')

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

interface Hint {
  readonly host: readonly string[]
  readonly port: string
  readonly path: string
}

/** Hosts, ports and paths that proxies have noted in headers. */
function hintsOf({ headers, publicUrl }: SchemeRequest, others: readonly string[]): Hint[] {
  const own = urlText(publicUrl)
  const value = (name: string) => firstHeader(headers, name)?.split(',')[0]?.trim() ?? ''
  const forwarded = /host="?([^";,]+)/i.exec(value('forwarded'))?.[1] ?? ''
  const named = ['x-forwarded-host', 'x-original-host', 'x-forwarded-server', 'host'].map(value)
  const fromHeaders = [...named, forwarded].filter(Boolean).flatMap((text) => urlText(`x://${text}/`) ?? [])
  const port = value('x-forwarded-port')
  const base = value('x-forwarded-prefix').replace(/\/$/, '')
  const paths = [
    'x-original-uri',
    'x-original-url',
    'x-rewrite-url',
    'x-forwarded-uri',
    'x-envoy-original-path',
    'x-forwarded-path',
  ]
    .map(value)
    .filter(Boolean)
    .map((path) => path.split('?', 1)[0] ?? '')
  const ownPath = own?.path ?? ''
  return [
    ...fromHeaders.map(({ host, port: of }) => ({ host: [host], port: of, path: ownPath })),
    ...(port ? [{ host: [], port: `:${port}`, path: ownPath }] : []),
    ...[...paths, ...(base ? [base + ownPath] : [])].map((path) => ({ host: [], port: own?.port ?? '', path })),
    ...others
      .flatMap((other) => urlText(other) ?? [])
      .map(({ host, port: of }) => ({ host: [host], port: of, path: ownPath })),
  ]
}
