// npm run attack: see scripts/attack.mjs. Ends with 1 where a goal is missed, and leaves the folder for a look.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { attack } from './attack.ts'
import { figures, misses } from './report.ts'

const { values } = parseArgs({
  options: {
    requests: { type: 'string' },
    seed: { type: 'string' },
    first: { type: 'string' },
    /** Fixed cases whose names hold this text; none where it is empty. */
    cases: { type: 'string' },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31))
const requests = Number(values.requests ?? 20_000)
const first = Number(values.first ?? 0)

const folder = mkdtempSync(join(tmpdir(), 'switchhook-attack-'))
console.log(`seed ${seed}, ${requests} requests`)
const chosen = values.cases
const withoutCases = (name: string) => chosen !== undefined && (chosen === '' || !name.includes(chosen))
const result = await attack({ folder, seed, requests, first, withoutCases, tell: (line) => console.log(`  ${line}`) })
for (const line of figures(result)) console.log(line)
const missed = misses(result)
for (const line of missed) console.log(`missed: ${line}`)
if (missed.length === 0) rmSync(folder, { recursive: true })
else console.log(`repeat with --seed ${seed} --requests ${requests}; the folder is ${folder}`)
process.exit(missed.length === 0 ? 0 : 1)
