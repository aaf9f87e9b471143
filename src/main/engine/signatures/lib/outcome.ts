import type { CheckOutcome, SchemeSecret } from '../signature-scheme.ts'

export type Failure = Extract<CheckOutcome, { ok: false }>

export const fail = (reason: Failure['reason'], detail: string | null = null): Failure => ({
  ok: false,
  reason,
  detail,
})

export const matched = (secret: SchemeSecret): CheckOutcome => ({ ok: true, secret })

/** Stands for a secret wherever evidence would show it. */
export const secretMask = '••••••••'
