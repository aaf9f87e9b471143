import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

interface Lockfile {
  readonly packages: Readonly<
    Record<string, { readonly gypfile?: boolean; readonly resolved?: string; readonly integrity?: string }>
  >
}

const lockfile = JSON.parse(readFileSync(resolve(import.meta.dirname, '../../package-lock.json'), 'utf8')) as Lockfile

// npm forgets the flag on each write of the lockfile (https://github.com/npm/cli/issues/3341), and without it `npm ci` runs
// node-gyp for a package that brings its binaries, which fails on machines without Python. Put it back by hand.
it('keeps npm from building better-sqlite3', () => {
  expect(lockfile.packages['node_modules/better-sqlite3']?.gypfile).toBe(false)
})

it('names no registry, but a checksum for each package', () => {
  const packages = Object.entries(lockfile.packages).filter(([path]) => path !== '')

  expect(packages.filter(([, entry]) => entry.resolved).map(([path]) => path)).toEqual([])
  expect(packages.filter(([, entry]) => !entry.integrity).map(([path]) => path)).toEqual([])
})
