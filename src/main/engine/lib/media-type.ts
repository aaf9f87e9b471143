import type { HeaderPair } from '#shared/model/headers.ts'
import { firstHeader } from '#shared/model/headers.ts'

export interface MediaType {
  /** Type and subtype in lower case, e.g. "application/json". */
  readonly essence: string
  /** Charset parameter in lower case, null where none is given. */
  readonly charset: string | null
}

/** Type and subtype have at most 127 characters each (RFC 6838, 4.2); a header may have thousands. */
const essenceLimit = 255
const charsetLimit = 60

/** Senders use a handful of types; headers that differ each time must not fill the memory. */
const cacheLimit = 200
const parsed = new Map<string, MediaType>()

/** The Content-Type of a request, null where it has none. */
export function mediaTypeOf(headers: readonly HeaderPair[]): MediaType | null {
  const value = firstHeader(headers, 'content-type')
  return value === undefined ? null : parseMediaType(value)
}

/** Reads the value of a Content-Type header. */
export function parseMediaType(value: string): MediaType {
  const known = parsed.get(value)
  if (known !== undefined) return known
  const [essence = '', ...parameters] = value.split(';')
  const charset = parameters.map((text) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(text)?.[1]).find(Boolean)
  const shorten = (text: string, limit: number) => text.trim().toLowerCase().slice(0, limit)
  const type = {
    essence: shorten(essence, essenceLimit),
    charset: charset === undefined ? null : shorten(charset, charsetLimit),
  }
  if (value.length <= 100) {
    if (parsed.size >= cacheLimit) parsed.clear()
    parsed.set(value, type)
  }
  return type
}

/** Is it JSON by its name: application/json, text/json, or a "+json" suffix (RFC 6839)? */
export function isJsonType(essence: string): boolean {
  return essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json')
}
