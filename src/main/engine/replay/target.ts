import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { isLoopbackName } from '../lib/loopback-lookup.ts'

const capturePath = /^(?:https?:\/\/[^/?#]*)?\/in\/[^/?#]+/i

/**
 * The URL that a delivery goes to: the target's scheme, host, path and query, then what the provider put below its capture
 * URL (`/in/<token>`), path first, query last. The delivery's part is taken as sent: nothing is decoded or normalised.
 *
 * `targetFor('http://localhost:3000/hooks?env=dev', '/in/TOKEN/sms?id=7')` is `http://localhost:3000/hooks/sms?env=dev&id=7`
 */
export function targetFor(targetUrl: string, deliveryTarget: string): string {
  const base = new URL(targetUrl)
  const [path = '', ...query] = deliveryTarget.replace(capturePath, '').split('?')
  const below = path.startsWith('/') ? base.pathname.replace(/\/+$/, '') + path : base.pathname
  const queries = [base.search.slice(1), query.join('?')].filter((part) => part !== '')
  const user = base.username === '' ? '' : `${base.username}${base.password && `:${base.password}`}@`
  return `${base.protocol}//${user}${base.host}${below}${queries.length > 0 ? `?${queries.join('&')}` : ''}`
}

/** Splits a URL so that its path and query can be sent exactly as they stand; `new URL()` would resolve dot segments. */
export function splitTarget(url: string): { readonly server: URL; readonly pathAndQuery: string } {
  const [, origin = '', rest = ''] = /^([a-z]+:\/\/[^/?#]*)([^#]*)/i.exec(url) ?? []
  return { server: new URL(origin), pathAndQuery: rest.startsWith('/') ? rest : `/${rest}` }
}

const loopback = new BlockList()
loopback.addSubnet('127.0.0.0', 8, 'ipv4')
loopback.addAddress('::1', 'ipv6')

/**
 * Is this URL certainly on this machine? Loopback names and addresses are, in any spelling that a URL allows (decimal, hex,
 * IPv4 within IPv6, final dot). Addresses of network interfaces, 0.0.0.0 and names that merely resolve to loopback are not:
 * they can mean another machine tomorrow.
 */
export function isLocalTarget(url: string): boolean {
  if (!URL.canParse(url)) return false
  const host = new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIPv4(host)) return loopback.check(host, 'ipv4')
  if (isIPv6(host)) return loopback.check(host, 'ipv6')
  return isLoopbackName(host)
}
