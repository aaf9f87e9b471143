// npm run attack [-- --requests N --seed S]: everything that can be sent to the built host; see test/attack/.
import { resolve } from 'node:path'
import { build, isOutOfDate } from './lib/build.mjs'
import { nodeProblem } from './lib/node-version.mjs'
import { run } from './lib/run.mjs'

const script = resolve(import.meta.dirname, '../test/attack/run.ts')

async function attack(args) {
  const problem = nodeProblem()
  if (problem) {
    process.stderr.write(`${problem}\n`)
    return 1
  }
  if (!process.env.SWITCHHOOK_BUILD && isOutOfDate() && (await build()) !== 0) return 1
  return run(process.execPath, [script, ...args])
}

process.exitCode = await attack(process.argv.slice(2))
