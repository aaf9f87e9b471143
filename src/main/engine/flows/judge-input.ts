import type { CapturedRequest } from '#shared/model/delivery.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import type { ProviderPack } from '../providers/provider-pack.ts'
import type { JudgeInput } from '../signatures/judge.ts'
import { schemeRegistry } from '../signatures/registry.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'

interface SignedDelivery {
  readonly request: CapturedRequest
  readonly body: Uint8Array
  /** Of the provider whose delivery it is, null where that is not known. */
  readonly pack: ProviderPack | null
  readonly recipe: SchemeRef | null
  /** Active ones of the endpoint. */
  readonly secrets: readonly SchemeSecret[]
  /** Of a sample of Switchhook's own; nothing else may be checked with it. */
  readonly testKey: SchemeSecret | null
}

/** All that a delivery's signature is judged by; time is judged at its arrival. */
export function toJudgeInput({ request, body, pack, recipe, secrets, testKey }: SignedDelivery): JudgeInput {
  const { method, target, publicUrl, headers, firstByteAt, aborted } = request
  return {
    request: { method, target, publicUrl, headers, body, arrivedAtMs: firstByteAt },
    aborted,
    signature: pack?.manifest.signature ?? null,
    recipe,
    registry: schemeRegistry,
    secrets: testKey ? [...secrets, testKey] : secrets,
  }
}
