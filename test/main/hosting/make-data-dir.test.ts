import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { makeDataDir } from '../../../src/main/hosting/make-data-dir.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('makes the folder and those above it for their owner alone', async () => {
  const path = join(await tempDir(), 'a', 'b', 'c')
  await makeDataDir(path)
  await makeDataDir(path)

  expect(statSync(path).mode & 0o777).toBe(0o700)
})

test('a path below a file is refused', async () => {
  const file = join(await tempDir(), 'file')
  writeFileSync(file, '')

  await expect(makeDataDir(join(file, 'x'))).rejects.toMatchObject({ code: 'unavailable' })
})

test.runIf(process.platform === 'linux')(
  'a folder where nothing can be made is refused, without end of tries',
  async () => {
    await expect(makeDataDir('/proc/switchhook-test/x')).rejects.toMatchObject({ code: 'unavailable' })
  },
)
