import { join } from 'node:path'
import { AppError } from '#shared/api/errors.ts'
import { closest } from '#shared/query/closest.ts'
import { loadUsablePacks } from '../judging/usable-packs.ts'
import type { Packs } from '../providers/detect-provider.ts'
import type { ProviderPack } from '../providers/provider-pack.ts'

/** All packs that can be used, built-in ones and those of a data folder, read here and now. */
export function openPacks(resourcesDir: string, dataDir: string): Packs {
  const folders = { builtInDir: join(resourcesDir, 'providers'), userDir: join(dataDir, 'providers') }
  return loadUsablePacks(folders, { compileSchemas: false }).packs
}

/** Throws AppError `not-found`, with the id that was probably meant. */
export function packNamed(packs: Packs, id: string): ProviderPack {
  const pack = packs.get(id)
  if (pack !== undefined) return pack
  const near = closest(id, [...packs.keys()])
  const advice = near === null ? '' : ` Did you mean "${near}"?`
  throw new AppError('not-found', `There is no provider pack "${id}".${advice}`)
}
