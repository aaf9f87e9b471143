import { judge } from '../../src/main/engine/signatures/judge.ts'
import { explainFailure } from '../../src/main/engine/signatures/ladder/explain-failure.ts'
import { explainCase, type FaultCase, inputOf } from '../../test/support/faults/fault-case.ts'
import { rows, signed } from '../../test/support/faults/good-deliveries.ts'
import { plant } from '../../test/support/faults/planting.ts'
import { hostileBodies } from '../../test/support/hostile-bodies.ts'

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

const hostileSize = 256 * 1024
const limitMs = 3000

/** For each hostile body, the longest time for which a search does not look whether it is to end. */
export function* longestBlocks(): Iterable<{ readonly name: string; readonly ms: number }> {
  for (const { name, type, of } of hostileBodies) {
    const form = type === 'form'
    const row = rows.find((one) => one.name === (form ? 'twilio (form)' : 'replicer'))
    const good = row && signed(row)
    if (!row || !good) throw new Error(`no row for ${name}`)
    const [one] = plant(row, name, { ...good, body: Buffer.from(of(hostileSize)) }, 'no-match')
    if (!one) continue
    const start = performance.now()
    let [last, ms] = [start, 0]
    explainFailure(inputOf(one), {
      limitMs,
      elapsed() {
        const now = performance.now()
        ms = Math.max(ms, now - last)
        last = now
        return now - start
      },
    })
    yield { name, ms }
  }
}
