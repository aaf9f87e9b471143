import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { networkInterfaces } from 'node:os'
import type { HeaderChange } from '#shared/model/replay.ts'
import { isLoopbackName } from '../lib/loopback-lookup.ts'
import { belowCapturePath, withoutDots } from '../lib/target-url.ts'

export { targetFor } from '../lib/target-url.ts'

/** What to tell where a delivery's path was changed before it was joined to a target; null where it was not. */
export function dotsResolved(deliveryTarget: string): HeaderChange | null {
  const [given = ''] = belowCapturePath(deliveryTarget).split('?')
  const path = withoutDots(given)
  if (path === given) return null
  const why = 'parts of the path that lead upwards (“..”) would leave the target'
  return { name: ':path', change: 'recomputed', from: given, to: path, why }
}

/** Does this target lead back to the receiver, by whatever name of this machine? `baseUrls`: where it can be reached. */
export function isOwnReceiver(target: string, baseUrls: readonly string[]): boolean {
  const { host, port } = new URL(target)
  return baseUrls.some((base) => {
    const own = URL.parse(base)
    if (own === null) return false
    // A listener on all addresses is known by such a name.
    const isEverywhere = own.hostname === '0.0.0.0' || own.hostname === '[::]'
    return own.host === host || ((isLocalTarget(base) || isEverywhere) && isThisMachine(target) && own.port === port)
  })
}

const isThisMachine = (url: string): boolean =>
  isLocalTarget(url) ||
  Object.values(networkInterfaces()).some((all) =>
    all?.some(({ address }) => address === new URL(url).hostname.replace(/^\[(.*)\]$/, '$1')),
  ) ||
  new URL(url).hostname === '0.0.0.0' ||
  new URL(url).hostname === '[::]'

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
