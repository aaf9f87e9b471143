import { crc32, inflateRawSync } from '../lib/zlib.ts'
import { Refusal } from './refusal.ts'

/** A file in a zip. */
export interface ZipEntry {
  readonly name: string
  /** As the zip says; what does not keep to it is refused. */
  readonly size: number
  readonly compressedSize: number
  readonly crc: number
  readonly method: number
  readonly headerOffset: number
}

/** Of all files in a zip together, and for one byte of it. */
const maxUnpacked = 512 * 1024 * 1024
const maxRatio = 1000
const maxEntries = 200_000

const signatures = { end: 0x06054b50, central: 0x02014b50, local: 0x04034b50 }
const methods = { stored: 0, deflated: 8 }

export const isZip = (bytes: Uint8Array): boolean =>
  bytes[0] === 0x50 && bytes[1] === 0x4b && (bytes[2] === 3 || bytes[2] === 5)

/**
 * The files of a zip by its directory (APPNOTE.TXT 4.3), folders left out. Nothing is unpacked yet. Throws Refusal for what
 * is cut off, encrypted, larger than can be read, or named to leave its folder.
 */
export function listZip(bytes: Uint8Array): ZipEntry[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const end = endRecord(buffer)
  const count = buffer.readUInt16LE(end + 10)
  const directory = buffer.readUInt32LE(end + 16)
  if (count === 0xffff || directory === 0xffffffff || count > maxEntries)
    throw new Refusal('too-large', 'The zip has too many files or is too large (Zip64).')
  const entries: ZipEntry[] = []
  let total = 0
  for (let index = 0, at = directory; index < count; index += 1) {
    const { entry, flags, next } = readCentral(buffer, at, end)
    at = next
    if (entry.name.endsWith('/')) continue
    if (flags & 1) throw new Refusal('unsupported', `“${shown(entry.name)}” is encrypted.`)
    if (leavesFolder(entry.name))
      throw new Refusal('unsafe-path', `“${shown(entry.name)}” would leave the folder that it is unpacked to.`)
    total += entry.size
    if (total > maxUnpacked || entry.size > maxRatio * (entry.compressedSize + 64))
      throw new Refusal('too-large', `The zip would become too large when it is unpacked (“${shown(entry.name)}”).`)
    entries.push(entry)
  }
  return entries
}

/** Bytes of one file, checked. Throws Refusal. */
export function unzip(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const { headerOffset: at, compressedSize, size, method } = entry
  if (at + 30 > buffer.length || buffer.readUInt32LE(at) !== signatures.local) throw damaged(entry.name)
  const from = at + 30 + buffer.readUInt16LE(at + 26) + buffer.readUInt16LE(at + 28)
  if (from + compressedSize > buffer.length) throw damaged(entry.name)
  const content = unpack(buffer.subarray(from, from + compressedSize), method, size, entry.name)
  if (content.length !== size || crc32(content) !== entry.crc) throw damaged(entry.name)
  return content
}

function unpack(packed: Buffer, method: number, size: number, name: string): Uint8Array {
  if (method === methods.stored) return Uint8Array.from(packed)
  if (method !== methods.deflated)
    throw new Refusal('unsupported', `“${shown(name)}” is compressed in a way that is not read.`)
  try {
    // One more than it says, so that what is longer is noticed.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size + 1) })
  } catch {
    throw damaged(name)
  }
}

/** It stands at the end, before a comment of at most 65,535 bytes. */
function endRecord(buffer: Buffer): number {
  for (let at = buffer.length - 22; at >= 0 && at >= buffer.length - 22 - 0xffff; at -= 1) {
    if (buffer.readUInt32LE(at) === signatures.end) return at
  }
  throw new Refusal('truncated', 'The zip has no directory: it was cut off.')
}

function readCentral(
  buffer: Buffer,
  at: number,
  end: number,
): { readonly entry: ZipEntry; readonly flags: number; readonly next: number } {
  if (at + 46 > end || buffer.readUInt32LE(at) !== signatures.central)
    throw new Refusal('truncated', 'The directory of the zip is damaged.')
  const nameLength = buffer.readUInt16LE(at + 28)
  const next = at + 46 + nameLength + buffer.readUInt16LE(at + 30) + buffer.readUInt16LE(at + 32)
  if (next > end) throw new Refusal('truncated', 'The directory of the zip is damaged.')
  const entry = {
    name: buffer.toString('utf8', at + 46, at + 46 + nameLength),
    method: buffer.readUInt16LE(at + 10),
    crc: buffer.readUInt32LE(at + 16),
    compressedSize: buffer.readUInt32LE(at + 20),
    size: buffer.readUInt32LE(at + 24),
    headerOffset: buffer.readUInt32LE(at + 42),
  }
  return { entry, flags: buffer.readUInt16LE(at + 8), next }
}

/** Nothing is written by these names; whoever made such a zip meant harm. */
const leavesFolder = (name: string): boolean =>
  /^[/\\]|^[a-z]:/i.test(name) || name.includes('\0') || name.split(/[/\\]/).includes('..')

const damaged = (name: string) => new Refusal('truncated', `“${shown(name)}” in the zip is damaged or was cut off.`)
const shown = (name: string): string => (name.length > 80 ? `${name.slice(0, 79)}…` : name)
