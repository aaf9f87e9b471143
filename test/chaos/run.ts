// npm run chaos: see scripts/chaos.mjs. Ends with 1 where a round found something wrong, and leaves the folder for a look.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startChaos } from './chaos.ts'

const { values } = parseArgs({ options: { rounds: { type: 'string' }, seed: { type: 'string' } } })
const rounds = Number(values.rounds ?? 20)
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
/** Between comparisons with views that were built again. */
const everyRounds = 10

console.log(`seed ${seed}, ${rounds} rounds`)
const folder = mkdtempSync(join(tmpdir(), 'switchhook-chaos-'))
const chaos = await startChaos(folder, seed)
let failed = false
const tell = (problems: readonly string[]) => {
  for (const problem of problems.slice(0, 20)) console.log(`  ${problem}`)
  failed ||= problems.length > 0
}

try {
  for (let round = 1; round <= rounds && !failed; round++) {
    const { answered, there, killedAfterMs, problems } = await chaos.round()
    console.log(`round ${round}: killed after ${killedAfterMs} ms; ${answered} answered so far, ${there} there`)
    tell(problems)
    if (failed || (round % everyRounds !== 0 && round !== rounds)) continue
    const different = await chaos.compareWithFreshViews()
    console.log(different ? 'views compared with a fresh build' : 'this edition has no views of their own')
    tell((different ?? []).map((what) => `differs from a fresh build: ${what}`))
  }
} finally {
  await chaos.close()
}
if (failed) console.log(`failed; repeat with --seed ${seed} --rounds ${rounds}; the folder is ${folder}`)
else rmSync(folder, { recursive: true })
process.exitCode = failed ? 1 : 0
