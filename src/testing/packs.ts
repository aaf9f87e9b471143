import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { closest } from '#shared/query/closest.ts'
import { loadUsablePacks } from '../main/engine/judging/usable-packs.ts'
import type { Packs } from '../main/engine/providers/detect-provider.ts'
import type { ProviderPack } from '../main/engine/providers/provider-pack.ts'
import { readPackFolder } from '../main/engine/providers/read-pack-folder.ts'

/** The package's own folder is as far away from the bundle as the repository's is from this file. */
const builtInDir = join(import.meta.dirname, '../../resources/providers')

let all: Packs | null = null
const known = new Map<string, ProviderPack>()

/** The packs that come with Switchhook, read once in a process. */
export function allPacks(): Packs {
  all ??= loadUsablePacks({ builtInDir, userDir: '' }).packs
  return all
}

/** One of them, without reading the others. Throws an Error that names what was probably meant. */
export function packOf(id: string): ProviderPack {
  const found = known.get(id)
  if (found !== undefined) return found
  const names = readdirSync(builtInDir)
  const { pack } = names.includes(id) ? readPackFolder(join(builtInDir, id), 'built-in', null) : { pack: null }
  if (pack === null) throw new Error(`There is no provider "${id}"${suggestion(id, names)}`)
  known.set(id, pack)
  return pack
}

function suggestion(id: string, names: readonly string[]): string {
  const near = closest(id, names)
  return near === null ? `; there are ${names.join(', ')}.` : `. Did you mean "${near}"?`
}
