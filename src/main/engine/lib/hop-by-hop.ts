import { type HeaderPair, headerValues } from '#shared/model/headers.ts'

const names = new Set(['connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'http2-settings'])

/** Does this header belong to the connection it came over ({@link https://www.rfc-editor.org/rfc/rfc9110#section-7.6.1})? */
export function isHopByHop(name: string): boolean {
  const key = name.toLowerCase()
  return names.has(key) || key.startsWith('proxy-')
}

/** The headers that are meant for whoever is at the other end: without those of the connection, and those it names. */
export function endToEnd(headers: readonly HeaderPair[]): HeaderPair[] {
  const listed = headerValues(headers, 'connection').flatMap((value) => value.split(','))
  const named = new Set(listed.map((name) => name.trim().toLowerCase()))
  return headers.filter(([name]) => !isHopByHop(name) && !named.has(name.toLowerCase()))
}
