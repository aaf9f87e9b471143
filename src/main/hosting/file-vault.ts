import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '#shared/api/errors.ts'
import type { SecretVault } from '../engine/ports.ts'
import { privateFile } from './data-dir.ts'

const algorithm = 'aes-256-gcm'
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16
/** First byte of what is sealed, for the day when the format changes. */
const format = 1
const shortestPassphrase = 16

export const keyFileName = 'secrets.key'

/**
 * Vault on a key of our own: from the environment (`SWITCHHOOK_KEY`, a passphrase of at least 16 characters), else from a
 * 0600 file in the data folder. Throws AppError `bad-input` on a short passphrase, `unavailable` on a damaged key file.
 */
export async function openFileVault(
  dataDir: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<SecretVault> {
  const passphrase = env.SWITCHHOOK_KEY
  const key = passphrase === undefined ? await readKeyFile(join(dataDir, keyFileName)) : deriveKey(passphrase)
  const source = passphrase === undefined ? `the key file ${join(dataDir, keyFileName)}` : 'SWITCHHOOK_KEY'
  return { seal: async (plain) => seal(key, plain), open: async (sealed) => open(key, sealed, source) }
}

async function readKeyFile(path: string): Promise<Buffer> {
  const key = Buffer.from(await privateFile(path, () => randomBytes(keyBytes).toString('hex')), 'hex')
  if (key.length !== keyBytes)
    throw new AppError(
      'unavailable',
      `${path} is not a key of Switchhook; restore it, or delete it and enter the secrets again`,
    )
  return key
}

function deriveKey(passphrase: string): Buffer {
  if (passphrase.length < shortestPassphrase)
    throw new AppError('bad-input', `SWITCHHOOK_KEY needs at least ${shortestPassphrase} characters`)
  // The salt is fixed because the same passphrase must give the same key on every start and machine.
  return scryptSync(passphrase, 'switchhook', keyBytes)
}

function seal(key: Buffer, plain: string): Uint8Array {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce)
  const encrypted = Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()])
  return Buffer.concat([Buffer.of(format), nonce, cipher.getAuthTag(), encrypted])
}

function open(key: Buffer, sealed: Uint8Array, source: string): string {
  const nonceEnd = 1 + nonceBytes
  const tagEnd = nonceEnd + tagBytes
  try {
    if (sealed[0] !== format) throw new Error(`unknown format ${sealed[0]}`)
    const decipher = createDecipheriv(algorithm, key, sealed.subarray(1, nonceEnd))
    decipher.setAuthTag(sealed.subarray(nonceEnd, tagEnd))
    return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]).toString('utf8')
  } catch (cause) {
    throw new AppError(
      'unavailable',
      `a stored secret cannot be read: ${source} is not the key that encrypted it. Bring the key back, or enter the secret again.`,
      [],
      { cause },
    )
  }
}
