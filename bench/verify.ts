// Microseconds per delivery: the check of its signature, and the search for what made it fail.
import { join } from 'node:path'
import { runnerImport } from 'vite'
import { benchOptions, type Figures, report } from './support/bench.ts'
import type * as SignatureCost from './support/signature-cost.ts'

// Schemes are collected by Vite, so it loads them here too.
const { module } = await runnerImport<typeof SignatureCost>(join(import.meta.dirname, 'support/signature-cost.ts'), {
  configFile: false,
  logLevel: 'error',
})

const at = (sorted: readonly number[], part: number) => Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? 0)

const figures: Figures = {}
for await (const { name, micros } of module.signatureCosts()) {
  const sorted = [...micros].sort((a, b) => a - b)
  const [p50, p99] = [at(sorted, 0.5), at(sorted, 0.99)].map((value) => String(value).padStart(8))
  console.log(`${name.padEnd(44)} p50 ${p50} µs   p99 ${p99} µs`)
  if (name === 'replicer: verify') figures['verify.us'] = at(sorted, 0.5)
}

// No search is cut short in the middle of a step: this is how long its thread can be deaf.
const blocks = [...module.longestBlocks()]
for (const { name, ms } of blocks.sort((a, b) => b.ms - a.ms).slice(0, 5))
  console.log(`${`hostile body, ${name}`.padEnd(44)} longest step ${ms.toFixed(1).padStart(8)} ms`)
figures['verify.longest-block.ms'] = Math.round(Math.max(...blocks.map(({ ms }) => ms)))
report(benchOptions(), figures)
