import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadAccessToken, sameToken, tokenFileName } from '../../../src/main/headless/access.ts'
import { tempDir } from '../../support/temp-dir.ts'

describe('the access token', () => {
  it('stays the same over restarts and differs between data folders', async () => {
    const [one, other] = [await tempDir(), await tempDir()]

    const token = await loadAccessToken(one)

    expect(await loadAccessToken(one)).toBe(token)
    expect(await loadAccessToken(other)).not.toBe(token)
    expect(Buffer.from(token, 'base64url')).toHaveLength(24)
  })

  it.each(['', 'short', 'has spaces in it and is long enough otherwise'])('is never %j', async (text) => {
    const dir = await tempDir()
    await writeFile(join(dir, tokenFileName), text)

    await expect(loadAccessToken(dir)).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('is compared whole', () => {
    expect(sameToken('abc', 'abc')).toBe(true)
    for (const other of ['', 'ab', 'abcd', 'abd', 'ABC']) expect(sameToken('abc', other)).toBe(false)
  })
})
