import { headerValues } from '#shared/model/headers.ts'
import { type DigestEncoding, encoded } from '../../lib/digest.ts'
import { writeHeader } from '../../lib/header-format.ts'
import { nameList } from '../../lib/header-names.ts'
import type { Candidate, Rung } from '../candidate.ts'
import { decodings } from '../decodings.ts'
import { withHeader } from '../replace-header.ts'
import type { Subject } from '../subject.ts'
import { timestampOf } from '../timestamp-of.ts'

/** What stands around the signature in the header: a word too many or too few, quotes, other separators. */
export const prefix: Rung = {
  title: 'Other encodings, prefixes and digests',
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
  title: prefix.title,
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
  // All the words are there, or nothing but quotes is too much: then it is the way of writing that is wrong.
  const written =
    labels.length > 0
      ? labels.every((word) => value.includes(word))
      : (!/\w/.test(rest) || /[,;]/.test(rest)) && rest !== value
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
    advice: `Let the sender write the header as ${format}, or set the format here to what it sends.`,
    request: withHeader(subject.request, name, spelling),
  }
}

function formatWords({ by }: Subject): string {
  const { format, prefix: word } = by.params as { format?: string; prefix?: string }
  switch (by.scheme.id) {
    case 'standard-webhooks':
      return 'v1,{signature}'
    case 'bearer':
      return 'Bearer {token}'
    case 'basic':
      return 'Basic {Base64 of user:password}'
    case 'jwt':
      return `${word ?? ''} {token}`.trim()
    case 'static-header':
      return `${word ?? ''}{secret}`
    default:
      return format ?? '{signature}'
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
