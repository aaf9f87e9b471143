import { BlockList, isIPv4, isIPv6 } from 'node:net'
import { isLoopbackName } from '../lib/loopback-lookup.ts'

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
