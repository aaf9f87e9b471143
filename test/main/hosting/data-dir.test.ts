import { execFileSync } from 'node:child_process'
import { statSync, writeFileSync } from 'node:fs'
import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { makeDataDir, privateFile } from '../../../src/main/hosting/data-dir.ts'
import { tempDir } from '../../support/temp-dir.ts'

test('makes the folder and those above it for their owner alone', async () => {
  const path = join(await tempDir(), 'a', 'b', 'c')
  await makeDataDir(path)
  await makeDataDir(path)

  expect(statSync(path).mode & 0o777).toBe(0o700)
})

test('a file in its place is told as that', async () => {
  const file = join(await tempDir(), 'file')
  writeFileSync(file, '')

  await expect(makeDataDir(file)).rejects.toThrow(`${file} cannot be made: there is a file of this name.`)
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

describe('privateFile', () => {
  it.skipIf(process.platform === 'win32')('never waits for a pipe in its place', async () => {
    const path = join(await tempDir(), 'token')
    execFileSync('mkfifo', [path])

    await expect(privateFile(path, () => 'x')).rejects.toThrow(/not a regular file/)
  })

  it('makes the file once, for its owner only', async () => {
    const path = join(await tempDir(), 'key')

    const first = await privateFile(path, () => 'one')
    const second = await privateFile(path, () => 'two')

    expect([first, second, await readFile(path, 'utf8')]).toEqual(['one', 'one', 'one'])
    if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600)
  })

  it('gives everyone the text of the first, however many make it at once, and leaves no draft', async () => {
    const dir = await tempDir()
    const path = join(dir, 'key')

    const texts = await Promise.all(['a', 'b', 'c'].map((text) => privateFile(path, () => text)))

    expect(new Set(texts).size).toBe(1)
    expect(await readdir(dir)).toEqual(['key'])
  })

  it.skipIf(process.platform === 'win32')('takes the file away from others', async () => {
    const path = join(await tempDir(), 'key')
    await writeFile(path, 'open\n')
    await chmod(path, 0o644)

    expect(await privateFile(path, () => 'new')).toBe('open')
    expect((await stat(path)).mode & 0o777).toBe(0o600)
  })
})
