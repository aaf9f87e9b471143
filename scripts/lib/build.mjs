import { existsSync, readdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { run } from './run.mjs'

const root = resolve(import.meta.dirname, '../..')
export const viteConfig = 'scripts/electron.vite.config.ts'
const sources = ['src', 'resources/providers', viteConfig, 'package.json', 'package-lock.json']
const results = [
  'out/main/index.js',
  'out/main/headless.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
  'out/testing/index.js',
]

/** Some bundle is missing, or older than a source. */
export function isOutOfDate(dir = root) {
  const built = results.map((file) => join(dir, file))
  if (!built.every((file) => existsSync(file))) return true
  const oldest = Math.min(...built.map((file) => statSync(file).mtimeMs))
  return sources.some((source) => newestIn(join(dir, source)) > oldest)
}

function newestIn(path) {
  const stat = statSync(path, { throwIfNoEntry: false })
  if (!stat) return 0
  if (!stat.isDirectory()) return stat.mtimeMs
  return Math.max(0, ...readdirSync(path).map((name) => newestIn(join(path, name))))
}

/** Builds all bundles; its output goes to standard error. Returns the exit code. */
export async function build() {
  const builder = join(root, 'node_modules/electron-vite/bin/electron-vite.js')
  const stdio = ['ignore', process.stderr, 'inherit']
  const code = await run(process.execPath, [builder, 'build', '--config', viteConfig, '--logLevel', 'warn'], { stdio })
  return code !== 0 ? code : run(process.execPath, [join(import.meta.dirname, 'build-testing.mjs')], { stdio })
}
