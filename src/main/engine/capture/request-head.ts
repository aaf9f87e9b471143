import { type HeaderPair, headerValues } from '#shared/model/headers.ts'
import type { Refusal } from './answer.ts'

/** The head of a request as it came, nothing decoded. */
export interface RequestHead {
  readonly target: string
  readonly httpVersion: string
  readonly headers: readonly HeaderPair[]
}

export type Admission =
  | { readonly token: string; readonly wantsContinue: boolean }
  | { readonly token: null; readonly refusal: Refusal }

/** No sender needs as many; 32 kB of the shortest are 8,000, which take a hundred times their bytes as objects. */
export const maxHeaderLines = 500

export const tooManyLines: Refusal = { status: 431, why: `more than ${maxHeaderLines} header lines` }

/** Decides from the head alone, before a byte of the body is read, whether a request may go on. */
export function admitRequest(head: RequestHead, knows: (token: string) => boolean, bodyLimit: number): Admission {
  const modern = head.httpVersion === '1.1'
  if (!modern && head.httpVersion !== '1.0') return refuse(505, `HTTP/${head.httpVersion} is not HTTP/1.0 or HTTP/1.1`)
  if (head.headers.length > maxHeaderLines) return { token: null, refusal: tooManyLines }
  const { hosts, codings, expectations, lengths } = framingOf(head.headers)

  const hostFault = faultOfHost(head.target, hosts, modern)
  if (hostFault !== null) return refuse(400, hostFault)

  const token = endpointToken(head.target)
  if (token === null || !knows(token)) return refuse(404, 'not the path of an endpoint')

  // HTTP/1.0 has no Transfer-Encoding: the framing cannot be trusted (RFC 9112, 6.1).
  if (codings.length > 0 && !modern) return refuse(400, 'Transfer-Encoding in an HTTP/1.0 request')
  const coding = codings.join(', ').toLowerCase()
  // Without chunked as the last one the body has no known end (RFC 9112, 6.3).
  if (coding !== '' && !/(?:^|,)\s*chunked$/.test(coding)) return refuse(400, 'the last transfer coding is not chunked')
  if (coding !== '' && coding !== 'chunked') return refuse(501, `transfer coding "${coding}" is not implemented`)
  // Expect in an HTTP/1.0 request is ignored (RFC 9110, 10.1.1).
  const expected = modern ? expectations.filter((value) => value !== '') : []
  if (expected.some((value) => value.toLowerCase() !== '100-continue')) {
    return refuse(417, `expectation "${expected.join(', ')}" is not known`)
  }
  const [length] = lengths
  if (length !== undefined && Number(length) > bodyLimit) {
    return refuse(413, `body of ${length} bytes is larger than ${bodyLimit}`)
  }
  return { token, wantsContinue: expected.length > 0 }
}

/** The headers that decide about framing, in one pass. */
function framingOf(headers: readonly HeaderPair[]) {
  const found = {
    hosts: [] as string[],
    codings: [] as string[],
    expectations: [] as string[],
    lengths: [] as string[],
  }
  for (const [name, value] of headers) {
    // By length first: most names need not be folded.
    if (name.length === 4 && name.toLowerCase() === 'host') found.hosts.push(value)
    else if (name.length === 6 && name.toLowerCase() === 'expect') found.expectations.push(value)
    else if (name.length === 14 && name.toLowerCase() === 'content-length') found.lengths.push(value)
    else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') found.codings.push(value)
  }
  return found
}

/** RFC 9112, 3.2: one Host in HTTP/1.1, and a valid one; an empty one is allowed where there is no authority. */
function faultOfHost(target: string, hosts: readonly string[], modern: boolean): string | null {
  if (modern && hosts.length === 0) return 'no Host header'
  if (hosts.length > 1) return 'more than one Host header'
  const { authority } = targetParts(target)
  return [...hosts, ...(authority === null ? [] : [authority])].every((host) => host === '' || isHostAndPort(host))
    ? null
    : 'Host is not a host with an optional port'
}

function refuse(status: number, why: string): Admission {
  return { token: null, refusal: { status, why } }
}

/** The parts of a request target that decide where a request belongs. Nothing is decoded. */
export interface TargetParts {
  /** Authority of an absolute-form target, else null. */
  readonly authority: string | null
  /** From the first slash on: path and query. Null for `*`, `host:port` and an absolute form without a path. */
  readonly path: string | null
}

/** Splits a request target: origin-form, or absolute-form, which servers must accept too (RFC 9112, 3.2.2). */
export function targetParts(target: string): TargetParts {
  if (target.startsWith('/')) return { authority: null, path: target }
  const [, authority, path] = /^https?:\/\/([^/?#]+)(\/.*)?$/is.exec(target) ?? []
  return { authority: authority ?? null, path: path ?? null }
}

/**
 * The token in `/in/<token>` and everything below it, exactly as sent, or null for any other target. Not percent-decoded:
 * a token has one spelling only.
 */
export function endpointToken(target: string): string | null {
  const { path } = targetParts(target)
  return /^\/in\/([^/?#]+)(?:[/?#]|$)/.exec(path ?? '')?.[1] ?? null
}

/** `uri-host [ ":" port ]` of RFC 9110, 7.2; the port is digits or nothing. */
const hostSyntax = /^(?:\[[0-9a-f:.]+\]|[a-z0-9._~!$&'()*+,;=%-]+)(?::\d*)?$/i

/** Is this a host with an optional port, and nothing else (no scheme, user, path or whitespace)? */
export function isHostAndPort(value: string): boolean {
  return hostSyntax.test(value)
}

/** First item of a list header: proxies append to these, so it is what the first proxy saw. */
export function firstListItem(headers: readonly HeaderPair[], name: string): string | null {
  return headerValues(headers, name)[0]?.split(',')[0]?.trim() || null
}
