import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ladder } from '#shared/model/ladder.ts'
import type { Verification } from '#shared/model/verification.ts'
import { detectionStrength } from '../../../src/main/engine/providers/detect-provider.ts'
import { loadProviderPacks } from '../../../src/main/engine/providers/load-provider-packs.ts'
import { allSampleBytes } from '../../../src/main/engine/providers/make-sample.ts'
import { readPayload } from '../../../src/main/engine/providers/payload.ts'
import { judge } from '../../../src/main/engine/signatures/judge.ts'
import { explainFailure } from '../../../src/main/engine/signatures/ladder/explain-failure.ts'
import type { LadderInput } from '../../../src/main/engine/signatures/ladder/ladder-input.ts'
import type { SchemeRequest } from '../../../src/main/engine/signatures/signature-scheme.ts'
import { threadClock } from './thread-clock.ts'

/** A delivery with a fault in it, as files named by SWITCHHOOK_FAULTS hold them. */
export interface FaultCase {
  readonly id: string
  /** Id of a pack. */
  readonly provider: string
  /** Words for people; the pack's scheme judges. */
  readonly scheme?: string
  readonly secrets: readonly { readonly label: string; readonly value: string }[]
  readonly otherEndpoints?: readonly {
    readonly name: string
    readonly provider: string | null
    readonly secrets: readonly { readonly label: string; readonly value: string }[]
  }[]
  readonly request: {
    readonly method: string
    readonly publicUrl: string
    readonly headers: readonly (readonly [string, string])[]
    readonly bodyBase64: string
    /** The body is this so many times over; for bodies too long to be kept. */
    readonly bodyTimes?: number
  }
  readonly arrivedAtMs: number
  readonly expected: Expectation
}

/** What must be said of a delivery, whatever the product says today. */
export interface Expectation {
  /** One state, or several that are as good. */
  readonly state: Verification['state'] | readonly Verification['state'][]
  /** One code, or several that are as good. Null: none where it verifies; where it fails, none may be claimed as proven. */
  readonly cause: string | readonly string[] | null
  /** Where it matters: whether the cause must be claimed as proven, or must be worded as a guess. */
  readonly proven?: boolean
  /** Words that must, or must not, stand in what is said; without regard to case. */
  readonly says?: readonly string[]
  readonly neverSays?: readonly string[]
  /** Of the body that was signed: its length, and the first byte in which the one that came differs. Told otherwise is wrong. */
  readonly signedBody?: { readonly bytes: number; readonly firstDifference: number }
}

export const readCases = (file: string): FaultCase[] => JSON.parse(readFileSync(file, 'utf8'))

const providers = join(import.meta.dirname, '../../../resources/providers')
export const { packs } = loadProviderPacks({ builtInDir: providers, userDir: join(providers, 'none') })

/** All packs, and how strongly each takes the delivery for its own. */
function ladderPacks(request: SchemeRequest) {
  const payload = readPayload(request, request.body)
  return [...packs.values()].map((pack) => {
    const { id, name, signature } = pack.manifest
    return { id, name, signature, detected: detectionStrength(pack, payload) }
  })
}

export function inputOf(one: FaultCase): LadderInput {
  const pack = packs.get(one.provider)
  if (!pack) throw new Error(`no pack “${one.provider}”`)
  const { method, publicUrl, headers, bodyBase64, bodyTimes = 1 } = one.request
  const part = Buffer.from(bodyBase64, 'base64')
  const target = publicUrl.replace(/^[a-z]+:\/\/[^/?#]*/i, '') || '/'
  const request = {
    method,
    target,
    publicUrl,
    headers,
    body: bodyTimes === 1 ? part : Buffer.alloc(part.length * bodyTimes, part),
    arrivedAtMs: one.arrivedAtMs,
  }
  return {
    request,
    aborted: false,
    signature: pack.manifest.signature,
    recipe: null,
    secrets: one.secrets.map((secret, index) => ({ id: `own-${index}`, ...secret })),
    others: (one.otherEndpoints ?? []).flatMap(({ name, provider, secrets }, at) =>
      secrets.map((secret, index) => ({ secret: { id: `other-${at}-${index}`, ...secret }, endpoint: name, provider })),
    ),
    packs: ladderPacks(request),
    knownBodies: allSampleBytes(pack),
  }
}

export interface FaultResult {
  readonly verification: Verification
  /** Null where the signature did not fail. */
  readonly ladder: Ladder | null
}

export function explainCase(one: FaultCase, limitMs = 3000): FaultResult {
  const input = inputOf(one)
  const verification = judge(input)
  return { verification, ladder: explainFailure(input, { elapsed: threadClock(), limitMs }) }
}

const listed = <T>(given: T | readonly T[]): readonly T[] => (Array.isArray(given) ? given : [given as T])

/** What was said against what must be; null where they agree. */
function disagreement({ verification, ladder }: FaultResult, expected: Expectation): string | null {
  const accepted = listed<string | null>(expected.cause)
  const nothingProven = ladder === null || ladder.cause === 'no-match' || !ladder.proven
  const words = [ladder?.sentence, ladder?.evidence, ladder?.advice].join(' ').toLowerCase()
  if (!listed(expected.state).includes(verification.state)) return `expected ${listed(expected.state).join(' or ')}`
  if (!accepted.some((code) => (code === null ? nothingProven : code === ladder?.cause)))
    return `expected ${accepted.map((code) => code ?? 'nothing proven').join(' or ')}`
  if (expected.proven !== undefined && ladder?.proven !== expected.proven)
    return expected.proven ? 'expected as proven' : 'expected as a guess'
  if (ladder && ladder.cause !== 'no-match' && ladder.proven === ladder.sentence.includes('probably'))
    return ladder.proven ? 'expected no “probably” of what is proven' : 'expected a guess to be worded as one'
  const missing = (expected.says ?? []).find((text) => !words.includes(text.toLowerCase()))
  if (missing !== undefined) return `expected to say “${missing}”`
  const wrong = (expected.neverSays ?? []).find((text) => words.includes(text.toLowerCase()))
  if (wrong !== undefined) return `expected not to say “${wrong}”`
  const { sizes, firstDifference } = ladder ?? {}
  const body = expected.signedBody
  if (body && sizes && sizes.signed !== body.bytes) return `expected ${body.bytes} signed bytes, not ${sizes.signed}`
  if (body && firstDifference && firstDifference.offset !== body.firstDifference)
    return `expected byte ${body.firstDifference} as the first that differs, not ${firstDifference.offset}`
  return null
}

/** Null where all is as expected, else what came out. */
export function problemOf(one: FaultCase): string | null {
  const result = explainCase(one)
  const { verification, ladder } = result
  const problem = disagreement(result, one.expected)
  if (problem === null) return null
  const claim = ladder ? `${ladder.cause}${ladder.proven ? '' : ' (a guess)'}` : 'none'
  return `${one.id}: ${verification.state} (${verification.reason}), cause ${claim}; ${problem}${ladder ? `: ${ladder.sentence} ${ladder.evidence}` : ''}`
}
