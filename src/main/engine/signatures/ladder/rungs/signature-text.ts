import { headerValues } from '#shared/model/headers.ts'
import { type DigestEncoding, encoded, encodingWords } from '../../lib/digest.ts'
import { nameList, writeHeader } from '../../lib/headers.ts'
import { type Candidate, type Rung, recipeFix, replacedInHeaders, withHeader } from '../candidate.ts'
import { changed, type Subject, timestampOf } from '../subject.ts'

/** Rungs of one title share a row. */
export const signatureTextTitle = 'Other encodings, prefixes and digests'

/** The digest is right and written otherwise. */
export const encoding: Rung = {
  title: signatureTextTitle,
  *candidates(subject) {
    const wanted = encodingOf(subject)
    if (!wanted) return
    for (const text of subject.received.map(withoutVersion)) yield* readings(subject, text, wanted)
  },
}

/** Standard Webhooks entries hold their version before a comma. */
export const withoutVersion = (text: string) => text.replace(/^v\d+a?,/, '')

function encodingOf({ by, parts }: Subject): DigestEncoding | null {
  if (by.scheme.id === 'jwt') return 'base64url'
  const { encoding: own } = by.params as { encoding?: DigestEncoding }
  return own ?? (parts.size > 0 ? 'base64' : null)
}

function* readings(subject: Subject, text: string, wanted: DigestEncoding): Iterable<Candidate> {
  for (const reading of decodings(text)) {
    const request = replaced(subject, text, encoded(reading.bytes, wanted))
    if (!request) continue
    const other =
      reading.encoding && 'encoding' in (subject.by.params as object)
        ? changed(subject, { encoding: reading.encoding })
        : null
    yield {
      cause: 'encoding',
      tried: `${reading.words} in place of ${encodingWords[wanted]}`,
      sentence: `The signature is written in ${reading.words}, where ${encodingWords[wanted]} is documented.`,
      proof: `Written in ${encodingWords[wanted]},`,
      advice: `Make the sender write it in ${encodingWords[wanted]}, or set the encoding here to the sender’s.`,
      request,
      ...(other ? { fix: recipeFix(other.ref, `Read the signature as ${reading.words}`) } : {}),
    }
  }
}

/** In the headers, or at the end of a token that is the body. */
function replaced(subject: Subject, text: string, by: string) {
  const { request } = subject
  const inHeaders = replacedInHeaders(request, text, by)
  if (inHeaders || subject.by.scheme.id !== 'jwt' || text === by || text === '') return inHeaders
  const token = Buffer.from(request.body).toString('latin1').trim()
  return token.endsWith(`.${text}`) ? { ...request, body: Buffer.from(token.slice(0, -text.length) + by) } : null
}

/** What stands around the signature in the header: a word too many or too few, quotes, other separators. */
export const prefix: Rung = {
  title: signatureTextTitle,
  *candidates(subject) {
    for (const [name, value] of presented(subject)) {
      for (const spelling of spellings(subject, value)) {
        if (spelling !== value) yield candidate(subject, name, value, spelling)
      }
    }
  },
}

/** The word before the signature is the documented one in another spelling: "SHA256=", "hmac-sha256=". */
export const prefixSpelling: Rung = {
  title: signatureTextTitle,
  *candidates(subject) {
    if (!/^[\w-]+=\{signature\}$/.test(formatWords(subject))) return
    for (const [name, value] of presented(subject)) {
      for (const spelling of spellings(subject, value)) {
        if (spelling !== value && plain(spelling) === plain(value)) yield candidate(subject, name, value, spelling)
      }
    }
  },
}

const plain = (text: string) =>
  text
    .slice(0, 20)
    .toLowerCase()
    .replace(/^hmac[-_]?/, '')
    .replace(/[-_:= ]/g, '')
    .slice(0, 6)

const valueLimit = 4
const lengthLimit = 4096

function presented({ by, request }: Subject): (readonly [name: string, value: string])[] {
  const params = by.params as Readonly<Record<string, string | undefined>>
  const names =
    by.scheme.id === 'standard-webhooks'
      ? nameList(params.prefix ?? '').map((start) => `${start}-signature`)
      : nameList(params.header ?? '')
  return names
    .flatMap((name) => headerValues(request.headers, name).map((value) => [name, value] as const))
    .filter(([, value]) => value.length <= lengthLimit)
    .slice(0, valueLimit)
}

function candidate(subject: Subject, name: string, value: string, spelling: string): Candidate {
  const labels = (subject.by.params as { format?: string }).format?.replace(/\{\w+\}/g, ' ').match(/\w+/g) ?? []
  const rest = value.replace(spelling, '')
  const isQuoted = withoutQuotes(value) === withoutQuotes(spelling)
  // All the words are there, or nothing but quotes is too much: then it is the way of writing that is wrong.
  const written =
    labels.length > 0
      ? labels.every((word) => value.includes(word))
      : isQuoted ||
        ((!/\w/.test(rest) || /[,;]/.test(rest)) && rest !== value) ||
        (subject.by.scheme.id === 'basic' && !spelling.endsWith(value.trim()))
  const format = formatWords(subject)
  return {
    cause: written ? 'header-malformed' : 'prefix',
    tried: `written as ${format}`,
    sentence: written
      ? `${name} is not written as ${format}.`
      : spelling.length > value.length
        ? `The prefix is missing in ${name}: it should be ${format}.`
        : `${name} has a prefix that is not documented: it should be ${format}.`,
    proof: `Written as ${format},`,
    advice: `Make the sender write the header as ${format}, or set the format here to what it sends.`,
    request: withHeader(subject.request, name, spelling),
  }
}

const withoutQuotes = (text: string) => text.replace(/["'`<>()[\]]/g, '')

function formatWords({ by }: Subject): string {
  const { format = '{signature}', prefix: word = '' } = by.params as { format?: string; prefix?: string }
  switch (by.scheme.id) {
    case 'standard-webhooks':
      return 'v1,{signature}'
    case 'bearer':
      return 'Bearer {token}'
    case 'basic':
      return 'Basic {Base64 of user:password}'
    case 'jwt':
      return word ? `${word} {token}` : 'the token alone'
    case 'static-header':
      return word ? `${word}{secret}` : 'the secret alone'
    default:
      return format === '{signature}' ? 'the signature alone' : format
  }
}

function* spellings(subject: Subject, value: string): Iterable<string> {
  const { by } = subject
  const params = by.params as { format?: string; prefix?: string; encoding?: DigestEncoding }
  const last = value.trim().split(/\s+/).at(-1) ?? ''
  const bare = unquoted(last)
  switch (by.scheme.id) {
    case 'bearer':
      yield* [bare, value.replace(/^\w+\s*[:=]\s*/, ''), afterMark(bare)].map((token) => `Bearer ${token}`)
      return
    case 'jwt':
      yield* [bare, afterMark(bare)].map((token) => `${params.prefix ?? ''} ${token}`.trim())
      return
    case 'basic':
      yield* [bare, Buffer.from(bare).toString('base64'), bare.replaceAll('-', '+').replaceAll('_', '/')].map(
        (text) => `Basic ${text}`,
      )
      return
    case 'static-header':
      yield* [last, bare, afterMark(bare), value.replace(/^bearer\s+/i, ''), unquoted(value)].flatMap((text) => [
        `${params.prefix ?? ''}${text}`,
        text,
      ])
      return
    default:
      yield* signed(subject, value, params)
  }
}

const unquoted = (text: string) => text.replace(/^["'`<([]+|["'`>)\]]+$/g, '')
const afterMark = (text: string) => text.replace(/^[\w-]{1,20}[=:]/, '')

function* signed(
  subject: Subject,
  value: string,
  params: { format?: string; encoding?: DigestEncoding },
): Iterable<string> {
  const format = subject.by.scheme.id === 'standard-webhooks' ? 'v1,{signature}' : (params.format ?? '{signature}')
  const timestamp = /(?<![\w+/])\d{10}(?:\d{3})?(?![\w+/])/.exec(value)?.[0] ?? timestampOf(subject) ?? ''
  const keyId = /([\w-]{4,}):[\w+/=-]{20,}$/.exec(value)?.[1] ?? ''
  const tokens = new Set([
    ...(value.match(/[A-Za-z0-9+/_-]{20,}={0,2}/g) ?? []),
    ...(value.match(/[0-9a-f]{32,}/gi) ?? []),
    ...(value.match(/(?<=[^A-Za-z0-9])[A-Za-z0-9+/]{20,}={0,2}$/g) ?? []),
  ])
  for (const token of [...tokens].slice(0, 8)) {
    yield writeHeader(format, { signature: token, timestamp, keyId })
    for (const { bytes } of decodings(token)) {
      yield writeHeader(format, { signature: encoded(bytes, params.encoding ?? 'base64'), timestamp, keyId })
    }
  }
}

/** A signature text read as bytes, in each way in which it can be read. */
interface Decoding {
  /** "Base64 for URLs" */
  readonly words: string
  /** Value of the parameter `encoding`, where it has one for this. */
  readonly encoding: 'hex' | 'hex-upper' | 'base64' | 'base64url' | null
  readonly bytes: Buffer
}

export function* decodings(text: string): Iterable<Decoding> {
  const plain = unescaped(text)
  const wrapped = plain === text ? null : 'URL-encoded text'
  yield* oneLayer(plain, wrapped)
  const inner = /^[0-9a-f]+$/i.test(plain) ? Buffer.from(plain, 'hex') : Buffer.from(plain, 'base64')
  const innerText = inner.toString('latin1')
  if (/^[\w+/=-]{20,}$/.test(innerText)) yield* oneLayer(innerText, 'text that was encoded twice')
}

function* oneLayer(text: string, outer: string | null): Iterable<Decoding> {
  const digits = text.replace(/^0x/i, '').replace(/[:\s-]/g, '')
  if (/^([0-9a-f]{2}){16,}$/i.test(digits)) {
    const encoding = outer === null && digits === text ? hexCase(text) : null
    yield { words: outer ?? hexWords(encoding), encoding, bytes: Buffer.from(digits, 'hex') }
  }
  const base64 = text.replace(/ /g, '+')
  if (/^[\w+/-]{20,}={0,2}$/.test(base64)) {
    const bytes = Buffer.from(base64, 'base64')
    const encoding = outer === null ? (base64Forms.find((name) => bytes.toString(name) === text) ?? null) : null
    yield { words: outer ?? base64Words(text, encoding), encoding, bytes }
  }
}

const base64Forms = ['base64', 'base64url'] as const

const hexCase = (text: string): Decoding['encoding'] =>
  text === text.toLowerCase() ? 'hex' : text === text.toUpperCase() ? 'hex-upper' : null

function hexWords(encoding: Decoding['encoding']): string {
  if (encoding === null) return 'hex with mixed case or other characters between'
  return encoding === 'hex' ? 'lower-case hex' : 'upper-case hex'
}

function base64Words(text: string, encoding: Decoding['encoding']): string {
  if (/[_-]/.test(text)) return 'Base64 for URLs'
  if (text.includes(' ')) return 'Base64 with spaces in place of +'
  return encoding === 'base64' ? 'Base64' : 'Base64 without padding'
}

function unescaped(text: string): string {
  if (!text.includes('%')) return text
  return text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}
