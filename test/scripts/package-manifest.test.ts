import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { expect, test } from 'vitest'
import { type Manifest, packageManifest } from '../../scripts/lib/package-manifest.mjs'

const root = resolve(import.meta.dirname, '../..')
const checkout = JSON.parse(readFileSync(resolve(root, 'package.json'), 'utf8')) as Manifest

test('the package needs nothing beside itself, and has nothing of the checkout', () => {
  const manifest = packageManifest(checkout)

  expect(manifest).toMatchObject({
    name: 'switchhook',
    type: 'module',
    bin: checkout.bin,
    exports: checkout.exports,
    engines: { node: '>=24' },
  })
  for (const key of [
    'private',
    'dependencies',
    'main',
    'imports',
    'scripts',
    'devDependencies',
    'optionalDependencies',
    'overrides',
  ])
    expect(manifest).not.toHaveProperty(key)
})

test('nobody has to install what only some tests use', () => {
  const { peerDependencies, peerDependenciesMeta } = packageManifest(checkout) as Record<string, object>

  expect(Object.keys(peerDependenciesMeta!)).toEqual(Object.keys(peerDependencies!))
  expect(Object.values(peerDependenciesMeta!)).toEqual([{ optional: true }, { optional: true }])
  expect(peerDependencies).toMatchObject({ vitest: expect.stringMatching(/^>=\d+$/) })
})

test('every key that is taken over is in the checkout', () => {
  const manifest = packageManifest(checkout)

  expect(Object.keys(manifest)).toEqual(
    expect.arrayContaining(['name', 'version', 'license', 'bin', 'exports', 'files']),
  )
})
