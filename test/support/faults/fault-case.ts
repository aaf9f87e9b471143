import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Ladder } from '#shared/model/ladder.ts'
import type { Verification } from '#shared/model/verification.ts'
import { loadProviderPacks } from '../../../src/main/engine/providers/load-provider-packs.ts'
import { allSampleBytes } from '../../../src/main/engine/providers/make-sample.ts'
import { judge } from '../../../src/main/engine/signatures/judge.ts'
import { explainFailure } from '../../../src/main/engine/signatures/ladder/explain-failure.ts'
import type { LadderInput } from '../../../src/main/engine/signatures/ladder/ladder-input.ts'

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
  }
  readonly arrivedAtMs: number
  /** `cause`: one code, several that are as good, or null where it verifies. */
  readonly expected: { readonly state: Verification['state']; readonly cause: string | readonly string[] | null }
}

export const readCases = (file: string): FaultCase[] => JSON.parse(readFileSync(file, 'utf8'))

const providers = join(import.meta.dirname, '../../../resources/providers')
export const { packs } = loadProviderPacks({ builtInDir: providers, userDir: join(providers, 'none') })

const ladderPacks = [...packs.values()].map(({ manifest: { id, name, signature } }) => ({ id, name, signature }))

export function inputOf(one: FaultCase): LadderInput {
  const pack = packs.get(one.provider)
  if (!pack) throw new Error(`no pack “${one.provider}”`)
  const { method, publicUrl, headers, bodyBase64 } = one.request
  const target = publicUrl.replace(/^[a-z]+:\/\/[^/?#]*/i, '') || '/'
  return {
    request: {
      method,
      target,
      publicUrl,
      headers,
      body: Buffer.from(bodyBase64, 'base64'),
      arrivedAtMs: one.arrivedAtMs,
    },
    aborted: false,
    signature: pack.manifest.signature,
    recipe: null,
    secrets: one.secrets.map((secret, index) => ({ id: `own-${index}`, ...secret })),
    others: (one.otherEndpoints ?? []).flatMap(({ name, provider, secrets }, at) =>
      secrets.map((secret, index) => ({ secret: { id: `other-${at}-${index}`, ...secret }, endpoint: name, provider })),
    ),
    packs: ladderPacks,
    knownBodies: allSampleBytes(pack),
  }
}

export interface FaultResult {
  readonly verification: Verification
  /** Null where the signature did not fail. */
  readonly ladder: Ladder | null
}

export function explainCase(one: FaultCase, limitMs = 2000): FaultResult {
  const input = inputOf(one)
  const verification = judge(input)
  const start = performance.now()
  return { verification, ladder: explainFailure(input, { elapsed: () => performance.now() - start, limitMs }) }
}

/** Null where state and cause are as expected, else what came out. */
export function problemOf(one: FaultCase): string | null {
  const { verification, ladder } = explainCase(one)
  const { state, cause } = one.expected
  const accepted: readonly (string | null)[] = cause === null || typeof cause === 'string' ? [cause] : cause
  const got = ladder?.cause ?? null
  if (verification.state === state && accepted.some((code) => code === got)) return null
  const wanted = accepted.map((code) => code ?? 'none').join(' or ')
  return `${one.id}: ${verification.state} (${verification.reason}), cause ${got ?? 'none'}; expected ${state}, ${wanted}${ladder ? `: ${ladder.sentence} ${ladder.evidence}` : ''}`
}
