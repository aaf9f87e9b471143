// npm run dev: the app with hot reload where Electron is installed; else the headless host, rebuilt when a source changes.
import { watch } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, isOutOfDate } from './lib/build.mjs'
import { findElectron, missingDisplay } from './lib/find-electron.mjs'
import { nodeProblem } from './lib/node-version.mjs'
import { run } from './lib/run.mjs'

const root = resolve(import.meta.dirname, '..')
const say = (line) => process.stderr.write(`${line}\n`)
const quietMs = 300

async function dev(args) {
  const problem = nodeProblem()
  if (problem) {
    say(problem)
    return 1
  }
  const program = findElectron()
  const missing = program ? missingDisplay() : 'Electron is not installed (npx install-electron)'
  if (!missing) {
    const builder = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
    return run(process.execPath, [builder, 'dev', ...args], { env: { ...process.env, ELECTRON_EXEC_PATH: program } })
  }
  say(`${missing}: running the headless host; sources are watched, reload the page after "built".`)
  if (isOutOfDate() && (await build()) !== 0) return 1
  rebuildOnChange()
  return run(process.execPath, ['--watch-path', join(root, 'out/main'), join(root, 'out/main/headless.js'), ...args])
}

function rebuildOnChange() {
  let timer
  watch(join(root, 'src'), { recursive: true }, () => {
    clearTimeout(timer)
    timer = setTimeout(async () => say((await build()) === 0 ? 'built' : 'not built; see above'), quietMs)
  })
}

// Node's recursive watcher keeps the process alive otherwise, `unref` or not.
process.exit(await dev(process.argv.slice(2)))
