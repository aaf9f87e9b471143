// How long `switchhook list` takes against a running host, beside `node -e 0`.
import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { startBuiltHost } from '../test/support/built-host.ts'
import { temporaryFolder } from '../test/support/headless-host.ts'
import { benchOptions, median, report, rounded } from './support/bench.ts'

const options = benchOptions()
const runs = options.quick ? 5 : 41
const build = resolve(process.env.SWITCHHOOK_BUILD ?? join(import.meta.dirname, '../out'), '..')

/** Milliseconds from spawn to end. */
async function timeOf(args: readonly string[]): Promise<number> {
  const began = performance.now()
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  child.stdout.resume()
  const code = await new Promise((done) => child.once('close', done))
  if (code !== 0) throw new Error(`${args.join(' ')} ended with ${code}`)
  return performance.now() - began
}

const data = temporaryFolder()
const host = await startBuiltHost({ data: data.path })
const bare = ['-e', '0']
const list = [join(build, 'bin/switchhook.cjs'), 'list', '--data', data.path]
const help = [join(build, 'bin/switchhook.cjs'), 'list', '--help']
const [bares, lists, helps]: [number[], number[], number[]] = [[], [], []]
try {
  // The first run fills caches, of files and of compiled code.
  for (const args of [bare, list, help]) await timeOf(args)
  for (let run = 0; run < runs; run++) {
    bares.push(await timeOf(bare))
    lists.push(await timeOf(list))
    helps.push(await timeOf(help))
  }
} finally {
  await host.stop()
  data.remove()
}
report(options, {
  'cli.nodeMs': rounded(median(bares)),
  'cli.listMs': rounded(median(lists)),
  'cli.helpMs': rounded(median(helps)),
  'cli.listVsNode': rounded(median(lists) / median(bares), 2),
})
