import { unescape as percentDecode } from 'node:querystring'
import { firstHeader, type HeaderPair, headerValues } from '#shared/model/headers.ts'
import type { HeaderChange } from '#shared/model/replay.ts'
import { isHopByHop } from '../lib/hop-by-hop.ts'
import { splitTarget } from './target.ts'

export interface PreparedHeaders {
  readonly headers: HeaderPair[]
  /** What is not sent as it was stored, in order of the stored headers; added ones last. */
  readonly changes: HeaderChange[]
}

/** Methods whose requests carry no Content-Length while they have no body ({@link https://www.rfc-editor.org/rfc/rfc9110#section-8.6}). */
const bodiless = new Set(['GET', 'HEAD', 'DELETE', 'OPTIONS', 'TRACE', 'CONNECT'])

/**
 * The headers to send: those that were stored, in order and case, without those that belong to the old connection.
 *
 * @param target URL to send to
 * @param bodySize bytes
 */
export function prepareHeaders(
  stored: readonly HeaderPair[],
  target: string,
  bodySize: number,
  method = 'POST',
): PreparedHeaders {
  const { server } = splitTarget(target)
  const listed = namedInConnection(stored)
  const own = new Map([['host', server.host]])
  if (server.username !== '') own.set('authorization', basicAuthorization(server))
  const wantsLength = bodySize > 0 || !bodiless.has(method) || firstHeader(stored, 'content-length') !== undefined
  if (wantsLength) own.set('content-length', String(bodySize))

  const computed = new Set(own.keys())
  const headers: HeaderPair[] = []
  const changes: HeaderChange[] = []
  for (const [name, value] of stored) {
    const key = name.toLowerCase()
    const ours = own.get(key)
    const why = computed.has(key) ? 'it is sent once' : whyDropped(key, listed)
    if (ours !== undefined) {
      own.delete(key)
      headers.push([name, ours])
      if (ours !== value) changes.push(change(name, 'recomputed', value, ours))
    } else if (why === null) headers.push([name, value])
    else changes.push({ name, change: 'dropped', from: value, to: null, why })
  }
  for (const [key, value] of own) {
    const name = key.replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase())
    if (key === 'host') headers.unshift([name, value])
    else headers.push([name, value])
    changes.push(change(name, 'added', null, value))
  }
  headers.push(['Connection', 'close'])
  changes.push({ name: 'Connection', change: 'added', from: null, to: 'close', why: 'one request per connection' })
  return { headers, changes }
}

const reasons: Readonly<Record<string, string>> = {
  host: 'it names the target',
  'content-length': 'it is the size of the stored body',
  authorization: 'the target URL carries a user name',
}

function change(name: string, kind: 'recomputed' | 'added', from: string | null, to: string): HeaderChange {
  const key = name.toLowerCase()
  const shown = key === 'authorization' ? 'Basic (from the target URL)' : to
  return { name, change: kind, from, to: shown, why: reasons[key] ?? '' }
}

function namedInConnection(headers: readonly HeaderPair[]): ReadonlySet<string> {
  const values = [...headerValues(headers, 'connection'), ...headerValues(headers, 'proxy-connection')]
  return new Set(values.flatMap((value) => value.split(',')).map((token) => token.trim().toLowerCase()))
}

function whyDropped(key: string, listed: ReadonlySet<string>): string | null {
  if (isHopByHop(key)) return 'it belongs to the connection it came over'
  if (key === 'expect') return 'the body is sent at once'
  if (listed.has(key)) return 'Connection names it as belonging to that connection'
  return null
}

function basicAuthorization({ username, password }: URL): string {
  const text = `${percentDecode(username)}:${percentDecode(password)}`
  return `Basic ${Buffer.from(text).toString('base64')}`
}
