import { judge } from '../../src/main/engine/signatures/judge.ts'
import { explainCase, type FaultCase, inputOf } from '../../test/support/faults/fault-case.ts'
import { rows, signed } from '../../test/support/faults/good-deliveries.ts'
import { plant } from '../../test/support/faults/planting.ts'

export interface SignatureCost {
  readonly name: string
  /** Microseconds, one per run. */
  readonly micros: readonly number[]
}

const names = [
  'replicer',
  'stripe',
  'standard-webhooks',
  'twilio (form)',
  'plivo (form)',
  'vonage',
  'telnyx',
  'hubspot',
  'bandwidth',
]

async function measured(times: number, run: () => unknown): Promise<number[]> {
  const micros: number[] = []
  for (let index = 0; index < times; index++) {
    const start = performance.now()
    await run()
    micros.push((performance.now() - start) * 1000)
  }
  return micros
}

/** What the check of one delivery costs, and what finding out why it fails costs. */
export async function* signatureCosts(): AsyncIterable<SignatureCost> {
  for (const name of names) {
    const row = rows.find((one) => one.name === name)
    const good = row && signed(row)
    if (!row || !good) throw new Error(`no row “${name}”`)
    const [fine] = plant(row, 'good', good, null)
    const newline = Buffer.from(`${Buffer.from(good.body)}\n`)
    const [added] = plant(row, 'newline', { ...good, body: newline }, 'body-trailing-newline')
    const [unknown] = plant(row, 'unknown', signed(row, { secret: row.other.secret }), 'no-match')
    const input = fine && inputOf(fine)
    const explained = (one: FaultCase | undefined, times: number) => measured(times, () => one && explainCase(one))
    await measured(500, () => input && judge(input))
    yield { name: `${name}: verify`, micros: await measured(5000, () => input && judge(input)) }
    yield { name: `${name}: ladder, newline added`, micros: await explained(added, 200) }
    yield { name: `${name}: ladder, nothing fits`, micros: await explained(unknown, 30) }
  }
}
