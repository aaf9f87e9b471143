import type { AppClient } from '#shared/api/contract.ts'
import { fromBase64 } from '../../../../code/base64.ts'

const pageSize = 1024 * 1024
const kept = 4
const cache = new Map<string, Promise<Uint8Array<ArrayBuffer>>>()

/** A whole body, read in pages. The last few are kept: bodies never change, and several tabs show the same one. */
export function readBody(client: AppClient, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const known = cache.get(id)
  if (known) return known
  const reading = readPages(client, id)
  cache.set(id, reading)
  reading.catch(() => cache.delete(id))
  for (const oldest of [...cache.keys()].slice(0, -kept)) cache.delete(oldest)
  return reading
}

async function readPages(client: AppClient, id: string): Promise<Uint8Array<ArrayBuffer>> {
  const first = await client.call('deliveries.body', { id, offset: 0, length: pageSize })
  const whole = new Uint8Array(first.size)
  let page = fromBase64(first.base64)
  let at = 0
  for (;;) {
    whole.set(page, at)
    at += page.length
    if (at >= first.size || page.length === 0) return whole
    page = fromBase64((await client.call('deliveries.body', { id, offset: at, length: pageSize })).base64)
  }
}
