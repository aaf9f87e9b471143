import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { SchemeRef } from '#shared/model/verification.ts'
import { schemeRegistry } from '../../src/main/engine/signatures/registry.ts'
import type { CheckOutcome } from '../../src/main/engine/signatures/signature-scheme.ts'
import { vectorSchemes } from '../support/vector-schemes.ts'

interface Vector {
  readonly id: string
  readonly scheme: string
  readonly secret?: string
  readonly publicKey?: string
  readonly applicationKey?: string
  readonly config?: Readonly<Record<string, unknown>>
  readonly method: string
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly bodyUtf8: string
  readonly clockMs?: number
  readonly valid: boolean
  readonly reason?: string
}

const read = (file: string): Vector[] => JSON.parse(readFileSync(file, 'utf8'))

function check(vector: Vector): CheckOutcome {
  const ref = vectorSchemes[vector.scheme]?.(vector)
  const scheme = schemeRegistry.get(ref?.scheme ?? '')
  if (!ref || !scheme) throw new Error(`no scheme for “${vector.scheme}”`)
  const { pathname, search } = new URL(vector.url)
  const request = {
    method: vector.method,
    target: pathname + search,
    publicUrl: vector.url,
    headers: Object.entries(vector.headers),
    body: Buffer.from(vector.bodyUtf8),
    arrivedAtMs: vector.clockMs ?? 0,
  }
  const value = vector.secret ?? vector.publicKey ?? ''
  return scheme.verify(request, scheme.params.parse(timed(ref.params, vector)), [{ id: 's1', label: 'vector', value }])
}

/** A case without a clock says nothing about age. */
const timed = (params: SchemeRef['params'], { clockMs }: Vector) =>
  clockMs === undefined && 'toleranceSeconds' in params ? { ...params, toleranceSeconds: null } : params

const outcomeOf = (outcome: CheckOutcome) => ({ valid: outcome.ok, reason: outcome.ok ? undefined : outcome.reason })
const expectedOf = ({ valid, reason }: Vector, outcome: CheckOutcome) => ({
  valid,
  reason: reason ?? outcomeOf(outcome).reason,
})

const own = read(join(import.meta.dirname, '../fixtures/vectors/signatures.json'))

describe('published and derived signature cases', () => {
  test.each(own.map((vector) => [vector.id, vector] as const))('%s', (_id, vector) => {
    const outcome = check(vector)
    expect(outcomeOf(outcome)).toEqual(expectedOf(vector, outcome))
  })

  test('each case of the file runs', () => expect(own.length).toBeGreaterThanOrEqual(50))
})

const further = (process.env.SWITCHHOOK_VECTORS ?? '').split(':').filter(Boolean)

describe.runIf(further.length > 0)('cases of the files in SWITCHHOOK_VECTORS', () => {
  test('all of them come out as given', () => {
    const results = further.flatMap(read).map((vector) => {
      if (!vectorSchemes[vector.scheme]) return { id: vector.id, right: false, got: `no scheme “${vector.scheme}”` }
      const outcome = check(vector)
      const [got, expected] = [outcomeOf(outcome), expectedOf(vector, outcome)]
      return { id: vector.id, got, expected, right: got.valid === expected.valid && got.reason === expected.reason }
    })
    const wrong = results.filter(({ right }) => !right)
    // On a line of its own, whatever the reporter wrote before.
    process.stdout.write(`\nvectors: ${results.length - wrong.length} right of ${results.length}\n`)
    expect(wrong).toEqual([])
  })
})
