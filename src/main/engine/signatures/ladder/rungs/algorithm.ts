import { digestAlgorithms, digestEncodings } from '../../lib/digest.ts'
import type { Candidate, Rung } from '../candidate.ts'
import { recipeFix } from '../candidate.ts'
import { changed, type Subject } from '../subject.ts'
import { templated } from '../templated.ts'

/** Another digest, or a plain one where an HMAC is meant. */
export const algorithm: Rung = {
  title: 'Other encodings, prefixes and digests',
  *candidates(subject) {
    const from = templated(subject)
    if (!from) return
    if (from.scheme === 'public-key') {
      for (const name of ['ed25519', 'rsa-sha256', 'ecdsa-sha256']) yield* one(subject, name, { algorithm: name })
      return
    }
    const signed = String(from.params.signed ?? '{body}')
    for (const mac of ['hmac', 'hash']) {
      const strings =
        mac === 'hmac' || signed.includes('{secret}') ? [signed] : [`{secret}${signed}`, `${signed}{secret}`, signed]
      for (const name of digestAlgorithms) {
        for (const written of digestEncodings) {
          for (const string of strings) {
            const words = `${mac === 'hmac' ? 'HMAC-' : ''}${name.toUpperCase()}`
            yield* one(subject, words, { mac, algorithm: name, encoding: written, signed: string })
          }
        }
      }
    }
  },
}

function* one(subject: Subject, words: string, changes: Readonly<Record<string, string>>): Iterable<Candidate> {
  const from = templated(subject)
  const other = from && changed(subject, changes, from)
  if (!other) return
  yield {
    cause: 'algorithm',
    tried: words,
    sentence: `The signature was made with ${words}, which is not the documented digest.`,
    proof: `With ${words}`,
    advice: 'Set the digest at the sender to the documented one, or the one here to the sender’s.',
    by: other.by,
    fix: recipeFix(other.ref, `Check with ${words}`),
  }
}
