import { type HeaderPair, headerValues } from '#shared/model/headers.ts'
import { endpointToken, targetParts } from './endpoint-path.ts'
import { isHostAndPort } from './host-header.ts'
import type { Refusal } from './refusal.ts'

export interface RequestHead {
  readonly target: string
  readonly httpVersion: string
  readonly headers: readonly HeaderPair[]
}

export type Admission =
  | { readonly token: string; readonly wantsContinue: boolean }
  | { readonly token: null; readonly refusal: Refusal }

/** Decides from the head alone, before a byte of the body is read, whether a request may go on. */
export function admitRequest(head: RequestHead, knows: (token: string) => boolean, bodyLimit: number): Admission {
  const modern = head.httpVersion === '1.1'
  if (!modern && head.httpVersion !== '1.0') return refuse(505, `HTTP/${head.httpVersion} is not HTTP/1.0 or HTTP/1.1`)

  const hostFault = faultOfHost(head, modern)
  if (hostFault !== null) return refuse(400, hostFault)

  const token = endpointToken(head.target)
  if (token === null || !knows(token)) return refuse(404, 'not the path of an endpoint')

  const codings = headerValues(head.headers, 'transfer-encoding')
  // HTTP/1.0 has no Transfer-Encoding: the framing cannot be trusted (RFC 9112, 6.1).
  if (codings.length > 0 && !modern) return refuse(400, 'Transfer-Encoding in an HTTP/1.0 request')
  const coding = codings.join(', ').toLowerCase()
  // Without chunked as the last one the body has no known end (RFC 9112, 6.3).
  if (coding !== '' && !/(?:^|,)\s*chunked$/.test(coding)) return refuse(400, 'the last transfer coding is not chunked')
  if (coding !== '' && coding !== 'chunked') return refuse(501, `transfer coding "${coding}" is not implemented`)
  // Expect in an HTTP/1.0 request is ignored (RFC 9110, 10.1.1).
  const expectations = modern ? headerValues(head.headers, 'expect').filter((value) => value !== '') : []
  if (expectations.some((value) => value.toLowerCase() !== '100-continue')) {
    return refuse(417, `expectation "${expectations.join(', ')}" is not known`)
  }
  const [length] = headerValues(head.headers, 'content-length')
  if (length !== undefined && Number(length) > bodyLimit) {
    return refuse(413, `body of ${length} bytes is larger than ${bodyLimit}`)
  }
  return { token, wantsContinue: expectations.length > 0 }
}

/** RFC 9112, 3.2: one Host in HTTP/1.1, and a valid one; an empty one is allowed where there is no authority. */
function faultOfHost(head: RequestHead, modern: boolean): string | null {
  const hosts = headerValues(head.headers, 'host')
  if (modern && hosts.length === 0) return 'no Host header'
  if (hosts.length > 1) return 'more than one Host header'
  const { authority } = targetParts(head.target)
  return [...hosts, ...(authority === null ? [] : [authority])].every((host) => host === '' || isHostAndPort(host))
    ? null
    : 'Host is not a host with an optional port'
}

function refuse(status: number, why: string): Admission {
  return { token: null, refusal: { status, why } }
}
