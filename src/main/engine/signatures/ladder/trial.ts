import type { SchemeSecret } from '../signature-scheme.ts'
import type { Candidate } from './candidate.ts'
import type { Subject } from './subject.ts'

/**
 * The secret with which the candidate's signature holds, null where none does. Time is left out of it: a delivery can be
 * late and have been altered.
 */
export function tryCandidate(
  subject: Subject,
  { request = subject.request, by = subject.by, keys = subject.keys }: Pick<Candidate, 'request' | 'by' | 'keys'>,
): SchemeSecret | null {
  const params = { ...(by.params as object), toleranceSeconds: null }
  const holds = (secrets: readonly SchemeSecret[]): SchemeSecret | null | 'one of them' => {
    if (secrets.length === 0) return null
    const outcome = by.scheme.verify(request, params, secrets)
    if (outcome.ok) return outcome.secret
    // Where these can be told, the signature itself holds: a token's times and hashes are read once it is genuine.
    const late = outcome.reason === 'timestamp-too-old' || outcome.reason === 'timestamp-too-new'
    const tampered = outcome.reason === 'body-hash-mismatch' && subject.verification.reason !== 'body-hash-mismatch'
    return late || tampered ? 'one of them' : null
  }
  const found = holds(keys)
  return found === 'one of them' ? (keys.find((key) => holds([key]) !== null) ?? null) : found
}
