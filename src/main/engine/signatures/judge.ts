import type { PackSignature } from '#shared/model/provider-pack.ts'
import type {
  Coverage,
  ReplayProtection,
  SchemeRef,
  Verification,
  VerificationReason,
} from '#shared/model/verification.ts'
import { type OpenScheme, openScheme } from './open-scheme.ts'
import type { SchemeRegistry } from './registry.ts'
import type { CheckOutcome, SchemeRequest, SchemeSecret } from './signature-scheme.ts'

export interface JudgeInput {
  readonly request: SchemeRequest
  /** The sender went away before the whole body was here. */
  readonly aborted: boolean
  /** Of the detected provider's pack, null where none was detected. */
  readonly signature: PackSignature | null
  /** The endpoint's own scheme; replaces the pack's. */
  readonly recipe: SchemeRef | null
  readonly registry: SchemeRegistry
  /** Active ones only, in the order to try: retired secrets verify nothing. */
  readonly secrets: readonly SchemeSecret[]
}

export interface Judgement {
  readonly verification: Verification
  /** What judged, and with which keys; null where there is no scheme to judge by. */
  readonly by: (OpenScheme & { readonly keys: readonly SchemeSecret[] }) | null
}

const nothing: { readonly covers: Coverage; readonly replay: ReplayProtection } = {
  covers: { extent: 'nothing', detail: 'nothing' },
  replay: { protected: false, toleranceSeconds: null, detail: '' },
}

/** Verdict on a delivery's signature. Pure: the same input gives the same verdict at any time. */
export const judge = (input: JudgeInput): Verification => judgement(input).verification

/** The verdict together with what it came from, for the report. */
export function judgement(input: JudgeInput): Judgement {
  const { signature, recipe } = input
  const refs = recipe ? [recipe] : signature?.kind === 'scheme' ? [signature, ...(signature.alternatives ?? [])] : []
  if (refs.length > 0) return judgeBy(refs, input)
  if (signature === null) return without('unverifiable', 'provider-not-detected')
  return signature.kind === 'none'
    ? without('unsigned', 'provider-does-not-sign')
    : without('unverifiable', 'scheme-not-documented')
}

function judgeBy(refs: readonly SchemeRef[], input: JudgeInput): Judgement {
  const open: OpenScheme[] = []
  for (const ref of refs) {
    const found = openScheme(ref, input.registry)
    if ('problem' in found) return without('unverifiable', 'recipe-invalid', ref.scheme, found.problem)
    open.push(found)
  }
  const candidates = open.map(({ scheme, params }) => {
    return { scheme, params, keys: [...input.secrets, ...(scheme.publishedKeys?.(params) ?? [])] }
  })
  const [main] = candidates
  if (!main) return without('unverifiable', 'scheme-not-documented')
  if (input.aborted) return unverifiable(main, 'delivery-incomplete', input)
  const ready = candidates.filter(({ keys }) => keys.length > 0)
  const results = []
  for (const candidate of ready) {
    const outcome = candidate.scheme.verify(input.request, candidate.params, candidate.keys)
    const result = judged(candidate, outcome, input)
    if (outcome.ok || !otherScheme.has(outcome.reason)) return result
    results.push(result)
  }
  const [missing] = results
  const read = results.filter(({ verification }) => verification.reason !== 'header-missing')
  // A version of its own speaks for another of the schemes; what is wrong in the right one says more.
  const unread = read.find(({ verification }) => verification.reason !== 'no-supported-version') ?? read[0]
  return unread ?? missing ?? unverifiable(main, 'no-secret', input)
}

/** The delivery is not signed in this way; an alternative of the same provider may fit. */
const otherScheme: ReadonlySet<VerificationReason> = new Set([
  'header-missing',
  'header-malformed',
  'no-supported-version',
  'unsupported-algorithm',
])

function judged(by: NonNullable<Judgement['by']>, outcome: CheckOutcome, { request }: JudgeInput): Judgement {
  const { covers, replay } = by.scheme.describe(by.params, request)
  const scheme = by.scheme.id
  if (!outcome.ok) {
    const { reason, detail } = outcome
    return { by, verification: { state: 'failed', reason, scheme, secret: null, covers, replay, detail } }
  }
  const { id, label } = outcome.secret
  const secret = { id, label }
  return {
    by,
    verification: { state: 'verified', reason: 'signature-matches', scheme, secret, covers, replay, detail: null },
  }
}

function unverifiable(
  by: NonNullable<Judgement['by']>,
  reason: VerificationReason,
  { request }: JudgeInput,
): Judgement {
  const { covers, replay } = by.scheme.describe(by.params, request)
  const common = { state: 'unverifiable', reason, secret: null, detail: null } as const
  return { by, verification: { ...common, scheme: by.scheme.id, covers, replay } }
}

function without(
  state: Verification['state'],
  reason: VerificationReason,
  scheme: string | null = null,
  detail: string | null = null,
): Judgement {
  return { by: null, verification: { state, reason, scheme, secret: null, ...nothing, detail } }
}
