import { join } from 'node:path'
import type { BrokenPack } from '#shared/model/provider-pack.ts'
import { schemaCompiler } from '../lib/json-schema.ts'
import { listFolder } from './pack-files.ts'
import type { ProviderPack } from './provider-pack.ts'
import { readPackFolder } from './read-pack-folder.ts'

export interface PackFolders {
  readonly builtInDir: string
  /** May be missing. */
  readonly userDir: string
}

export interface LoadedPacks {
  /** By id, built-in ones first. */
  readonly packs: ReadonlyMap<string, ProviderPack>
  readonly broken: readonly BrokenPack[]
}

export interface LoadOptions {
  /**
   * Compile the schemas of users' packs too, to tell what is wrong with them. A schema can be made to take minutes, so
   * a thread that has others to serve leaves this to the judging process.
   */
  readonly compileSchemas?: boolean
}

/**
 * Reads all pack folders. Never throws: a pack with a problem is left out as a whole and its problems are listed, and so is
 * a user's pack that has the id of another pack.
 */
export function loadProviderPacks({ builtInDir, userDir }: PackFolders, options: LoadOptions = {}): LoadedPacks {
  const packs = new Map<string, ProviderPack>()
  const broken: BrokenPack[] = []
  const compile = options.compileSchemas === false ? null : schemaCompiler()
  for (const [dir, origin] of [
    [builtInDir, 'built-in'],
    [userDir, 'user'],
  ] as const) {
    for (const name of folderNames(dir, origin, broken)) {
      const folder = join(dir, name)
      const result = readPackFolder(folder, origin, compile)
      broken.push(...result.problems)
      if (result.pack === null) continue
      const { id } = result.pack.manifest
      const taken = packs.get(id)
      if (taken === undefined) packs.set(id, result.pack)
      else broken.push({ file: join(folder, 'provider.json'), reason: idTaken(id, taken) })
    }
  }
  return { packs, broken }
}

function idTaken(id: string, taken: ProviderPack): string {
  const owner = taken.origin === 'built-in' ? 'a built-in pack' : 'another pack in this folder'
  return `The id "${id}" belongs to ${owner}. Give this one an id of its own.`
}

function folderNames(dir: string, origin: 'built-in' | 'user', broken: BrokenPack[]): string[] {
  try {
    const names = listFolder(dir, 'folders')
    if (names !== null) return names
    if (origin === 'built-in') broken.push({ file: dir, reason: `The folder can't be read: ENOENT, it is missing.` })
  } catch (error) {
    broken.push({ file: dir, reason: `The folder can't be read: ${String(error)}` })
  }
  return []
}
