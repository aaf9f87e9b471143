import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, it } from 'vitest'

interface Lockfile {
  readonly packages: Readonly<
    Record<
      string,
      {
        readonly gypfile?: boolean
        readonly resolved?: string
        readonly integrity?: string
        /** Comes inside another package, whose checksum covers it. */
        readonly inBundle?: boolean
        readonly optionalDependencies?: Readonly<Record<string, string>>
      }
    >
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
  expect(packages.filter(([, entry]) => !entry.integrity && !entry.inBundle).map(([path]) => path)).toEqual([])
})

// An entry that is missing fails `npm ci` on every machine. npm leaves one out where the registry at hand has not (yet) got
// a platform's package in that version: then an older version has to do.
it('has an entry for the package of each platform', () => {
  const { packages } = lockfile
  const missing = Object.entries(packages).flatMap(([path, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).filter(
      (name) => !folders(path).some((at) => `${at}node_modules/${name}` in packages),
    ),
  )

  expect(missing).toEqual([])
})

/** Where Node looks for what the package at `path` requires: "" and each package folder on the way, with a slash behind. */
function folders(path: string): string[] {
  const parts = path.split('/node_modules/')
  return ['', ...parts.map((_, i) => (path === '' ? '' : `${parts.slice(0, i + 1).join('/node_modules/')}/`))]
}
