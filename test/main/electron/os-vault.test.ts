import { describe, expect, it, vi } from 'vitest'
import { type OsEncryption, openOsVault } from '../../../src/main/electron/os-vault.ts'
import { openFileVault } from '../../../src/main/hosting/file-vault.ts'
import { keptLog } from '../../support/kept-log.ts'
import { tempDir } from '../../support/temp-dir.ts'

/** A key store that reverses text, and knows its own. */
const keyStore = (over: Partial<OsEncryption> = {}): OsEncryption => ({
  isAsyncEncryptionAvailable: async () => true,
  encryptStringAsync: async (plain) => Buffer.from(`os:${[...plain].reverse().join('')}`),
  decryptStringAsync: async (encrypted) => {
    const text = encrypted.toString()
    if (!text.startsWith('os:')) throw new Error('no key')
    return { result: [...text.slice(3)].reverse().join('') }
  },
  ...over,
})

describe('openOsVault', () => {
  it('uses the key store and never opens the key file', async () => {
    const [log, openFallback] = [keptLog(), vi.fn()]
    const vault = await openOsVault(keyStore(), openFallback, log)

    const sealed = await vault.seal('a secret')

    expect(await vault.open(sealed)).toBe('a secret')
    expect(Buffer.from(sealed).toString()).not.toContain('a secret')
    expect(openFallback).not.toHaveBeenCalled()
    expect(log.lines).toEqual([])
  })

  it.each([
    ['is not available', { isAsyncEncryptionAvailable: async () => false }],
    ['encrypts with a key that everybody knows', { getSelectedStorageBackend: () => 'basic_text' }],
  ])('falls back to the key file, and says so, where the key store %s', async (_why, over) => {
    const [log, dir] = [keptLog(), await tempDir()]
    const vault = await openOsVault(keyStore(over), () => openFileVault(dir, {}), log)

    const sealed = await vault.seal('a secret')

    expect(await (await openFileVault(dir, {})).open(sealed)).toBe('a secret')
    expect(log.lines).toMatchObject([{ level: 'warn', message: expect.stringContaining('no key store') }])
  })

  it('still reads what the key file sealed before there was a key store', async () => {
    const dir = await tempDir()
    const sealed = await (await openFileVault(dir, {})).seal('old')

    const vault = await openOsVault(keyStore(), () => openFileVault(dir, {}), keptLog())

    expect(await vault.open(sealed)).toBe('old')
  })

  it('says what to do where the key store lost its key', async () => {
    const sealed = await (await openOsVault(keyStore(), vi.fn(), keptLog())).seal('x')
    const locked = keyStore({ decryptStringAsync: () => Promise.reject(new Error('locked')) })
    const vault = await openOsVault(locked, vi.fn(), keptLog())

    await expect(vault.open(sealed)).rejects.toMatchObject({
      code: 'unavailable',
      message: expect.stringContaining('Unlock it'),
    })
  })
})
