import type { Verification, VerificationReason } from '../model/verification.ts'
import { asSentence, type NamedProvider, nameOf } from './provider-name.ts'

/** A verdict in two parts: why it came out so, and what a matching signature vouches for. */
export interface VerificationWords {
  readonly cause: string
  /** What is covered and whether replay is prevented; "" where nothing can be said. */
  readonly extent: string
}

type Cause = (verification: Verification, provider: NamedProvider | null) => string

const secretsDiffer: Cause = ({ covers }) =>
  covers.extent === 'nothing'
    ? 'The value that was sent matches none of the active secrets'
    : 'No active secret gives this signature: another secret was used, or the bytes changed after they were signed'

const causes: Record<VerificationReason, Cause> = {
  'signature-matches': ({ secret }) => (secret ? `Matches secret “${secret.label}”` : 'The signature matches'),
  'header-missing': () => 'A header that the signature needs is missing',
  'header-malformed': () => 'The signature header is not in the documented format',
  'timestamp-missing': () => 'The signed timestamp is missing',
  'timestamp-malformed': () => 'The signed timestamp is not a time',
  'timestamp-too-old': () => 'It was signed too long before it arrived',
  'timestamp-too-new': () => 'Its timestamp is in the future',
  'no-supported-version': () => 'None of its signatures has a supported version',
  'unsupported-algorithm': () => 'It names an algorithm that the scheme does not allow',
  'body-hash-mismatch': () => 'The body is not the one whose hash was signed',
  'signature-mismatch': secretsDiffer,
  'provider-does-not-sign': (_, provider) => `${nameOf(provider)} does not sign its deliveries`,
  handshake: (_, provider) => `A setup request of ${provider?.name ?? 'the provider'}, without a signature`,
  'no-secret': () => 'Not checked: the endpoint has no active secret',
  'scheme-not-documented': (_, provider) =>
    `Not checked: how ${provider?.name ?? 'the provider'} signs is not documented`,
  'provider-not-detected': () => 'Not checked: no provider pack knows this delivery',
  'delivery-incomplete': () => 'Not checked: the sender disconnected before the whole body had arrived',
  'recipe-invalid': () => 'Not checked: the recipe of the endpoint is not valid',
  'check-stopped': () => 'The check was stopped',
  'judged-later': () => 'Still being checked: this takes longer than the answer could wait',
}

/** Why the check came out as it did, and what the signature covers. Code stands in backticks. */
export function verificationWords(verification: Verification, provider: NamedProvider | null): VerificationWords {
  if (verification.cause) return { cause: verification.cause.sentence, extent: extentOf(verification) }
  const cause = causes[verification.reason](verification, provider)
  const { detail } = verification
  const separator = cause.includes(': ') ? '; ' : ': '
  return {
    cause: asSentence(detail ? `${cause}${separator}${detail.replace(/\.$/, '')}` : cause),
    extent: extentOf(verification),
  }
}

/** One line: cause first, then what is covered and whether replay is prevented. */
export function verificationSentence(verification: Verification, provider: NamedProvider | null): string {
  const { cause, extent } = verificationWords(verification, provider)
  return extent ? `${cause} ${extent}` : cause
}

function extentOf({ state, reason, scheme, covers, replay }: Verification): string {
  if (state === 'unsigned') return 'Nothing vouches for the sender or the body, and nothing prevents a replay.'
  const isUnknown = reason === 'scheme-not-documented' || (state === 'failed' && scheme === null)
  if (isUnknown) return 'What a signature would cover is not documented.'
  if (state === 'checking' || (state === 'unverifiable' && reason !== 'no-secret')) return ''
  const covered = covers.extent === 'nothing' ? coversNothing(covers.detail) : covers.detail
  const prevented = replay.protected ? 'protects against replay' : 'no protection against replay'
  const why = replay.detail ? `${prevented}: ${replay.detail}` : prevented
  return state === 'verified' ? `Covers ${covered}; ${why}.` : `A match would cover ${covered}; ${why}.`
}

const coversNothing = (detail: string) =>
  !detail || detail === 'nothing' ? 'nothing of the body' : `nothing of the body, only ${detail.replace(/^only /, '')}`
