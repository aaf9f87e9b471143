import { type LookupAddress, lookup } from 'node:dns'
import type { LookupFunction } from 'node:net'

/** localhost and every name under it, with or without the final dot. */
export function isLoopbackName(host: string): boolean {
  return /^(?:.+\.)?localhost\.?$/i.test(host)
}

/**
 * `lookup` for sockets and requests: names under `.localhost` are always this machine
 * ({@link https://www.rfc-editor.org/rfc/rfc6761#section-6.3}), which many system resolvers do not know. Others go to the system.
 */
export const lookupLoopback: LookupFunction = (hostname, options, callback) => {
  if (!isLoopbackName(hostname)) {
    lookup(hostname, options, callback)
    return
  }
  const wanted = options.family === 4 || options.family === 6 ? options.family : 0
  const both: LookupAddress[] = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ]
  const found = both.filter(({ family }) => wanted === 0 || family === wanted)
  process.nextTick(() => {
    if (options.all) callback(null, found)
    else callback(null, found[0]?.address ?? '', found[0]?.family)
  })
}
