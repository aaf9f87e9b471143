// npm's prepack and postpack: builds what is out of date, and while npm reads the folder, puts the package's own manifest in
// the place of the checkout's, and the database driver beside the bundles.
import { copyFileSync, cpSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, isOutOfDate } from './lib/build.mjs'
import { packageManifest } from './lib/package-manifest.mjs'

const root = resolve(import.meta.dirname, '..')
const file = join(root, 'package.json')
/** Left behind where npm was ended in between. */
const saved = join(root, 'package.json.saved')
const vendored = join(root, 'out/node_modules')

async function before() {
  restore()
  // Asked first: the manifest is one of the sources.
  const code = isOutOfDate() ? await build() : 0
  if (code !== 0) return code
  vendorDriver()
  copyFileSync(file, saved)
  const manifest = packageManifest(JSON.parse(readFileSync(file, 'utf8')))
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
  return 0
}

/**
 * The driver with its binaries for all platforms, where the bundles find it. As a dependency it would break `npm ci` on
 * machines without Python: npm forgets in the project's lockfile that nothing has to be compiled
 * (https://github.com/npm/cli/issues/3341).
 */
function vendorDriver() {
  const [from, to] = [join(root, 'node_modules/better-sqlite3'), join(vendored, 'better-sqlite3')]
  for (const part of ['package.json', 'LICENSE', 'lib', 'prebuilds'])
    cpSync(join(from, part), join(to, part), { recursive: true, dereference: true })
}

function restore() {
  rmSync(vendored, { recursive: true, force: true })
  if (existsSync(saved)) renameSync(saved, file)
  return 0
}

process.exitCode = process.argv[2] === 'after' ? restore() : await before()
