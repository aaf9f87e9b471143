import { mkdir, utimes, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { isOutOfDate } from '../../scripts/lib/build.mjs'
import { tempDir } from '../support/temp-dir.ts'

const bundles = [
  'out/main/index.js',
  'out/main/headless.js',
  'out/preload/index.cjs',
  'out/renderer/index.html',
  'out/testing/index.js',
]

async function project() {
  const dir = await tempDir()
  const write = async (file: string, seconds: number) => {
    await mkdir(join(dir, dirname(file)), { recursive: true })
    await writeFile(join(dir, file), '')
    await utimes(join(dir, file), seconds, seconds)
  }
  await write('src/main/engine/engine.ts', 100)
  await write('package.json', 100)
  return { dir, write, build: () => Promise.all(bundles.map((file) => write(file, 200))) }
}

describe('isOutOfDate', () => {
  it('is so before the first build and not after it', async () => {
    const { dir, build } = await project()

    expect(isOutOfDate(dir)).toBe(true)
    await build()
    expect(isOutOfDate(dir)).toBe(false)
  })

  it.each(['src/main/engine/engine.ts', 'src/renderer/src/new.tsx', 'package.json', 'scripts/electron.vite.config.ts'])(
    'is so after a change of %s',
    async (file) => {
      const { dir, write, build } = await project()
      await build()

      await write(file, 300)

      expect(isOutOfDate(dir)).toBe(true)
    },
  )

  it('is so where one bundle is older than a source', async () => {
    const { dir, write, build } = await project()
    await build()

    await write('out/preload/index.cjs', 50)

    expect(isOutOfDate(dir)).toBe(true)
  })
})
