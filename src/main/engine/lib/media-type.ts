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

/** The Content-Type of a request, null where it has none. */
export function mediaTypeOf(headers: readonly HeaderPair[]): MediaType | null {
  const value = firstHeader(headers, 'content-type')
  if (value === undefined) return null
  const [essence = '', ...parameters] = value.split(';')
  const charset = parameters.map((text) => /^\s*charset\s*=\s*"?([^"\s]+)"?\s*$/i.exec(text)?.[1]).find(Boolean)
  const shorten = (text: string, limit: number) => text.trim().toLowerCase().slice(0, limit)
  return {
    essence: shorten(essence, essenceLimit),
    charset: charset === undefined ? null : shorten(charset, charsetLimit),
  }
}

/** Is it JSON by its name: application/json, text/json, or a "+json" suffix (RFC 6839)? */
export function isJsonType(essence: string): boolean {
  return essence === 'application/json' || essence === 'text/json' || essence.endsWith('+json')
}
