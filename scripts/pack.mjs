// npm's prepack and postpack: builds what is out of date, and puts the package's own manifest in the place of the
// checkout's while npm reads it.
import { copyFileSync, existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, isOutOfDate } from './lib/build.mjs'
import { packageManifest } from './lib/package-manifest.mjs'

const root = resolve(import.meta.dirname, '..')
const file = join(root, 'package.json')
/** Left behind where npm was ended in between. */
const saved = join(root, 'package.json.saved')

async function before() {
  restore()
  // Checked first: the manifest is one of the sources.
  const code = isOutOfDate() ? await build() : 0
  if (code !== 0) return code
  copyFileSync(file, saved)
  const manifest = packageManifest(JSON.parse(readFileSync(file, 'utf8')))
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`)
  return 0
}

function restore() {
  if (existsSync(saved)) renameSync(saved, file)
  return 0
}

process.exitCode = process.argv[2] === 'after' ? restore() : await before()
