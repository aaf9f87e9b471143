import { AppError } from '#shared/api/errors.ts'
import type { Log, SecretVault } from '../engine/ports.ts'

/** What is used of Electron's safeStorage. */
export interface OsEncryption {
  isAsyncEncryptionAvailable(): Promise<boolean>
  encryptStringAsync(plain: string): Promise<Buffer>
  decryptStringAsync(encrypted: Buffer): Promise<{ readonly result: string }>
  /** Linux only. `basic_text` encrypts with a key that everybody knows. */
  getSelectedStorageBackend?(): string
}

/** First byte of what the OS key store encrypted; the file vault's is 1. */
const osFormat = 2

/**
 * Vault on the key store of the OS. Where there is none (a Linux desktop without a keyring), secrets are sealed by the file
 * vault, and what that sealed before stays readable.
 */
export async function openOsVault(
  os: OsEncryption,
  openFallback: () => Promise<SecretVault>,
  log: Log,
): Promise<SecretVault> {
  const available = (await os.isAsyncEncryptionAvailable()) && os.getSelectedStorageBackend?.() !== 'basic_text'
  if (!available) log.warn('this desktop has no key store; secrets are encrypted with a key file in the data folder')
  let fallback: Promise<SecretVault> | undefined
  const fileVault = () => {
    fallback ??= openFallback()
    return fallback
  }

  return {
    async seal(plain) {
      if (!available) return (await fileVault()).seal(plain)
      return Buffer.concat([Buffer.of(osFormat), await os.encryptStringAsync(plain)])
    },
    async open(sealed) {
      if (sealed[0] !== osFormat) return (await fileVault()).open(sealed)
      try {
        return (await os.decryptStringAsync(Buffer.from(sealed.subarray(1)))).result
      } catch (cause) {
        const message =
          'a stored secret cannot be read: the key store of this system does not have the key. Unlock it, or enter the secret again.'
        throw new AppError('unavailable', message, [], { cause })
      }
    },
  }
}
