// npm run dev: the app with hot reload where Electron is installed; else the headless host, built and started again when a
// source changes.
import { watch } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, viteConfig } from './lib/build.mjs'
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
    return run(process.execPath, [builder, 'dev', '--config', viteConfig, ...args], {
      env: { ...process.env, ELECTRON_EXEC_PATH: program },
    })
  }
  say(`${missing}: running the headless host. It starts again when a source changes.`)
  return headless(args)
}

async function headless(args) {
  let restart = new AbortController()
  let stopping = false
  for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => (stopping = true))
  let timer
  watch(join(root, 'src'), { recursive: true }, () => {
    clearTimeout(timer)
    timer = setTimeout(() => restart.abort(), quietMs)
  })
  for (;;) {
    const built = await build()
    const { signal } = restart
    const code =
      built === 0 ? await run(process.execPath, [join(root, 'out/main/headless.js'), ...args], { signal }) : built
    if (stopping || !signal.aborted) return code
    restart = new AbortController()
  }
}

// Node's recursive watcher would keep the process alive.
process.exit(await dev(process.argv.slice(2)))
