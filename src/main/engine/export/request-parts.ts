import type { HeaderPair } from '#shared/model/headers.ts'
import { endToEnd } from '../lib/hop-by-hop.ts'
import { isJsonType, mediaTypeOf } from '../lib/media-type.ts'
import { bodyText, type ExportFile, type MaskedItem } from './export-format.ts'

/** Where a request goes: below its endpoint's target, else to a local port that many development servers use. */
export function urlOf({ targetUrl, path }: MaskedItem): string {
  return targetUrl ?? `http://localhost:3000${path.startsWith('/') ? '' : '/'}${path}`
}

/** The headers to send again, in order: without those of the old connection, and those that every client computes. */
export function sentHeaders({ delivery }: MaskedItem): HeaderPair[] {
  return endToEnd(delivery.request.headers).filter(([name]) => !/^(?:host|content-length|expect)$/i.test(name))
}

/** A POST without a body is sent as one with a body of no bytes. */
export function sendsBody({ delivery, body }: MaskedItem): boolean {
  return body.byteLength > 0 || /^(?:POST|PUT|PATCH)$/.test(delivery.request.method)
}

/** Headers that occur more than once, by their first spelling. */
export function repeatedHeaders(headers: readonly HeaderPair[]): string[] {
  const seen = new Map<string, { readonly name: string; times: number }>()
  for (const [name] of headers) {
    const entry = seen.get(name.toLowerCase())
    if (entry === undefined) seen.set(name.toLowerCase(), { name, times: 1 })
    else entry.times += 1
  }
  return [...seen.values()].filter(({ times }) => times > 1).map(({ name }) => name)
}

/** What has to be said of a request wherever it is exported, one sentence each. */
export function notesOf({ bodyMasked, masked, fixtureSecret }: MaskedItem): string[] {
  const notes: string[] = []
  if (masked.length > 0 && !bodyMasked) notes.push(`Credentials were taken out: ${masked.join(', ')}.`)
  if (bodyMasked) notes.push('The body holds (masked) where a secret was; its signature does not verify.')
  if (fixtureSecret !== null) notes.push(`Signed with a secret made up for this export: ${fixtureSecret}`)
  return notes
}

/** In words, for comments and titles: "call.ended of replicer, 2026-11-20T17:38:28.478Z". */
export function titleOf({ delivery }: MaskedItem): string {
  const { eventType, method, provider, receivedAt } = delivery
  return `${eventType ?? method}${provider === null ? '' : ` of ${provider}`}, ${new Date(receivedAt).toISOString()}`
}

const mediaTypes = { json: 'application/json', txt: 'text/plain', bin: 'application/octet-stream' } as const

/** The body as a file that lies beside another one; null where it is empty. */
export function bodyFileOf({ delivery, body, name }: MaskedItem): ExportFile | null {
  if (body.byteLength === 0) return null
  const isJson = isJsonType(mediaTypeOf(delivery.request.headers)?.essence ?? '')
  const extension = bodyText(body) === null ? 'bin' : isJson ? 'json' : 'txt'
  return { name: `${name}.body.${extension}`, mediaType: mediaTypes[extension], content: [body] }
}

/** A part of a file name: lower case, since some file systems know no other, and without what means something to a path. */
export function safeName(text: string): string {
  const plain = text.toLowerCase().replaceAll(/[^a-z0-9._]+/g, '-')
  return plain.slice(0, 48).replaceAll(/^[-.]+|[-.]+$/g, '') || 'x'
}

/** Name without extension of one file for all items: that of the item, or how many there are. */
export function fileNameOf(items: readonly MaskedItem[], generator: string): string {
  const [only] = items
  return only !== undefined && items.length === 1 ? only.name : `${generator.split(' ')[0]}-${items.length}-deliveries`
}
