import { build, isOutOfDate } from './build.mjs'
import { nodeProblem } from './node-version.mjs'
import { run } from './run.mjs'

/** Runs a TypeScript file that drives the built product, which is built first where it is out of date. Resolves with the exit code. */
export async function runOnBuild(script, args) {
  const problem = nodeProblem()
  if (problem) {
    process.stderr.write(`${problem}\n`)
    return 1
  }
  if (!process.env.SWITCHHOOK_BUILD && isOutOfDate() && (await build()) !== 0) return 1
  return run(process.execPath, [script, ...args])
}
