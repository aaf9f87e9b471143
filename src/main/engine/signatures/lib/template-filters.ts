import { createHash } from 'node:crypto'
import { rawBytes } from './raw-bytes.ts'

type Filter = (bytes: Buffer) => Buffer

const onText =
  (change: (text: string) => string): Filter =>
  (bytes) =>
    rawBytes(change(bytes.toString('latin1')))

const hashed =
  (algorithm: string): Filter =>
  (bytes) =>
    createHash(algorithm).update(bytes).digest()

/** What can be done to a part of the signed string before it is signed. */
export const templateFilters: Readonly<Record<string, Filter>> = {
  lower: onText((text) => text.toLowerCase()),
  upper: onText((text) => text.toUpperCase()),
  trim: onText((text) => text.trim()),
  urlencode: (bytes) => Buffer.from(encodeURIComponent(bytes.toString('utf8').toWellFormed())),
  'no-query': onText((text) => text.split('?', 1)[0] ?? ''),
  /** https://developers.hubspot.com/docs/apps/developer-platform/build-apps/authentication/request-validation */
  'decode-reserved': onText((text) =>
    text.replace(/%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi, (_, hex: string) =>
      String.fromCharCode(parseInt(hex, 16)),
    ),
  ),
  md5: hashed('md5'),
  sha1: hashed('sha1'),
  sha256: hashed('sha256'),
  sha512: hashed('sha512'),
  hex: (bytes) => Buffer.from(bytes.toString('hex')),
  base64: (bytes) => Buffer.from(bytes.toString('base64')),
}

/** The same in words, for the description of the signed string. */
export const filterWords: Readonly<Record<string, string>> = {
  lower: 'lower-case',
  upper: 'upper-case',
  trim: 'trimmed',
  urlencode: 'URL-encoded',
  'no-query': 'without query',
  'decode-reserved': 'punctuation decoded',
  md5: 'MD5',
  sha1: 'SHA-1',
  sha256: 'SHA-256',
  sha512: 'SHA-512',
  hex: 'hex',
  base64: 'Base64',
}
