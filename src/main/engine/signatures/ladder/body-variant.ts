import type { Cause } from '#shared/model/cause.ts'
import type { Candidate } from './candidate.ts'
import type { Subject } from './subject.ts'

/** Another body that may have been signed. */
export interface BodyVariant {
  readonly cause: Cause
  readonly tried: string
  readonly sentence: string
  readonly proof: string
  readonly advice: string
  readonly body: Uint8Array | string
}

export const rawBytesAdvice = 'Verify over the raw body bytes, before any JSON parser or middleware touches them.'

/** Bodies up to this size are kept apart by their bytes, larger ones are tried even if twice the same. */
const comparedSize = 256 * 1024

/** Candidates of the bodies, each body once per delivery. */
export function* bodyCandidates(subject: Subject, variants: Iterable<BodyVariant>): Iterable<Candidate> {
  const { request } = subject
  const seen = seenOf(subject)
  for (const { body: given, ...words } of variants) {
    const body = typeof given === 'string' ? Buffer.from(given) : given
    if (isSame(body, request.body)) continue
    if (body.length <= comparedSize) {
      const key = Buffer.from(body).toString('latin1')
      if (seen.has(key)) continue
      seen.add(key)
    }
    yield { ...words, request: { ...request, body } }
  }
}

const isSame = (a: Uint8Array, b: Uint8Array) => a.length === b.length && Buffer.compare(a, b) === 0

const tried = new WeakMap<Subject, Set<string>>()
function seenOf(subject: Subject): Set<string> {
  const known = tried.get(subject)
  if (known) return known
  const fresh = new Set<string>()
  tried.set(subject, fresh)
  return fresh
}
