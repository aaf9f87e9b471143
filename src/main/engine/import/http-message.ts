import { firstHeader, type HeaderPair } from '#shared/model/headers.ts'
import { Refusal } from './refusal.ts'
import { trimWhitespace } from './trim.ts'

/** RFC 9110, 5.6.2: what methods and names of headers are made of. */
const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/
/** RFC 9110, 5.5, and what is sent all the same: anything but line ends and NUL. */
const headerValue = /^[^\r\n\0]*$/
const requestLine = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) (\S+) HTTP\/(\d(?:\.\d)?)$/

/** One line of a text and its number, from 1, which may take time to find: it is asked for only where something is wrong. */
export interface Line {
  readonly text: string
  readonly number: number
}

/** `name: value`, one header a line. Throws Refusal. */
export function readHeaderLine(line: Line): HeaderPair {
  const { text } = line
  if (/^[ \t]/.test(text)) {
    throw new Refusal(
      'unsupported',
      'A header that goes on over several lines is not read; put it on one.',
      line.number,
    )
  }
  const at = text.indexOf(':')
  const name = text.slice(0, at)
  if (at < 1 || !token.test(name)) throw new Refusal('syntax', 'A header “Name: value” is expected here.', line.number)
  return checkedHeader(name, trimWhitespace(text.slice(at + 1)), () => line.number)
}

/** To find a place costs time: it is asked for only where something is wrong there. */
export type FindLine = () => number | null

/** Text of a header as it is stored: one character per byte. Throws Refusal for what no header can hold. */
export function checkedHeader(name: string, value: string, line: FindLine): HeaderPair {
  if (!token.test(name)) throw new Refusal('shape', `“${shown(name)}” cannot be the name of a header.`, line())
  if (!headerValue.test(value)) throw new Refusal('shape', `The value of “${name}” has a line break.`, line())
  return [name, byteText(value)]
}

/** Narrower than RFC 9110: what begins with a “-” or “#” would be an option or a comment where it is exported. */
export function checkedMethod(method: string, line: FindLine): string {
  if (!/^[A-Za-z][A-Za-z0-9_-]*$/.test(method))
    throw new Refusal('shape', `“${shown(method)}” is not an HTTP method.`, line())
  return method
}

/** A URL without spaces and controls, one character per byte. Throws Refusal. */
export function checkedUrl(url: string, line: FindLine): string {
  const bytes = byteText(url)
  if (!/^(?:https?:\/\/[^/?#]|\/)/i.test(bytes) || /[\0- ]/.test(bytes)) {
    throw new Refusal('shape', `“${shown(url)}” is not the URL of a request.`, line())
  }
  return bytes
}

/** Host and port of a URL, without the user that it may name; undefined where it begins with its path. */
export const authorityOf = (url: string): string | undefined => /^https?:\/\/(?:[^/?#@]*@)?([^/?#]+)/i.exec(url)?.[1]

/**
 * The URL that was called, where only its path is told: headers tell the host, and the scheme is https, as webhooks are sent,
 * unless they say otherwise.
 */
export function absoluteUrl(url: string, headers: readonly HeaderPair[]): string {
  if (!url.startsWith('/')) return url
  const told = (name: string) => firstHeader(headers, name)?.split(',', 1)[0]?.trim()
  const host = told('x-forwarded-host') || told('host') || 'localhost'
  return `${told('x-forwarded-proto')?.toLowerCase() === 'http' ? 'http' : 'https'}://${host}${url}`
}

/** Path and query below an endpoint's URL, which may be empty. Throws Refusal. */
export function checkedBelow(below: string, line: FindLine): string {
  const bytes = byteText(below)
  if (!/^(?:[/?][^\0- ]*)?$/.test(bytes))
    throw new Refusal('shape', `“${shown(below)}” is not the path of a request.`, line())
  return bytes
}

/** JSON may hold header values as one character per byte, which is how they are stored, or as text. */
export function byteText(text: string): string {
  return /[^\0-\xff]/.test(text) ? Buffer.from(text).toString('latin1') : text
}

const shown = (text: string): string => (text.length > 60 ? `${text.slice(0, 59)}…` : text)

export interface HttpMessage {
  readonly method: string
  readonly url: string
  readonly httpVersion: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
  /** Where the next one may begin. */
  readonly end: number
}

/** Does a text begin with a request line? */
export const beginsWithRequestLine = (text: string): boolean =>
  requestLine.test(/^(?:\r?\n)*([^\r\n]*)/.exec(text)?.[1] ?? '')

/**
 * Reads one request from `start` on, with CRLF or LF as line ends; what follows it is left alone. `text` is `bytes`, one
 * character each. Throws Refusal.
 */
export function readHttpMessage(bytes: Uint8Array, text: string, start = 0, firstLine = 1): HttpMessage {
  const head = readHead(text, start, firstLine)
  const [first, ...rest] = head.lines
  const found = requestLine.exec(first?.text ?? '')
  if (first === undefined || found === null)
    throw new Refusal(
      'syntax',
      'A request line is expected, such as “POST /path HTTP/1.1”.',
      first?.number ?? firstLine,
    )
  const [, method = '', url = '', httpVersion = ''] = found
  const headers = rest.map(readHeaderLine)
  const { body, end } = readBody(bytes, text, head, headers)
  // A proxy writes the whole URL.
  const line = () => first.number
  return { method: checkedMethod(method, line), url: checkedUrl(url, line), httpVersion, headers, body, end }
}

interface Head {
  readonly lines: readonly Line[]
  readonly end: number
  readonly endLine: number
}

function readHead(text: string, start: number, firstLine: number): Head {
  const lines: Line[] = []
  let at = start
  for (let number = firstLine; ; number += 1) {
    const end = text.indexOf('\n', at)
    const line = text.slice(at, end === -1 ? text.length : end).replace(/\r$/, '')
    if (line === '' && lines.length > 0) return { lines, end: end === -1 ? text.length : end + 1, endLine: number + 1 }
    if (line !== '') lines.push({ text: line, number })
    if (end === -1) return { lines, end: text.length, endLine: number }
    at = end + 1
  }
}

function readBody(
  bytes: Uint8Array,
  text: string,
  head: Head,
  headers: readonly HeaderPair[],
): { readonly body: Uint8Array; readonly end: number } {
  const coding = firstHeader(headers, 'transfer-encoding')?.toLowerCase() ?? ''
  if (coding.endsWith('chunked') && /^[0-9a-f]+(?:;[^\r\n]*)?\r\n/i.test(text.slice(head.end, head.end + 200)))
    return readChunks(bytes, text, head)
  const announced = firstHeader(headers, 'content-length')
  const rest = bytes.subarray(head.end)
  if (announced === undefined || coding !== '') return { body: rest, end: bytes.length }
  const length = Number(announced)
  if (!/^\d+$/.test(announced) || !Number.isSafeInteger(length))
    throw new Refusal('shape', 'The Content-Length is not a number of bytes.', head.lines[0]!.number)
  if (rest.length < length) {
    throw new Refusal(
      'truncated',
      `The body has ${rest.length} of the ${length} bytes that Content-Length announces: it was cut off.`,
      head.endLine,
    )
  }
  return { body: rest.subarray(0, length), end: head.end + length }
}

/** RFC 9112, 7.1. */
function readChunks(bytes: Uint8Array, text: string, head: Head) {
  const pieces: Uint8Array[] = []
  for (let at = head.end; ; ) {
    const lineEnd = text.indexOf('\r\n', at)
    const size = /^[0-9a-f]{1,8}(?=;|$)/i.exec(lineEnd === -1 ? '' : text.slice(at, lineEnd))?.[0]
    if (size === undefined) throw new Refusal('truncated', 'A chunk of the body does not begin as one.', head.endLine)
    const length = Number.parseInt(size, 16)
    const from = lineEnd + 2
    if (length === 0) {
      const end = text.indexOf('\r\n', from)
      return { body: Buffer.concat(pieces), end: end === from ? from + 2 : text.length }
    }
    if (from + length + 2 > bytes.length) throw new Refusal('truncated', 'The last chunk is missing.', head.endLine)
    pieces.push(bytes.subarray(from, from + length))
    at = from + length + 2
  }
}
