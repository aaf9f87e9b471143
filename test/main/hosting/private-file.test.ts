import { chmod, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { privateFile } from '../../../src/main/hosting/private-file.ts'
import { tempDir } from '../../support/temp-dir.ts'

describe('privateFile', () => {
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
