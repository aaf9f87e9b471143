import type { CapturedRequest } from '#shared/model/delivery.ts'
import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import type { HeaderChange } from '#shared/model/replay.ts'
import { type PreparedHeaders, prepareHeaders } from '../../replay/prepare-headers.ts'

type ForwardedRequest = Pick<
  CapturedRequest,
  'method' | 'headers' | 'trailers' | 'remoteAddress' | 'publicUrl' | 'bodySize'
>

/**
 * The headers that a target gets: those received, in order and case, without what belongs to the provider's connection;
 * with `addForwarded` also who called which URL (X-Forwarded-For, -Host, -Proto, and Forwarded of RFC 7239).
 */
export function forwardedHeaders(request: ForwardedRequest, target: string, addForwarded: boolean): PreparedHeaders {
  const prepared = prepareHeaders(request.headers, target, request.bodySize, request.method)
  const headers = prepared.headers.filter((pair) => !isClose(pair))
  const changes = prepared.changes.filter(({ name, change }) => name !== 'Connection' || change !== 'added')
  for (const [name, value] of request.trailers)
    changes.push({ name, change: 'dropped', from: value, to: null, why: 'trailers are not passed on' })
  if (addForwarded) for (const [name, value] of hops(request)) set(headers, changes, name, value)
  return { headers, changes }
}

/** A replay has its connection for itself; here it may serve the next delivery. */
const isClose = ([name, value]: HeaderPair): boolean => name === 'Connection' && value === 'close'

/** What a proxy in front of the target has to say. Lists are added to, so that what an earlier proxy said stays. */
function hops({ headers, remoteAddress, publicUrl }: ForwardedRequest): HeaderPair[] {
  const [, proto = 'http', host = ''] = /^(https?):\/\/([^/?#]*)/i.exec(publicUrl) ?? []
  const address = remoteAddress.replace(/^::ffff:(?=\d+\.)/, '')
  const append = (name: string, value: string) => [firstHeader(headers, name), value].filter(Boolean).join(', ')
  const node = address.includes(':') ? `"[${address}]"` : address
  const element = [`for=${node}`, ...(host === '' ? [] : [`host=${quoted(host)}`]), `proto=${proto}`].join(';')
  return [
    ...(address === '' ? [] : [['X-Forwarded-For', append('x-forwarded-for', address)] as const]),
    ...(host === '' ? [] : [['X-Forwarded-Host', host] as const]),
    ['X-Forwarded-Proto', proto],
    ...(address === '' ? [] : [['Forwarded', append('forwarded', element)] as const]),
  ]
}

/** A token stays as it is; a host with a port is none (RFC 7239, 4). */
const quoted = (value: string): string => (/^[\w!#$%&'*+.^`|~-]+$/.test(value) ? value : `"${value}"`)

const why = 'tells the target who called which URL'

/** Several lines of a name become one. */
function set(headers: HeaderPair[], changes: HeaderChange[], name: string, value: string): void {
  const at = headers.findIndex(([key]) => key.toLowerCase() === name.toLowerCase())
  const before = headers[at]
  if (before === undefined) {
    headers.push([name, value])
    changes.push({ name, change: 'added', from: null, to: value, why })
    return
  }
  if (before[1] === value) return
  headers[at] = [before[0], value]
  changes.push({ name: before[0], change: 'recomputed', from: before[1], to: value, why })
}
