import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { causes } from '#shared/model/cause.ts'
import { type FaultCase, problemOf, readCases } from '../support/faults/fault-case.ts'
import { rows } from '../support/faults/good-deliveries.ts'
import { plantBodies } from '../support/faults/plant-bodies.ts'
import { plantHeaders } from '../support/faults/plant-headers.ts'
import { plantProviders } from '../support/faults/plant-providers.ts'
import { plantSecrets } from '../support/faults/plant-secrets.ts'
import { plantStrings } from '../support/faults/plant-strings.ts'

// Made by other means than the schemes' own `sign`; README.md beside them says how.
const fixtures = join(import.meta.dirname, '../fixtures/faults')
const files = readdirSync(fixtures).filter((name) => name.endsWith('.json'))

const planted = new Map<string, readonly FaultCase[]>([
  ...rows.map(
    (row) =>
      [row.name, [...plantSecrets(row), ...plantHeaders(row), ...plantBodies(row), ...plantStrings(row)]] as const,
  ),
  ['a delivery of another provider', plantProviders()],
  ...files.map((name) => [name, readCases(join(fixtures, name))] as const),
])
const all = [...planted.values()].flat()
const codesOf = ({ expected: { cause } }: FaultCase) => (Array.isArray(cause) ? cause : cause === null ? [] : [cause])

async function problemsOf(cases: readonly FaultCase[]): Promise<string[]> {
  const problems: string[] = []
  for (const one of cases) {
    const problem = problemOf(one)
    if (problem !== null) problems.push(problem)
  }
  return problems
}

describe('each fault is told by its own cause', () => {
  test.each([...planted])(
    '%s',
    async (_name, cases) => {
      expect(cases.length).toBeGreaterThan(0)
      expect(await problemsOf(cases)).toEqual([])
    },
    120_000,
  )
})

test('the faults are as many and as different as they should be', () => {
  expect(rows.length).toBeGreaterThanOrEqual(30)
  expect(files.flatMap((name) => planted.get(name) ?? []).length).toBeGreaterThanOrEqual(1500)
  expect(all.filter(({ expected }) => expected.state === 'failed').length).toBeGreaterThanOrEqual(250)
  expect(all.filter(({ expected }) => expected.cause === 'no-match').length).toBeGreaterThanOrEqual(100)
  expect(causes.filter((cause) => !all.some((one) => codesOf(one).includes(cause)))).toEqual([])
  expect(new Set(all.map(({ id }) => id)).size).toBe(all.length)
})

const further = (process.env.SWITCHHOOK_FAULTS ?? '').split(':').filter(Boolean)

describe.runIf(further.length > 0)('cases of the files in SWITCHHOOK_FAULTS', () => {
  test('all of them come out as given', async () => {
    const cases = further.flatMap(readCases)
    const wrong = await problemsOf(cases)
    for (const problem of wrong) process.stdout.write(`\n${problem}`)
    // On a line of its own, whatever the reporter wrote before.
    process.stdout.write(`\nfaults: ${cases.length - wrong.length} right of ${cases.length}\n`)
    expect(wrong).toEqual([])
  }, 1_200_000)
})
