import type { SchemeRef } from '#shared/model/verification.ts'
import { digestAlgorithms, digestEncodings } from '../../lib/digest.ts'
import type { Candidate, Rung } from '../candidate.ts'
import { recipeFix } from '../candidate.ts'
import { changed, type Subject } from '../subject.ts'
import { templated } from '../templated.ts'

/** Another digest, or a plain one where an HMAC is meant. */
export const algorithm: Rung = {
  title: 'Other encodings, prefixes and digests',
  *candidates(subject) {
    const own = 'algorithm' in (subject.by.params as object) ? subject.ref : templated(subject)
    if (!own) return
    if (own.scheme === 'public-key') {
      for (const name of ['ed25519', 'rsa-sha256', 'ecdsa-sha256']) yield* one(subject, own, name, { algorithm: name })
      return
    }
    yield* digests(subject, own, 'HMAC-', own.scheme === 'hmac' ? { mac: 'hmac' } : {})
    const plain = templated(subject)
    if (plain?.scheme === 'hmac') yield* hashes(subject, plain)
  },
}

function* digests(subject: Subject, from: SchemeRef, kind: string, more: SchemeRef['params']): Iterable<Candidate> {
  for (const name of digestAlgorithms) {
    for (const encoding of digestEncodings) {
      yield* one(subject, from, kind + name.toUpperCase(), { ...more, algorithm: name, encoding })
    }
  }
}

/** A digest over a string that holds the secret, or over one that does not. */
function* hashes(subject: Subject, from: SchemeRef): Iterable<Candidate> {
  const signed = String(from.params.signed ?? '{body}')
  const strings = signed.includes('{secret}') ? [signed] : [`{secret}${signed}`, `${signed}{secret}`, signed]
  for (const string of strings) yield* digests(subject, from, '', { mac: 'hash', signed: string })
}

function* one(subject: Subject, from: SchemeRef, words: string, changes: SchemeRef['params']): Iterable<Candidate> {
  const other = changed(subject, changes, from)
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
