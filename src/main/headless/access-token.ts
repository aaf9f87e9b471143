import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import { join } from 'node:path'
import { AppError } from '#shared/api/errors.ts'
import { privateFile } from '../hosting/private-file.ts'

export const tokenFileName = 'ui.token'

/**
 * The token of the UI's address: made once, kept in a 0600 file, so that the address stays valid over restarts. Throws
 * AppError `unavailable` where the file holds something else.
 */
export async function loadAccessToken(dataDir: string): Promise<string> {
  const path = join(dataDir, tokenFileName)
  const token = await privateFile(path, () => randomBytes(24).toString('base64url'))
  if (!/^[\w-]{32,}$/.test(token))
    throw new AppError('unavailable', `${path} holds no token; delete it and start again`)
  return token
}

/** Compares in constant time. */
export function sameToken(one: string, other: string): boolean {
  return timingSafeEqual(digest(one), digest(other))
}

/** Cookies are shared by all ports of a host, so that each token has a cookie name of its own. */
export function cookieName(token: string): string {
  return `switchhook-${digest(token).toString('hex').slice(0, 12)}`
}

const digest = (text: string) => createHash('sha256').update(text).digest()
