import { join } from 'node:path'
import { closest } from '#shared/query/closest.ts'
import { loadUsablePacks } from '../main/engine/judging/usable-packs.ts'
import type { Packs } from '../main/engine/providers/detect-provider.ts'
import type { ProviderPack } from '../main/engine/providers/provider-pack.ts'

/** The package's own folder is as far away from the bundle as the repository's is from this file. */
const builtInDir = join(import.meta.dirname, '../../resources/providers')

let loaded: Packs | null = null

/** The packs that come with Switchhook, read once in a process. */
export function allPacks(): Packs {
  loaded ??= loadUsablePacks({ builtInDir, userDir: '' }).packs
  return loaded
}

/** Throws an Error that names what was probably meant. */
export function packOf(id: string): ProviderPack {
  const packs = allPacks()
  const pack = packs.get(id)
  if (pack !== undefined) return pack
  const near = closest(id, [...packs.keys()])
  throw new Error(
    `There is no provider "${id}"${near === null ? `; there are ${[...packs.keys()].join(', ')}` : `. Did you mean "${near}"?`}`,
  )
}
