import type { HeaderPair } from '#shared/model/headers.ts'
import type { Ladder } from '#shared/model/ladder.ts'
import type { Verification } from '#shared/model/verification.ts'
import { packsWithSchemes } from '../judging/packs-with-schemes.ts'
import { unhurriedLimits } from '../lib/body-reader.ts'
import { detectProvider, type Packs } from '../providers/detect-provider.ts'
import { allSampleBytes } from '../providers/make-sample.ts'
import { readPayload } from '../providers/payload.ts'
import { signatureRules } from '../providers/provider-pack.ts'
import { readFacts } from '../providers/read-facts.ts'
import { judge } from '../signatures/judge.ts'
import { explainFailure } from '../signatures/ladder/explain-failure.ts'
import type { SchemeSecret } from '../signatures/signature-scheme.ts'

export interface RequestToVerify {
  readonly method: string
  /** The URL that the provider called. */
  readonly url: string
  /** Path and query as sent. */
  readonly target: string
  readonly headers: readonly HeaderPair[]
  readonly body: Uint8Array
  /** Timestamps are judged against this. Unix milliseconds. */
  readonly arrivedAtMs: number
}

export interface VerifiedRequest {
  readonly provider: { readonly id: string; readonly name: string } | null
  readonly event: string | null
  readonly verification: Verification
  /** Why it fails; null where it does not. */
  readonly ladder: Ladder | null
}

export interface VerifyOptions {
  readonly packs: Packs
  /** Pack id; null: detect. */
  readonly provider: string | null
  readonly secrets: readonly SchemeSecret[]
  /** Milliseconds that never jump; the search for the cause ends after some seconds. */
  readonly elapsed: () => number
}

const searchMs = 5000

/** Judges a request that is at hand as the receiver would judge its delivery, and says why where it fails. */
export function verifyRequest(request: RequestToVerify, options: VerifyOptions): VerifiedRequest {
  const { packs, provider, secrets, elapsed } = options
  const { url, ...rest } = request
  const payload = readPayload(request, request.body, unhurriedLimits)
  const detected = detectProvider(packs, payload, provider)
  const pack = detected?.pack ?? null
  const event = readFacts(detected, payload).eventType
  const input = {
    request: { ...rest, publicUrl: url },
    aborted: false,
    ...signatureRules(pack, event, { recipe: null, hasSecret: secrets.length > 0 }),
    secrets,
  }
  const verification = judge(input)
  const began = elapsed()
  const ladder =
    verification.state === 'failed'
      ? explainFailure(
          {
            ...input,
            others: [],
            packs: packsWithSchemes(packs, payload),
            knownBodies: pack === null ? [] : allSampleBytes(pack),
          },
          { elapsed: () => elapsed() - began, limitMs: searchMs },
        )
      : null
  return { provider: pack && { id: pack.manifest.id, name: pack.manifest.name }, event, verification, ladder }
}
