// npm run chaos [-- --rounds N --seed S]: the built host under load, killed at random moments; see test/chaos/.
import { resolve } from 'node:path'
import { build, isOutOfDate } from './lib/build.mjs'
import { nodeProblem } from './lib/node-version.mjs'
import { run } from './lib/run.mjs'

const script = resolve(import.meta.dirname, '../test/chaos/run.ts')

async function chaos(args) {
  const problem = nodeProblem()
  if (problem) {
    process.stderr.write(`${problem}\n`)
    return 1
  }
  if (!process.env.SWITCHHOOK_BUILD && isOutOfDate() && (await build()) !== 0) return 1
  return run(process.execPath, [script, ...args])
}

process.exitCode = await chaos(process.argv.slice(2))
