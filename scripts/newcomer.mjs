// npm run newcomer [-- --window "800 dark" --read MS]: ten minutes of a new user in real Chromium; see test/newcomer/.
import { resolve } from 'node:path'
import { build, isOutOfDate } from './lib/build.mjs'
import { nodeProblem } from './lib/node-version.mjs'
import { run } from './lib/run.mjs'

const script = resolve(import.meta.dirname, '../test/newcomer/run.ts')

async function newcomer(args) {
  const problem = nodeProblem()
  if (problem) {
    process.stderr.write(`${problem}\n`)
    return 1
  }
  if (!process.env.SWITCHHOOK_BUILD && isOutOfDate() && (await build()) !== 0) return 1
  return run(process.execPath, [script, ...args])
}

process.exitCode = await newcomer(process.argv.slice(2))
