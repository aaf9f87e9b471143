import { join } from 'node:path'
import type { SchemeRef } from '#shared/model/verification.ts'
import {
  type LoadedPacks,
  type LoadOptions,
  loadProviderPacks,
  type PackFolders,
} from '../providers/load-provider-packs.ts'
import type { ProviderPack } from '../providers/provider-pack.ts'
import { schemeRegistry } from '../signatures/registry.ts'

/** The packs that deliveries can be judged by: one whose scheme does not exist, or does not take its parameters, is broken. */
export function loadUsablePacks(folders: PackFolders, options?: LoadOptions): LoadedPacks {
  const { packs, broken } = loadProviderPacks(folders, options)
  const usable = new Map(packs)
  const problems = [...broken]
  for (const [id, pack] of packs) {
    // CI has proved the built-in ones.
    const reason = pack.origin === 'built-in' ? null : packProblem(pack)
    if (reason === null) continue
    usable.delete(id)
    problems.push({ file: join(pack.folder, 'provider.json'), reason })
  }
  return { packs: usable, broken: problems }
}

/** Why a scheme cannot be used, as a JSON pointer into the reference with a clause; null where it can. */
export function schemeProblem({ scheme: id, params }: SchemeRef): string | null {
  const scheme = schemeRegistry.get(id)
  if (!scheme) return `/scheme: there is no signature scheme "${id}"`
  const issue = scheme.params.safeParse(params).error?.issues[0]
  return issue ? `/params/${issue.path.join('/')}: ${issue.message}` : null
}

function packProblem({ manifest: { signature } }: ProviderPack): string | null {
  if (signature.kind !== 'scheme') {
    const problem = signature.recipe && schemeProblem(signature.recipe)
    return problem ? `/signature/recipe${problem}` : null
  }
  const problem = schemeProblem(signature)
  if (problem) return `/signature${problem}`
  for (const [index, alternative] of (signature.alternatives ?? []).entries()) {
    const found = schemeProblem(alternative)
    if (found) return `/signature/alternatives/${index}${found}`
  }
  return null
}
