import { closeSync, openSync, readSync } from 'node:fs'
import type { FileContent, ImportFormat } from './import-format.ts'
import { Refusal } from './refusal.ts'
import { readFile } from './registry.ts'
import { maxFileBytes, refuseTooLarge, SourceText } from './source-text.ts'
import { isZip, listZip, unzip, type ZipEntry } from './zip.ts'

/** A zip at most, as it is. */
const maxZipBytes = 256 * 1024 * 1024

/** A file that was handed in: where its bytes stand in the file that holds all of them. */
export interface HeldFile {
  /** With the folders that it was in: `fixtures/call.json`. */
  readonly name: string
  readonly offset: number
  readonly size: number
}

/** What was handed in. */
export interface ImportSource {
  readonly path: string
  readonly files: readonly HeldFile[]
}

export interface SourceFile {
  readonly name: string
  readonly format: ImportFormat | null
  readonly content: FileContent
  /** Bytes of what was handed in before this file, those that it came from, and all of them. */
  readonly before: number
  readonly size: number
  readonly total: number
}

/**
 * Reads one file after another, those of a zip by themselves; one at a time is in memory. Bodies beside their fixtures, and
 * what systems put into folders and zips, are skipped.
 */
export function* readSource(
  { path, files }: ImportSource,
  formatId: string | null,
  times?: ReadonlyMap<string, number>,
): Generator<SourceFile> {
  const total = files.reduce((sum, { size }) => sum + size, 0)
  const descriptor = openSync(path, 'r')
  try {
    const read = ({ offset, size }: HeldFile) => readAt(descriptor, offset, size)
    const byName = new Map(files.map((file) => [file.name, file]))
    const names = new FileNames(byName.keys())
    let before = 0
    for (const file of byTime(files, times)) {
      const place = { before, size: file.size, total }
      before += file.size
      if (isSkipped(file.name, names)) continue
      const beside = (name: string) => {
        const other = byName.get(siblingOf(file.name, name))
        return other === undefined || other.size > maxFileBytes ? null : read(other)
      }
      for (const one of readHeld(file, read, beside, { formatId, times })) yield { ...one, ...place }
    }
  } finally {
    closeSync(descriptor)
  }
}

type ReadOne = Omit<SourceFile, 'before' | 'size' | 'total'>
type Beside = (name: string) => Uint8Array | null

/** `times`: when the first request of each file arrived; left out: in the order of the files. */
interface How {
  readonly formatId: string | null
  readonly times: ReadonlyMap<string, number> | undefined
}

/** Files without a time stay where they are among each other, behind those that have one. */
function byTime<T extends { readonly name: string }>(
  files: readonly T[],
  times: ReadonlyMap<string, number> | undefined,
  prefix = '',
): readonly T[] {
  if (times === undefined) return files
  const timeOf = ({ name }: T) => times.get(prefix + name) ?? Number.MAX_VALUE
  return files.toSorted((one, other) => timeOf(one) - timeOf(other))
}

function* readHeld(file: HeldFile, read: (file: HeldFile) => Uint8Array, beside: Beside, how: How): Generator<ReadOne> {
  if (file.size > maxZipBytes) {
    yield refused(file.name, new Refusal('too-large', 'The file is larger than 256 MiB.'))
    return
  }
  const bytes = read(file)
  if (isZip(bytes)) yield* readZip(file.name, bytes, how)
  else yield { name: file.name, ...readFile(new SourceText(file.name, bytes, beside), how.formatId) }
}

function* readZip(zip: string, bytes: Uint8Array, { formatId, times }: How): Generator<ReadOne> {
  let entries: ZipEntry[]
  try {
    entries = listZip(bytes)
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    yield refused(zip, error)
    return
  }
  const byName = new Map(entries.map((entry) => [entry.name, entry]))
  const names = new FileNames(byName.keys())
  for (const entry of byTime(entries, times, `${zip}/`)) {
    if (isSkipped(entry.name, names)) continue
    const name = `${zip}/${entry.name}`
    try {
      refuseTooLarge(entry.size)
      const content = unzip(bytes, entry)
      if (isZip(content)) throw new Refusal('unsupported', 'A zip within a zip is not read.')
      const beside = (other: string) => {
        const found = byName.get(siblingOf(entry.name, other))
        return found === undefined || found.size > maxFileBytes ? null : unzip(bytes, found)
      }
      yield { name, ...readFile(new SourceText(name, content, beside), formatId) }
    } catch (error) {
      if (!(error instanceof Refusal)) throw error
      yield refused(name, error)
    }
  }
}

const refused = (name: string, { problem }: Refusal): ReadOne => ({
  name,
  format: null,
  content: { ok: false, problem },
})

function siblingOf(name: string, other: string): string {
  return name.slice(0, name.lastIndexOf('/') + 1) + other
}

/** `call.body.json` where another file of the folder may refer to it, and what systems leave behind. */
function isSkipped(name: string, names: FileNames): boolean {
  if (/(?:^|\/)(?:\.DS_Store|Thumbs\.db|desktop\.ini|__MACOSX\/.*|\.[^/]*)$/.test(name)) return true
  const stem = /^(.*)\.body\.[a-z0-9]+$/.exec(name)?.[1]
  if (stem === undefined) return false
  if (['json', 'http', 'rest', 'sh'].some((extension) => names.all.has(`${stem}.${extension}`))) return true
  return names.foldersWithRequests.has(siblingOf(name, ''))
}

/** Names of files, and the folders in which some of them may refer to others. */
class FileNames {
  readonly all: ReadonlySet<string>
  readonly foldersWithRequests = new Set<string>()

  constructor(names: Iterable<string>) {
    this.all = new Set(names)
    for (const name of this.all) {
      if (/\.(?:http|rest|json)$/.test(name) && !/\.body\.[a-z0-9]+$/.test(name))
        this.foldersWithRequests.add(siblingOf(name, ''))
    }
  }
}

function readAt(descriptor: number, offset: number, size: number): Uint8Array {
  const bytes = new Uint8Array(size)
  for (let at = 0; at < size; ) {
    const count = readSync(descriptor, bytes, at, size - at, offset + at)
    if (count === 0) throw new Error('a file that was handed in ends too early')
    at += count
  }
  return bytes
}
