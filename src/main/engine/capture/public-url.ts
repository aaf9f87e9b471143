import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { firstListItem, isHostAndPort, targetParts } from './request-head.ts'

export interface PublicUrlInput {
  /** As sent: origin-form or absolute-form. */
  readonly target: string
  readonly headers: readonly HeaderPair[]
  /** Base URL of the tunnel while it is online. */
  readonly tunnelUrl: string | null
  /** Host and port of the listener, for HTTP/1.0 without Host. */
  readonly listener: string
}

/**
 * The URL that the provider called, as far as it can be known. Some schemes sign it, so nothing is normalised: the port
 * stays or stays away as in Host, and path and query are the bytes of the target.
 *
 * `X-Forwarded-Host` and `X-Forwarded-Proto` count only where they can be true: one host with an optional port, `http` or
 * `https`. Anyone can send them; a wrong one can only spoil the sender's own URL.
 */
export function publicUrl(input: PublicUrlInput): { readonly publicUrl: string; readonly viaTunnel: boolean } {
  const { authority, path } = targetParts(input.target)
  const below = path ?? '/'
  // An absolute-form target overrules Host (RFC 9112, 3.2.2).
  const host = authority ?? (firstHeader(input.headers, 'host') || input.listener)
  const forwardedHost = firstListItem(input.headers, 'x-forwarded-host')
  const shownHost = forwardedHost !== null && isHostAndPort(forwardedHost) ? forwardedHost : host

  if (input.tunnelUrl !== null && (isHostOf(input.tunnelUrl, host) || isHostOf(input.tunnelUrl, shownHost))) {
    return { publicUrl: input.tunnelUrl.replace(/\/+$/, '') + below, viaTunnel: true }
  }
  const forwardedProto = firstListItem(input.headers, 'x-forwarded-proto')?.toLowerCase()
  const scheme = forwardedProto === 'https' || forwardedProto === 'http' ? forwardedProto : 'http'
  return { publicUrl: `${scheme}://${shownHost}${below}`, viaTunnel: false }
}

/** Same host and port, where a port left out is the default one of the tunnel's scheme. */
function isHostOf(base: string, host: string): boolean {
  if (!URL.canParse(base)) return false
  const tunnel = new URL(base)
  const called = `${tunnel.protocol}//${host}`
  return URL.canParse(called) && new URL(called).host === tunnel.host
}
