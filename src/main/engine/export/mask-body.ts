import { locate } from '../lib/json-places.ts'
import { bodyText } from './export-format.ts'

/** Stands in for a value that is not exported. */
export const mask = '(masked)'

/** A short secret stands inside other values by chance, and would take signatures along. */
export const isLong = (form: string): boolean => form.length >= 6

/** The ways in which a secret can stand in a text: as it is, escaped for JSON, for a URL, in hex, within Base64. */
export function formsOf(secret: string): readonly string[] {
  if (secret === '') return []
  const hex = Buffer.from(secret).toString('hex')
  const plain = [secret, JSON.stringify(secret).slice(1, -1), hex, hex.toUpperCase()]
  return [...new Set([...plain, ...inUrls(secret, hex), ...withinBase64(secret)])]
}

/** Percent-encoded by different tastes: digits in upper or lower case, spaces as "+", what need not be as well, every byte. */
function inUrls(secret: string, hex: string): string[] {
  const forms = [
    wellFormed(encodeURIComponent, secret),
    new URLSearchParams({ x: secret }).toString().slice('x='.length),
    hex.toUpperCase().replaceAll(/../g, '%$&'),
  ]
  return forms.flatMap((form) => [form, form.replaceAll(/%../g, (code) => code.toLowerCase())])
}

/** Half of a surrogate pair cannot be encoded. */
const wellFormed = (encode: (text: string) => string, text: string): string => encode(text.toWellFormed())

/**
 * What of a secret's Base64 is the same whatever stands before and after it, for each of the three places where it can begin
 * (`user:secret` begins it anywhere), in both alphabets.
 */
function withinBase64(secret: string): string[] {
  const bytes = Buffer.from(secret)
  return [0, 1, 2].flatMap((before) => {
    const whole = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    const first = Math.ceil((before * 8) / 6)
    const last = Math.floor(((before + bytes.length) * 8) / 6)
    const inner = whole.slice(first, last)
    // Where nothing follows, the last character belongs to it as well.
    const found = before === 0 ? [whole, inner] : [inner]
    return found.flatMap((text) => [text, text.replaceAll('+', '-').replaceAll('/', '_')])
  })
}

export interface MaskedBody {
  readonly body: Uint8Array
  /** Places in words. */
  readonly masked: readonly string[]
}

/**
 * Takes secrets out of a body: the values at `pointers`, and every known secret wherever it stands. All other bytes stay;
 * the same object comes back where nothing was found.
 */
export function maskBody(body: Uint8Array, secrets: readonly string[], pointers: readonly string[]): MaskedBody {
  const { body: without, masked } = maskPlaces(body, pointers)
  const forms = secrets.flatMap(formsOf).filter(isLong)
  const cleared = replaceAll(without, forms)
  if (cleared === without) return { body: without, masked }
  return { body: cleared, masked: masked.length > 0 ? masked : ['the body'] }
}

function maskPlaces(body: Uint8Array, pointers: readonly string[]): MaskedBody {
  const text = pointers.length > 0 ? bodyText(body) : null
  if (text === null) return { body, masked: [] }
  // Not parsed before, which `locate` asks for: in a text that is nearly JSON a token is found too, and a large one builds
  // no tree.
  const places = [...locate(text, pointers)].toSorted(([, one], [, other]) => other.offset - one.offset)
  let result = text
  for (const [, { offset, length }] of places)
    result = `${result.slice(0, offset)}"${mask}"${result.slice(offset + length)}`
  return places.length === 0
    ? { body, masked: [] }
    : { body: Buffer.from(result), masked: places.map(([pointer]) => `${pointer} in the body`).toReversed() }
}

function replaceAll(body: Uint8Array, forms: readonly string[]): Uint8Array {
  const buffer = Buffer.from(body.buffer, body.byteOffset, body.byteLength)
  const hits = forms.flatMap((form) => placesOf(buffer, Buffer.from(form)))
  if (hits.length === 0) return body
  const parts: Uint8Array[] = []
  let at = 0
  for (const { start, end } of hits.toSorted((one, other) => one.start - other.start || other.end - one.end)) {
    // Within one that was taken out already, or overlapping it.
    if (end <= at) continue
    if (start >= at) parts.push(buffer.subarray(at, start), Buffer.from(mask))
    at = end
  }
  return Buffer.concat([...parts, buffer.subarray(at)])
}

function placesOf(buffer: Buffer, needle: Buffer): { start: number; end: number }[] {
  const found: { start: number; end: number }[] = []
  for (let at = buffer.indexOf(needle); at >= 0; at = buffer.indexOf(needle, at + needle.length))
    found.push({ start: at, end: at + needle.length })
  return found
}
