import type { HeaderPair } from '#shared/model/headers.ts'
import { formatCount } from '#shared/sentences/units.ts'
import { type DecodingLimits, decodeBody } from './decode-body.ts'
import { countPairs, formPlaces, readForm } from './form.ts'
import { type JsonPlace, locate } from './json-places.ts'
import { jsonProblem, lineIndex } from './json-problem.ts'
import { mayBeUnusual, scanJson } from './json-scan.ts'
import { isJsonType, type MediaType, parseMediaType } from './media-type.ts'
import { oncePer } from './once-per.ts'

/** What may be built of one body. Counted before it is built. */
export interface ReadingLimits extends DecodingLimits {
  /** Levels of JSON. */
  readonly depth: number
  /** Values of JSON. */
  readonly values: number
  /** Pairs of a form. */
  readonly pairs: number
}

/** What a thread may read that has others to serve: about 2 ms in the worst case. */
export const arrivalLimits: ReadingLimits = {
  bytes: 256 * 1024,
  compressed: 32 * 1024,
  depth: 100,
  values: 20_000,
  pairs: 2000,
  brotli: false,
}

/** What a process may read that can be killed. */
export const unhurriedLimits: ReadingLimits = {
  bytes: 128 * 1024 * 1024,
  compressed: Number.POSITIVE_INFINITY,
  depth: Number.POSITIVE_INFINITY,
  values: Number.POSITIVE_INFINITY,
  pairs: Number.POSITIVE_INFINITY,
  brotli: true,
}

/** Why nothing can be held against a schema. */
export interface BodyProblem {
  readonly reason: 'body-empty' | 'syntax-error' | 'not-json-media-type'
  readonly detail: string | null
}

/** A body, decoded and parsed once, for everybody who asks something of it. */
export interface BodyReading {
  readonly mediaType: MediaType | null
  /** Bytes as received. */
  readonly size: number
  readonly as: 'json' | 'form' | 'jwt' | null
  /**
   * The JSON value, a form as an object of strings (lists where a name repeats), or the claims of a JWT; undefined where it
   * is none of these. Read as far as possible: bytes that are no text are U+FFFD in it, while `problem` tells of them.
   */
  readonly value: unknown
  /** Text as received, which places are in. */
  readonly text: string
  /** JSON that `value` was read from. */
  readonly json: string
  /** As sent, where that may differ from how JavaScript writes the number. */
  readonly unusualNumbers: readonly string[]
  readonly problem: BodyProblem | null
  /** Which limit it is over, in words; then nothing was read. */
  readonly tooBig: string | null
}

const formType = 'application/x-www-form-urlencoded'

const nothing: BodyReading = {
  mediaType: null,
  size: 0,
  as: null,
  value: undefined,
  text: '',
  json: '',
  unusualNumbers: [],
  problem: null,
  tooBig: null,
}

/**
 * Reads a body: JSON (under another media type too, where it begins like an object or an array), an urlencoded form, or the
 * claims of a body that is a JWT. `header` gives the first value of a header by its lower-case name.
 */
export function readBody(
  body: Uint8Array,
  header: (name: string) => string | undefined,
  limits: ReadingLimits,
): BodyReading {
  const unread = unreadBody(header, body.length)
  const { mediaType } = unread
  if (body.length === 0) return { ...unread, problem: { reason: 'body-empty', detail: null } }
  const decoded = decodeBody(body, header('content-encoding') ?? null, limits)
  if (!decoded.ok) {
    const { detail, tooLarge } = decoded
    return { ...unread, problem: refusal(mediaType, detail), tooBig: tooLarge ? detail : null }
  }
  const { text, problem } = decodeText(decoded.bytes, mediaType?.charset ?? null)
  if (mediaType?.essence === formType) {
    if (countPairs(text, limits.pairs) > limits.pairs) return tooMany(unread, 'pairs', limits)
    const refused = problem === null ? null : refusal(mediaType, problem)
    return { ...unread, as: 'form', value: readForm(text), text, problem: refused }
  }
  const claims = jwtClaims(text)
  if (claims !== null) return readJson(unread, 'jwt', claims, text, problem, limits)
  const isNamedJson = mediaType === null || isJsonType(mediaType.essence)
  if (!isNamedJson && !/^\s*[[{]/.test(text)) return { ...unread, problem: refusal(mediaType, problem ?? '') }
  return readJson(unread, 'json', text, text, problem, limits)
}

/** A reading of a body that is not there or was not looked at: only its type and size are known. */
export function unreadBody(header: (name: string) => string | undefined, size: number): BodyReading {
  const contentType = header('content-type')
  return { ...nothing, size, mediaType: contentType === undefined ? null : parseMediaType(contentType) }
}

/** First values of headers by lower-case name. */
export function headerMap(headers: readonly HeaderPair[]): Map<string, string> {
  const map = new Map<string, string>()
  for (const [name, value] of headers) {
    const key = name.toLowerCase()
    if (!map.has(key)) map.set(key, value)
  }
  return map
}

/** Where values stand in the text as received, by JSON pointer. A JWT has no places: its claims are somewhere in Base64. */
export function placesIn(reading: BodyReading, pointers: Iterable<string>): ReadonlyMap<string, JsonPlace> {
  if (reading.as === 'form') return formPlaces(reading.text)
  return reading.as === 'json' ? locate(reading.text, pointers) : new Map()
}

/** A number of the body as it was sent: "5.0" stays "5.0", and long numbers keep all their digits. */
export function numberText(reading: BodyReading, pointer: string, value: number): string {
  if (reading.unusualNumbers.length === 0 || !mayBeUnusual(value, reading)) return String(value)
  const known = numbersOf(reading)
  const text = known.get(pointer) ?? sourceAt(reading.json, pointer) ?? String(value)
  known.set(pointer, text)
  return text
}

/** Texts of numbers that were looked for, by pointer: summaries ask for the same ones several times. */
const numbersOf = oncePer((_: BodyReading) => new Map<string, string>())

function sourceAt(json: string, pointer: string): string | null {
  const place = locate(json, [pointer]).get(pointer)
  return place === undefined ? null : json.slice(place.offset, place.offset + place.length)
}

function readJson(
  unread: BodyReading,
  as: 'json' | 'jwt',
  json: string,
  text: string,
  textProblem: string | null,
  limits: ReadingLimits,
): BodyReading {
  const { exceeded, unusualNumbers } = scanJson(json, limits)
  if (exceeded !== null) return tooMany(unread, exceeded, limits)
  const refuse = (detail: string | (() => string)) => refusal(unread.mediaType, detail)
  try {
    const value: unknown = JSON.parse(json)
    return {
      ...unread,
      as,
      value,
      text,
      json,
      unusualNumbers,
      problem: textProblem === null ? null : refuse(textProblem),
    }
  } catch (error) {
    // Nothing says that this should be JSON: neither a content type nor its first character.
    const unnamed = unread.mediaType === null && as === 'json' && /^\s*[^\s{["\d-]/.test(json)
    if (unnamed) return { ...unread, problem: { reason: 'not-json-media-type', detail: 'there is no content type' } }
    return { ...unread, problem: refuse(textProblem ?? (() => syntaxProblem(json, as, error))) }
  }
}

function syntaxProblem(json: string, as: 'json' | 'jwt', error: unknown): string {
  if (as === 'jwt') return 'the claims of the JWT are not JSON'
  return json.trim() === '' ? 'there is nothing but whitespace' : jsonProblem(json, error)
}

/** What calls itself JSON is told where it is none; of anything else it is enough to tell what it calls itself. */
function refusal(mediaType: MediaType | null, detail: string | (() => string)): BodyProblem {
  if (mediaType !== null && !isJsonType(mediaType.essence)) {
    return { reason: 'not-json-media-type', detail: mediaType.essence || 'an empty content type' }
  }
  return { reason: 'syntax-error', detail: typeof detail === 'string' ? detail : detail() }
}

function tooMany(unread: BodyReading, exceeded: 'depth' | 'values' | 'pairs', limits: ReadingLimits): BodyReading {
  const words = {
    depth: `is nested more than ${limits.depth} levels deep`,
    values: `has more than ${formatCount(limits.values)} values`,
    pairs: `has more than ${formatCount(limits.pairs)} fields`,
  }
  const tooBig = `the body ${words[exceeded]}`
  return { ...unread, problem: { reason: 'syntax-error', detail: tooBig }, tooBig }
}

/** The claims of a compact JWT (RFC 7515, 7.1) as JSON text, unverified; null where the text is none. */
function jwtClaims(text: string): string | null {
  // A header is a JSON object, which in Base64 starts with "eyJ".
  const claims = /^\s*eyJ[\w-]*\.(?<claims>[\w-]+)\.[\w-]*\s*$/.exec(text)?.groups?.claims
  return claims === undefined ? null : Buffer.from(claims, 'base64url').toString('utf8')
}

type Decoder = InstanceType<typeof TextDecoder>
const decoders = new Map<string, Decoder>()

/**
 * A byte order mark is dropped. JSON is UTF-8 (RFC 8259, 8.1) unless the sender says otherwise; what is no text, or is in a
 * charset that nobody knows, is read as UTF-8 as far as possible.
 */
function decodeText(
  bytes: Uint8Array,
  charset: string | null,
): { readonly text: string; readonly problem: string | null } {
  const label = charset ?? 'utf-8'
  try {
    return { text: strictDecoder(label).decode(bytes), problem: null }
  } catch (error) {
    if (error instanceof RangeError) {
      return { text: new TextDecoder().decode(bytes), problem: `the charset "${charset}" is not known` }
    }
    const text = new TextDecoder(label).decode(bytes)
    if (label !== 'utf-8' && label !== 'utf8') return { text, problem: `the bytes are not valid ${label}` }
    const { line, column } = lineIndex(text)(firstInvalid(bytes, text))
    return { text, problem: `line ${line}, column ${column}: the bytes are not valid UTF-8` }
  }
}

/** Decoders are reused: making one takes longer than decoding a delivery. */
function strictDecoder(label: string): Decoder {
  const known = decoders.get(label)
  if (known !== undefined) return known
  const decoder = new TextDecoder(label, { fatal: true })
  decoders.set(label, decoder)
  return decoder
}

/** Offset of the first U+FFFD in the text that was not in the bytes. */
function firstInvalid(bytes: Uint8Array, text: string): number {
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf
  let read = 0
  let byte = hasMark ? 3 : 0
  for (let at = text.indexOf('\ufffd'); at !== -1; at = text.indexOf('\ufffd', at + 1)) {
    byte += Buffer.byteLength(text.slice(read, at))
    if (bytes[byte] !== 0xef || bytes[byte + 1] !== 0xbf || bytes[byte + 2] !== 0xbd) return at
    read = at
  }
  return text.length
}
