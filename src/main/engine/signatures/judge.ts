import type { PackSignature } from '#shared/model/provider-pack.ts'
import type {
  Coverage,
  ReplayProtection,
  SchemeRef,
  Verification,
  VerificationReason,
} from '#shared/model/verification.ts'
import { isPlaceholder } from '#shared/secret-hints/paste-kinds.ts'
import { firstOf } from './lib/headers.ts'
import { type ResolvedScheme, resolveScheme } from './registry.ts'
import type { CheckOutcome, SchemeRequest, SchemeSecret } from './signature-scheme.ts'

/** Plain data: it may be sent to another thread. Pass the same objects for each delivery where you can; much is remembered by them. */
export interface JudgeInput {
  readonly request: SchemeRequest
  /** The sender went away before the whole body was here. */
  readonly aborted: boolean
  /** Of the detected provider's pack, null where none was detected. */
  readonly signature: PackSignature | null
  /** The endpoint's own scheme; replaces the pack's. */
  readonly recipe: SchemeRef | null
  /** Active ones only, in the order to try: retired secrets verify nothing. */
  readonly secrets: readonly SchemeSecret[]
}

/** A scheme with its parameters and the keys that it checks with. */
export interface KeyedScheme extends ResolvedScheme {
  /** The endpoint's active secrets, then keys that the provider publishes. */
  readonly keys: readonly SchemeSecret[]
}

export interface VerificationResult {
  readonly verification: Verification
  /** What judged; null where there is no scheme to judge by. */
  readonly by: KeyedScheme | null
}

/** Verdict on a delivery's signature. Pure: the same input gives the same verdict at any time. */
export const judge = (input: JudgeInput): Verification => verificationResult(input).verification

/** The verdict together with what it came from, for the report. */
export function verificationResult(input: JudgeInput): VerificationResult {
  const { signature } = input
  const refs = schemeRefs(input)
  if (refs.length > 0) return judgeBy(refs, input)
  if (signature === null) return without('unverifiable', 'provider-not-detected')
  return signature.kind === 'none'
    ? without('unsigned', 'provider-does-not-sign')
    : without('unverifiable', 'scheme-not-documented')
}

/** Schemes that a delivery is judged by, in order. */
export function schemeRefs({ recipe, signature }: Pick<JudgeInput, 'recipe' | 'signature'>): readonly SchemeRef[] {
  if (recipe) return [recipe]
  return signature?.kind === 'scheme' ? [signature, ...(signature.alternatives ?? [])] : []
}

function judgeBy(refs: readonly SchemeRef[], input: JudgeInput): VerificationResult {
  const candidates: KeyedScheme[] = []
  for (const ref of refs) {
    const found = resolveScheme(ref)
    if ('problem' in found) return without('unverifiable', 'recipe-invalid', ref.scheme, found.problem)
    candidates.push(withKeys(found, input.secrets))
  }
  const [main] = candidates
  if (!main) return without('unverifiable', 'scheme-not-documented')
  if (input.aborted) return unverifiable(main, 'delivery-incomplete', input)
  const results: VerificationResult[] = []
  let signedIn: string | undefined
  for (const candidate of candidates) {
    if (candidate.keys.length === 0) continue
    const { header } = candidate.params as { header?: string }
    if (signedIn !== undefined && header !== signedIn) break
    const outcome = candidate.scheme.verify(input.request, candidate.params, candidate.keys)
    const result = judged(candidate, outcome, input)
    if (outcome.ok || !otherScheme.has(outcome.reason)) return result
    results.push(result)
    // Signed in a newer way, however badly, it does not count as signed in an older one.
    if (header !== undefined && firstOf(input.request.headers, header) !== undefined) signedIn = header
  }
  const [missing] = results
  const read = results.filter(({ verification }) => verification.reason !== 'header-missing')
  // A version of its own speaks for another of the schemes; what is wrong in the right one says more.
  const unread = read.find(({ verification }) => verification.reason !== 'no-supported-version') ?? read[0]
  return unread ?? missing ?? unverifiable(main, 'no-secret', input, withoutKeyWords(input.secrets))
}

function withKeys(by: ResolvedScheme, secrets: readonly SchemeSecret[]): KeyedScheme {
  const { scheme, params } = by
  const usable = secrets.every((secret) => holdsKey(by, secret))
    ? secrets
    : secrets.filter((secret) => holdsKey(by, secret))
  const published = scheme.publishedKeys?.(params) ?? []
  return { scheme, params, keys: published.length > 0 ? [...usable, ...published] : usable }
}

/** With a key of no bytes, or with the mask that a dashboard shows in its place, anybody could sign. */
const holdsKey = ({ scheme, params }: ResolvedScheme, { value }: Pick<SchemeSecret, 'value'>): boolean =>
  !isPlaceholder(value) && scheme.keySize?.(params, value) !== 0

/** Whether a value can be a secret of one of the schemes; of none in particular where they are not known yet. */
export function canBeSecret(value: string, from: Pick<JudgeInput, 'recipe' | 'signature'>): boolean {
  if (isPlaceholder(value)) return false
  const schemes = schemeRefs(from).flatMap((ref) => {
    const found = resolveScheme(ref)
    return 'problem' in found ? [] : [found]
  })
  return schemes.length === 0 || schemes.some((scheme) => holdsKey(scheme, { value }))
}

const withoutKeyWords = ([first, ...more]: readonly SchemeSecret[]): string | null =>
  first
    ? `“${first.label}”${more.length > 0 ? ` and ${more.length} more` : ''} cannot be a secret: nothing of it is left as a key`
    : null

/** The delivery is not signed in this way; an alternative of the same provider may fit. */
const otherScheme: ReadonlySet<VerificationReason> = new Set([
  'header-missing',
  'header-malformed',
  'no-supported-version',
  'unsupported-algorithm',
])

function judged(by: KeyedScheme, outcome: CheckOutcome, input: JudgeInput): VerificationResult {
  const { request } = input
  const { covers, replay } = by.scheme.describe(by.params, request)
  const scheme = by.scheme.id
  if (!outcome.ok) {
    const { reason, detail } = outcome
    if (reason === 'check-stopped') return unverifiable(by, reason, input, detail)
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
  by: KeyedScheme,
  reason: VerificationReason,
  { request }: JudgeInput,
  detail: string | null = null,
): VerificationResult {
  const { covers, replay } = by.scheme.describe(by.params, request)
  const common = { state: 'unverifiable', reason, secret: null, detail } as const
  return { by, verification: { ...common, scheme: by.scheme.id, covers, replay } }
}

const nothing: { readonly covers: Coverage; readonly replay: ReplayProtection } = {
  covers: { extent: 'nothing', detail: 'nothing' },
  replay: { protected: false, toleranceSeconds: null, detail: '' },
}

function without(
  state: Verification['state'],
  reason: VerificationReason,
  scheme: string | null = null,
  detail: string | null = null,
): VerificationResult {
  return { by: null, verification: { state, reason, scheme, secret: null, ...nothing, detail } }
}
