import type { Conformance } from '#shared/model/conformance.ts'
import type { DeliveryFacts } from '#shared/model/delivery.ts'
import type { Handshake } from '#shared/model/provider-pack.ts'
import type { Verification } from '#shared/model/verification.ts'

interface Findings {
  readonly facts: DeliveryFacts
  readonly verification: Verification
  readonly conformance: Conformance
}

/** What was found of a delivery that turned out to be a set-up request. */
export function asHandshake({ facts, verification, conformance }: Findings, handshake: Handshake): Findings {
  return {
    facts: { ...facts, summary: { ...facts.summary, text: handshake.title } },
    verification: handshakeVerification(verification, handshake),
    conformance: conformance.schema === null ? { ...conformance, ...noEvent } : conformance,
  }
}

const noEvent = { state: 'no-schema', reason: 'handshake', detail: null } as const

/** A set-up request that comes without a signature is no forgery; one that has a signature is judged as usual. */
function handshakeVerification(verification: Verification, { signed }: Handshake): Verification {
  const isJudged = signed ? verification.reason !== 'header-missing' : verification.state === 'verified'
  if (isJudged) return verification
  return {
    state: 'unsigned',
    reason: 'handshake',
    scheme: null,
    secret: null,
    covers: { extent: 'nothing', detail: 'nothing' },
    replay: { protected: false, toleranceSeconds: null, detail: '' },
    detail: null,
  }
}
