import type { SchemeRef } from '#shared/model/verification.ts'
import type { SchemeSecret } from '../../signature-scheme.ts'
import { type Candidate, type Rung, recipeFix } from '../candidate.ts'
import { secretSpellings } from '../secret-spellings.ts'
import { changed, type Subject, templated } from '../subject.ts'

/** The secret as pasted is not what the sender signs with: whitespace, quotes, a prefix, or decoded where it is meant to be text. */
export const secretForm: Rung = {
  title: 'Other forms of the secret',
  *candidates(subject) {
    for (const key of ownKeys(subject)) yield* respelt(key)
    yield* userNames(subject)
    yield* otherReadings(subject)
  },
}

const ownKeys = ({ keys, input }: Subject) => keys.filter(({ id }) => input.secrets.some((secret) => secret.id === id))

function* respelt(key: SchemeSecret): Iterable<Candidate> {
  for (const { form, words, why, value } of secretSpellings(key.value)) {
    yield {
      cause: 'secret-form',
      tried: words,
      sentence: `The secret “${key.label}” is stored ${why}.`,
      proof: `Taken ${words},`,
      advice: `Store the secret again, ${words}.`,
      keys: [{ ...key, value }],
      fix: (match) => ({ kind: 'secret-form', secretId: match.id, form, text: `Store the secret ${words}` }),
    }
  }
}

/** Basic credentials of which only one half is stored. */
function* userNames(subject: Subject): Iterable<Candidate> {
  if (subject.by.scheme.id !== 'basic') return
  for (const presented of subject.received) {
    const [, user = '', password = ''] = /^([^:]*):(.+)$/s.exec(presented) ?? []
    for (const key of ownKeys(subject).filter(({ value }) => value.length >= 8 && value === password)) {
      yield {
        cause: 'secret-form',
        tried: 'with the user name before it',
        sentence: `The secret “${key.label}” is stored without the user name that belongs before it.`,
        proof: `With “${user.slice(0, 40)}:” before it,`,
        advice: 'Store user name and password together, with a colon between.',
        keys: [{ ...key, value: presented }],
      }
    }
  }
}

interface Reading {
  readonly changes: SchemeRef['params']
  readonly words: string
}

const prefixes = ['whsec_', 'v1,whsec_', 'wsec_']
const readings: readonly Reading[] = [
  ...prefixes.map((secretPrefix) => ({
    changes: { secretForm: 'base64', secretPrefix },
    words: `decoded from Base64 after ${secretPrefix}`,
  })),
  { changes: { secretForm: 'text', secretPrefix: '' }, words: 'as text, with all of its characters' },
  ...prefixes.map((secretPrefix) => ({
    changes: { secretForm: 'text', secretPrefix },
    words: `as text, without ${secretPrefix}`,
  })),
  { changes: { secretForm: 'base64', secretPrefix: '' }, words: 'decoded from Base64' },
  { changes: { secretForm: 'hex', secretPrefix: '' }, words: 'decoded from hex' },
  { changes: { secretForm: 'base64url', secretPrefix: '' }, words: 'decoded from Base64 for URLs' },
]

function* otherReadings(subject: Subject): Iterable<Candidate> {
  const from = 'secretForm' in (subject.by.params as object) ? subject.ref : templated(subject)
  if (!from) return
  for (const { changes, words } of readings) {
    const usable = ownKeys(subject).filter(({ value }) => fits(value, changes))
    const other = usable.length > 0 ? changed(subject, jwtOnly(changes, from), from) : null
    if (!other) continue
    yield {
      cause: 'secret-form',
      tried: words,
      sentence: `The sender uses the secret ${words}, unlike this scheme.`,
      proof: `With the secret used ${words},`,
      advice: 'Read the secret as the sender does, or set the sender to the documented form.',
      by: other.by,
      keys: usable,
      fix: recipeFix(other.ref, `Use the secret ${words}`),
    }
  }
}

/** The scheme of tokens knows no prefix. */
const jwtOnly = (changes: SchemeRef['params'], { scheme }: SchemeRef): SchemeRef['params'] =>
  scheme === 'jwt' ? { secretForm: changes.secretForm ?? 'text' } : changes

function fits(value: string, { secretForm, secretPrefix }: SchemeRef['params']): boolean {
  const prefix = String(secretPrefix)
  if (prefix && !value.startsWith(prefix)) return false
  const rest = value.slice(prefix.length)
  if (secretForm === 'hex') return rest.length >= 16 && rest.length % 2 === 0 && /^[0-9a-f]+$/i.test(rest)
  if (secretForm === 'text') return rest !== ''
  return rest.length >= 16 && /^[\w+/-]+=*$/.test(rest)
}

/** Signed with the secret that the provider documents for tests. */
export const testSecret: Rung = {
  title: 'Retired secrets and those of other endpoints',
  *candidates({ by }) {
    const { testSecret: value } = by.params as { testSecret?: string }
    if (!value) return
    yield {
      cause: 'secret-other',
      tried: 'the documented test secret',
      sentence: 'It is signed with the test secret that the provider documents, not with the secret of this webhook.',
      proof: 'As it came,',
      advice: 'Test deliveries of a webhook that is not saved yet are signed so; send one of the saved webhook.',
      keys: [{ id: 'documented-test-secret', label: 'documented test secret', value }],
    }
  },
}

/** Signed with a secret that this endpoint once had, or that belongs to another one. */
export const secretOther: Rung = {
  title: 'Retired secrets and those of other endpoints',
  *candidates({ input }) {
    for (const { secret, endpoint } of input.others) {
      if (secret.value.trim() === '') continue
      const where = endpoint === null ? 'retired' : `of ${endpoint}`
      yield {
        cause: 'secret-other',
        tried: `the secret “${secret.label}”, ${where}`,
        sentence:
          endpoint === null
            ? `It is signed with the secret “${secret.label}”, which has been retired here.`
            : `It is signed with a secret of another endpoint, ${endpoint}.`,
        proof: 'As it came,',
        advice:
          endpoint === null
            ? 'Give the sender the new secret, or use the retired one again.'
            : 'Send such deliveries to that endpoint, or add its secret to this one.',
        keys: [secret],
        fix: (match) => ({
          kind: 'secret',
          secretId: match.id,
          text:
            endpoint === null
              ? `Use the secret “${match.label}” again`
              : `Add the secret “${match.label}” of ${endpoint}`,
        }),
      }
    }
  },
}
