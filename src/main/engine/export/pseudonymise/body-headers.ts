import { createHash } from 'node:crypto'
import type { HeaderPair } from '#shared/model/headers.ts'

const base64 = (algorithm: string, body: Uint8Array) => createHash(algorithm).update(body).digest('base64')

/** Algorithms of RFC 9530 and of RFC 3230, which it replaces, as Node names them. */
const algorithms: ReadonlyMap<string, string> = new Map([
  ['sha-256', 'sha256'],
  ['sha-512', 'sha512'],
  ['sha', 'sha1'],
  ['md5', 'md5'],
])

type Writer = (body: Uint8Array, before: string) => string | null

/** Maps, because names come from whoever sent the request: "constructor" is one as well. */
const writers: ReadonlyMap<string, Writer> = new Map<string, Writer>([
  ['content-length', (body) => String(body.byteLength)],
  ['content-md5', (body) => base64('md5', body)],
  ['content-digest', (body, before) => digests(before, (algorithm) => `:${base64(algorithm, body)}:`)],
  ['repr-digest', (body, before) => digests(before, (algorithm) => `:${base64(algorithm, body)}:`)],
  ['digest', (body, before) => digests(before, (algorithm) => base64(algorithm, body))],
  ['x-amz-content-sha256', (body) => createHash('sha256').update(body).digest('hex')],
])

/** Headers that say something of the body say it of this one; a digest by an algorithm that is not known is left out. */
export function headersFor(body: Uint8Array, headers: readonly HeaderPair[]): HeaderPair[] {
  return headers.flatMap(([name, value]): HeaderPair[] => {
    const write = writers.get(name.toLowerCase())
    if (write === undefined) return [[name, value]]
    const fresh = write(body, value)
    return fresh === null ? [] : [[name, fresh]]
  })
}

function digests(before: string, digest: (algorithm: string) => string): string | null {
  const fresh = before.split(',').flatMap((entry) => {
    const name = entry.trim().split('=', 1)[0] ?? ''
    const algorithm = algorithms.get(name.toLowerCase())
    return algorithm === undefined ? [] : [`${name}=${digest(algorithm)}`]
  })
  return fresh.length === 0 ? null : fresh.join(', ')
}
