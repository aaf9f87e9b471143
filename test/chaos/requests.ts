import { createHash } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'
import type { Seeded } from '../support/seeded.ts'
import { postBytes } from '../support/wire-client.ts'

/** A request that is told from all others by its id, which stands in its query. */
export interface ChaosRequest {
  readonly id: string
  readonly bytes: Buffer
  /** Of the body as it must be stored. */
  readonly size: number
  readonly digest: string
}

export const secret = 'chaos-secret'
const sample = JSON.parse(sampleBody('replicer', 'call.ended').toString()) as Record<string, unknown>

export const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex')

/** Empty, small, middling, up to 2 MB; about one in ten is larger than what is taken into memory. */
function bodySize(random: Seeded): number {
  const dice = random.next()
  if (dice < 0.08) return 0
  if (dice < 0.6) return 1 + random.integer(2000)
  if (dice < 0.85) return 2000 + random.integer(98_000)
  if (dice < 0.93) return 100_000 + random.integer(900_000)
  return 1_048_577 + random.integer(951_423)
}

interface Content {
  readonly headers: Readonly<Record<string, string>>
  readonly body: Buffer
}

function content(random: Seeded): Content {
  const dice = random.next()
  if (dice < 0.4) {
    // Few ids, so that there are further attempts; some signatures are wrong.
    const event = { ...sample, id: `evt-${random.integer(40)}`, note: random.hex(30) }
    return replicerRequest(Buffer.from(JSON.stringify(event)), random.chance(0.2) ? 'wrong' : secret)
  }
  const size = bodySize(random)
  if (dice < 0.55) {
    const text = JSON.stringify({ text: random.hex(Math.min(size, 600_000)) })
    return {
      headers: { 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: gzipSync(text, { level: 1 }),
    }
  }
  return { headers: { 'Content-Type': 'application/octet-stream' }, body: random.bytes(size) }
}

function chunked(random: Seeded, url: URL, headers: Content['headers'], body: Buffer): Buffer {
  const lines = [`POST ${url.pathname}${url.search} HTTP/1.1`, `Host: ${url.host}`, 'Transfer-Encoding: chunked']
  for (const [name, value] of Object.entries(headers)) lines.push(`${name}: ${value}`)
  const parts: Uint8Array[] = [Buffer.from(`${lines.join('\r\n')}\r\n\r\n`)]
  for (let at = 0; at < body.length; ) {
    const length = Math.min(body.length - at, 1 + random.integer(200_000))
    parts.push(Buffer.from(`${length.toString(16)}\r\n`), body.subarray(at, at + length), Buffer.from('\r\n'))
    at += length
  }
  parts.push(Buffer.from('0\r\n\r\n'))
  return Buffer.concat(parts)
}

export function nextRequest(random: Seeded, endpoint: URL, id: string): ChaosRequest {
  const { headers, body } = content(random)
  const url = new URL(endpoint)
  url.searchParams.set('chaos', id)
  const bytes = random.chance(0.2) ? chunked(random, url, headers, body) : postBytes(url, headers, body)
  return { id, bytes, size: body.length, digest: sha256(body) }
}
