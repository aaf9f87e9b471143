import Database from 'better-sqlite3'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { HostApi } from '../support/host-api.ts'
import type { Ledger } from './load.ts'
import { sha256 } from './requests.ts'

/** Work on each, so many at a time. */
export async function eachOf<T>(items: readonly T[], atOnce: number, work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values()
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (const item of left) await work(item)
    }),
  )
}

/** All rows of a query, newest first, down to a sequence number (exclusive). */
export async function rowsOf(api: HostApi, query: string, after = -1): Promise<DeliveryRow[]> {
  const found: DeliveryRow[] = []
  for (;;) {
    const before = found.at(-1)?.seq
    const { rows } = await api.call('deliveries.page', { query, limit: 500, ...(before !== undefined && { before }) })
    found.push(...rows.filter(({ seq }) => seq > after))
    if (rows.length < 500 || (rows.at(-1)?.seq ?? 0) <= after) return found
  }
}

async function bodyOf(api: HostApi, id: string): Promise<Buffer> {
  const parts: Buffer[] = []
  for (let offset = 0; ; ) {
    const { base64, size } = await api.call('deliveries.body', { id, offset, length: 4 * 1024 * 1024 })
    const part = Buffer.from(base64, 'base64')
    parts.push(part)
    offset += part.length
    if (offset >= size || part.length === 0) return Buffer.concat(parts)
  }
}

/** A delivery that the host has, with the id that it was sent with. */
export interface Found {
  readonly row: DeliveryRow
  readonly sentId: string
}

/**
 * Holds what the host has against what was sent; returns what is wrong, one sentence each. `before`: deliveries that an
 * earlier check has seen. Those it does not read again, but they must still be there.
 */
export async function compare(
  api: HostApi,
  ledger: Ledger,
  before: readonly Found[] = [],
): Promise<{ readonly problems: string[]; readonly found: Found[] }> {
  const problems: string[] = []
  const known = new Map(before.map((one) => [one.row.seq, one]))
  const rows = await rowsOf(api, '')
  const found: Found[] = []
  await eachOf(rows, 16, async (row) => {
    const seen = known.get(row.seq)
    if (seen) {
      found.push(seen)
      return
    }
    const { request } = await api.call('deliveries.get', { id: row.id })
    const sentId = /[?&]chaos=([^&]+)/.exec(request.target)?.[1] ?? request.target
    found.push({ row, sentId })
    const sent = ledger.get(sentId)
    if (!sent) problems.push(`${sentId} is there and was never sent`)
    // Of a body that was cut off only the beginning is there.
    else if (!request.aborted || sent.status !== null) {
      const body = await bodyOf(api, row.id).catch((error: Error) => error)
      if (body instanceof Error) problems.push(`the body of ${sentId} cannot be read: ${body.message}`)
      else if (sha256(body) !== sent.digest)
        problems.push(`the body of ${sentId} differs (${sent.size} bytes, ${body.length} there)`)
    }
  })

  const times = new Map<string, number>()
  for (const { sentId } of found) times.set(sentId, (times.get(sentId) ?? 0) + 1)
  for (const [id, { status, removed }] of ledger) {
    const there = times.get(id) ?? 0
    if (there > 1) problems.push(`${id} is there ${there} times`)
    if (removed && there > 0) problems.push(`${id} was deleted and is there again`)
    if (!removed && there === 0 && status !== null && status < 300)
      problems.push(`${id} was answered ${status} and is lost`)
  }
  const { count } = await api.call('deliveries.count', { query: '' })
  if (count !== rows.length) problems.push(`the count says ${count}, there are ${rows.length} rows`)
  return { problems, found }
}

/** What SQLite itself finds wrong with a database; empty where nothing is. */
export function integrityProblems(file: string): string[] {
  const db = new Database(file, { readonly: true })
  try {
    const lines = db.pragma('integrity_check') as { readonly integrity_check: string }[]
    return lines.map((line) => line.integrity_check).filter((line) => line !== 'ok')
  } catch (error) {
    return [String(error)]
  } finally {
    db.close()
  }
}
