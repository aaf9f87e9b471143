import type { z } from 'zod'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { Coverage, ReplayProtection, VerificationReason } from '#shared/model/verification.ts'

/** A delivery as a scheme sees it. Pure data: schemes never read the clock and never change their input. */
export interface SchemeRequest {
  readonly method: string
  /** Path and query as sent. */
  readonly target: string
  /** The URL that the provider called; what URL-signing schemes have signed. */
  readonly publicUrl: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
  /** Timestamps are judged against this, never against "now". */
  readonly arrivedAtMs: number
}

export interface SchemeSecret {
  readonly id: string
  readonly label: string
  readonly value: string
}

type FailureReason = Extract<
  VerificationReason,
  | 'header-missing'
  | 'header-malformed'
  | 'timestamp-missing'
  | 'timestamp-malformed'
  | 'timestamp-too-old'
  | 'timestamp-too-new'
  | 'no-supported-version'
  | 'unsupported-algorithm'
  | 'body-hash-mismatch'
  | 'signature-mismatch'
  // Not a failure of the delivery: it could not be checked.
  | 'check-stopped'
>

export type CheckOutcome =
  | { readonly ok: true; readonly secret: SchemeSecret }
  /** `detail`: specifics in one clause ("the timestamp is 12 min older than the arrival"), null where the reason says all. */
  | { readonly ok: false; readonly reason: FailureReason; readonly detail: string | null }

export type Failure = Extract<CheckOutcome, { ok: false }>

export const fail = (reason: Failure['reason'], detail: string | null = null): Failure => ({
  ok: false,
  reason,
  detail,
})

const unboundWords = 'so nothing binds the signature to the body'
/** No hash of the body is signed, though there is a body. */
export const unbound = (what: string): Failure => fail('body-hash-mismatch', `${what}, ${unboundWords}`)
export const isUnbound = (detail: string | null): boolean => detail?.endsWith(unboundWords) ?? false

export const matched = (secret: SchemeSecret): CheckOutcome => ({ ok: true, secret })

/** Short enough for a sentence, whatever was sent. */
export const excerpt = (text: string): string => (text.length > 40 ? `${text.slice(0, 40)}…` : text)

/** Stands for a secret wherever evidence would show it. */
export const secretMask = '••••••••'

/** How a scheme works, in words. May depend on the request (a form is signed otherwise than JSON). */
export interface SchemeDescription {
  /** e.g. "HMAC-SHA256, lower-case hex" */
  readonly algorithm: string
  /** e.g. "the raw body" */
  readonly signedString: string
  /** Header (or place) of the signature. */
  readonly header: string
  readonly covers: Coverage
  readonly replay: ReplayProtection
  /** What the user should paste, e.g. "whsec_ followed by base64"; shown beside the input. */
  readonly secretHint: string
  readonly keyKind: 'secret' | 'public-key'
  /** The provider issues the secret, or fixes its form: nobody can have chosen it. */
  readonly issued?: boolean
}

/** A public key is never chosen. */
export const isIssued = ({ issued, keyKind }: Pick<SchemeDescription, 'issued' | 'keyKind'>): boolean =>
  issued ?? keyKind === 'public-key'

/** The evidence behind a verdict, for the Signature tab. */
export interface SchemeEvidence {
  /** Parts of the signed string in order, the very bytes that went into the digest. Empty where nothing is digested. */
  readonly signedParts: readonly { readonly name: string; readonly bytes: Uint8Array }[]
  /** Signatures found in the delivery, in the scheme's own encoding. */
  readonly received: readonly string[]
  /** What each secret would have given, same encoding. Empty for public-key schemes; never a static secret itself. */
  readonly expected: readonly { readonly secret: SchemeSecret; readonly value: string }[]
}

/** What signing changes in a request: headers to set (replacing same-named ones), and body or target where the scheme signs there. */
export interface SignedParts {
  readonly headers: readonly HeaderPair[]
  readonly body?: Uint8Array
  readonly target?: string
}

/**
 * A signature scheme: one file in `schemes/`, default export, pure functions over bytes. Everything that differs between
 * two providers of the same shape is a parameter, so that the same code can also be asked "would it hold if …".
 * Nothing here throws on garbage in a request; it throws only on parameters that `params` did not parse.
 */
export interface SignatureScheme<P = unknown> {
  readonly id: string
  readonly name: string
  readonly description: string
  /** Schema of the parameters, with defaults and `.describe()` texts: the recipe form is made from it. */
  readonly params: z.ZodType<P>
  /** Keys that the provider publishes for everyone; tried after the endpoint's own secrets. */
  publishedKeys?(params: P): readonly SchemeSecret[]
  /** Bytes of the key in a secret; left out where the text of the secret is the key. A secret of none is never tried. */
  keySize?(params: P, secret: string): number
  /** Asked for each delivery: what depends on the parameters alone is computed once (`oncePerParams`). */
  describe(params: P, request?: SchemeRequest): SchemeDescription
  /** Tries the secrets in order; compares in constant time. `secrets` is never empty. */
  verify(request: SchemeRequest, params: P, secrets: readonly SchemeSecret[]): CheckOutcome
  explain(request: SchemeRequest, params: P, secrets: readonly SchemeSecret[]): SchemeEvidence
  /** Null where the scheme cannot sign with what the user has (public-key schemes). `newId` makes message ids and nonces. */
  sign(request: SchemeRequest, params: P, secret: string, nowMs: number, newId: () => string): SignedParts | null
}

/** Identity, for type inference of `P`. */
export function defineScheme<P>(scheme: SignatureScheme<P>): SignatureScheme<P> {
  return scheme
}

/** Remembers what depends on the parameters alone. Parsed parameters are never changed in place. */
export function oncePerParams<P extends object, T>(compute: (params: P) => T): (params: P) => T {
  const known = new WeakMap<P, { readonly result: T }>()
  return (params) => {
    const found = known.get(params)
    if (found) return found.result
    const result = compute(params)
    known.set(params, { result })
    return result
  }
}
