import { type DigestEncoding, encoded } from '../../lib/digest.ts'
import type { Candidate, Rung } from '../candidate.ts'
import { recipeFix } from '../candidate.ts'
import { decodings } from '../decodings.ts'
import { replacedInHeaders } from '../replace-header.ts'
import { changed, type Subject } from '../subject.ts'

const words: Record<DigestEncoding, string> = {
  hex: 'lower-case hex',
  'hex-upper': 'upper-case hex',
  base64: 'Base64',
  base64url: 'Base64 for URLs',
}

/** The digest is right and written otherwise. */
export const encoding: Rung = {
  title: 'Other encodings, prefixes and digests',
  *candidates(subject) {
    const wanted = encodingOf(subject)
    if (!wanted) return
    for (const text of subject.received.map(bare)) yield* readings(subject, text, wanted)
  },
}

/** Standard Webhooks entries hold their version before a comma. */
const bare = (text: string) => text.replace(/^v\d+a?,/, '')

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
      tried: `${reading.words} in place of ${words[wanted]}`,
      sentence: `The signature is written in ${reading.words}, where ${words[wanted]} is documented.`,
      proof: `Written in ${words[wanted]},`,
      advice: `Let the sender write it in ${words[wanted]}, or set the encoding here to the sender’s.`,
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
