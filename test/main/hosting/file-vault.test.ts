import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { keyFileName, openFileVault } from '../../../src/main/hosting/file-vault.ts'
import { tempDir } from '../../support/temp-dir.ts'

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw – ünï'

describe('openFileVault', () => {
  it('opens what it sealed, also after a restart', async () => {
    const dir = await tempDir()
    const sealed = await (await openFileVault(dir, {})).seal(secret)

    const again = await openFileVault(dir, {})

    expect(await again.open(sealed)).toBe(secret)
    expect(Buffer.from(sealed).includes('whsec_')).toBe(false)
  })

  it('seals the same text differently each time', async () => {
    const vault = await openFileVault(await tempDir(), {})

    expect(await vault.seal(secret)).not.toEqual(await vault.seal(secret))
  })

  it('takes its key from the environment and writes none then', async () => {
    const [one, other] = [await tempDir(), await tempDir()]
    const env = { SWITCHHOOK_KEY: 'a passphrase of some length' }

    const sealed = await (await openFileVault(one, env)).seal(secret)

    expect(await (await openFileVault(other, env)).open(sealed)).toBe(secret)
    await expect(readFile(join(one, keyFileName))).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('says which key is wrong', async () => {
    const sealed = await (await openFileVault(await tempDir(), {})).seal(secret)
    const other = await openFileVault(await tempDir(), {})
    const env = await openFileVault(await tempDir(), { SWITCHHOOK_KEY: 'another passphrase' })

    await expect(other.open(sealed)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(keyFileName),
    })
    await expect(env.open(sealed)).rejects.toMatchObject({ message: expect.stringContaining('SWITCHHOOK_KEY') })
  })

  it.each([
    ['nothing', 0, 0],
    ['a cut one', 0, 20],
    ['one whose format is unknown', 0, undefined],
  ])('refuses %s', async (what, start, end) => {
    const vault = await openFileVault(await tempDir(), {})
    const sealed = (await vault.seal(secret)).slice(start, end)
    if (what.includes('format')) sealed[0] = 9

    await expect(vault.open(sealed)).rejects.toMatchObject({ code: 'unavailable' })
  })

  it('notices a changed byte anywhere', async () => {
    const vault = await openFileVault(await tempDir(), {})
    const sealed = await vault.seal('x')

    for (let at = 0; at < sealed.length; at++) {
      const changed = sealed.slice()
      changed[at] = (changed[at] ?? 0) ^ 1
      await expect(vault.open(changed)).rejects.toMatchObject({ code: 'unavailable' })
    }
  })

  it('refuses a short passphrase and a damaged key file', async () => {
    const dir = await tempDir()
    await writeFile(join(dir, keyFileName), 'not a key')

    await expect(openFileVault(dir, { SWITCHHOOK_KEY: 'short' })).rejects.toMatchObject({ code: 'bad-input' })
    await expect(openFileVault(dir, {})).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining(dir),
    })
  })
})
