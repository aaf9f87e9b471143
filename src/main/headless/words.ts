import type { DeliveryRow } from '#shared/model/delivery.ts'

/** "verified", or the state with its reason: "failed (signature-mismatch)". */
export function verificationWords({ state, reason }: DeliveryRow['verification']): string {
  return state === 'verified' ? state : `${state} (${reason})`
}

/** "conforms", "differs in 3 places", "no-schema", "not-json". */
export function conformanceWords({ state, issues }: DeliveryRow['conformance']): string {
  return state === 'differs' ? `differs in ${issues} ${issues === 1 ? 'place' : 'places'}` : state
}
