// npm start [-- options]: builds what is missing, then opens the desktop app, or the headless host where that cannot be.
import { resolve } from 'node:path'
import { build, isOutOfDate } from './lib/build.mjs'
import { chooseHost } from './lib/choose-host.mjs'
import { fetchElectron } from './lib/fetch-electron.mjs'
import { findElectron } from './lib/find-electron.mjs'
import { hostEnvironment, hostFlags } from './lib/host-flags.mjs'
import { nodeProblem } from './lib/node-version.mjs'
import { run } from './lib/run.mjs'
import { withSeconds } from './lib/with-seconds.mjs'

const root = resolve(import.meta.dirname, '..')

/** Standard output belongs to the host: `--json` promises that its first line is the ready line. */
const say = (line) => process.stderr.write(`${line}\n`)

async function start(args) {
  const problem = nodeProblem()
  if (problem) {
    say(problem)
    return 1
  }
  if (isOutOfDate()) {
    const code = await withSeconds('Building Switchhook', build)
    if (code !== 0) {
      say('The build failed; see above.')
      return code
    }
  }
  const { env, platform } = process
  const getElectron = async () => findElectron(env) ?? fetchElectron(env)
  const { host, why, program } = await chooseHost(args, { env, platform, getElectron })
  if (host === 'desktop') return run(program, [...sandboxSwitch(), root])
  if (why) say(`Starting the headless host: ${why}.`)
  return run(process.execPath, [...hostFlags, resolve(root, 'out/main/headless.js'), ...args], {
    env: hostEnvironment(env),
  })
}

/** Chromium refuses its sandbox to root. */
const sandboxSwitch = () => (process.getuid?.() === 0 ? ['--no-sandbox'] : [])

process.exitCode = await start(process.argv.slice(2))
