import type { Coverage, ReplayProtection } from '#shared/model/verification.ts'
import {
  type CheckOutcome,
  fail,
  matched,
  type SchemeEvidence,
  type SchemeSecret,
  secretMask,
} from '../signature-scheme.ts'
import { equalText } from './digest.ts'

/** A presented secret vouches for the sender at best. */
export const staticWords = (secretHint: string) => ({
  algorithm: 'none, the secret itself is sent',
  signedString: 'nothing',
  covers: { extent: 'nothing', detail: 'nothing' } satisfies Coverage,
  replay: {
    protected: false,
    toleranceSeconds: null,
    detail: 'the same secret is sent with each delivery',
  } satisfies ReplayProtection,
  secretHint,
  keyKind: 'secret' as const,
})

/** Holds when one of the presented values is one of the secrets. */
export function checkStatic(presented: readonly string[], secrets: readonly SchemeSecret[]): CheckOutcome {
  const match = secrets.find(({ value }) => value !== '' && presented.some((text) => equalText(text, value)))
  return match ? matched(match) : fail('signature-mismatch')
}

/** What was presented, a configured secret masked. */
export const explainStatic = (presented: readonly string[], secrets: readonly SchemeSecret[]): SchemeEvidence => ({
  signedParts: [],
  received: presented.map((text) => (secrets.some(({ value }) => equalText(text, value)) ? secretMask : text)),
  expected: [],
})
