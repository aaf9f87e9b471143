import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrokenPack } from '#shared/model/provider-pack.ts'
import { schemaCompiler } from '../lib/json-schema.ts'
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

/**
 * Reads all pack folders. Never rejects: a pack with a problem is left out as a whole and its problems are listed, and so is
 * a user's pack that has the id of another pack.
 */
export async function loadProviderPacks({ builtInDir, userDir }: PackFolders): Promise<LoadedPacks> {
  const packs = new Map<string, ProviderPack>()
  const broken: BrokenPack[] = []
  const compile = schemaCompiler()
  for (const [dir, origin] of [
    [builtInDir, 'built-in'],
    [userDir, 'user'],
  ] as const) {
    for (const name of await folderNames(dir, origin, broken)) {
      const folder = join(dir, name)
      const result = await readPackFolder(folder, origin, compile)
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

async function folderNames(dir: string, origin: 'built-in' | 'user', broken: BrokenPack[]): Promise<string[]> {
  try {
    const entries = await readdir(dir, { withFileTypes: true })
    const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink())
    return folders
      .map((entry) => entry.name)
      .filter((name) => !name.startsWith('.'))
      .sort()
  } catch (fault) {
    const isMissing = fault instanceof Error && 'code' in fault && fault.code === 'ENOENT'
    if (!(isMissing && origin === 'user'))
      broken.push({ file: dir, reason: `The folder can't be read: ${String(fault)}` })
    return []
  }
}
