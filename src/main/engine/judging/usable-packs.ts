import { join } from 'node:path'
import type { PackSignature } from '#shared/model/provider-pack.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import {
  type LoadedPacks,
  type LoadOptions,
  loadProviderPacks,
  type PackFolders,
} from '../providers/load-provider-packs.ts'
import type { ProviderPack } from '../providers/provider-pack.ts'
import { schemeRegistry } from '../signatures/registry.ts'

/** Loads all packs; one whose scheme does not exist, or does not take its parameters, is broken like one with a bad manifest. */
export function loadUsablePacks(folders: PackFolders, options?: LoadOptions): LoadedPacks {
  const { packs, broken } = loadProviderPacks(folders, options)
  const usable = new Map(packs)
  const problems = [...broken]
  for (const [id, pack] of packs) {
    const reason = packProblem(pack)
    if (reason === null) continue
    usable.delete(id)
    problems.push({ file: join(pack.folder, 'provider.json'), reason })
  }
  return { packs: usable, broken: problems }
}

/** What is wrong with a reference to a scheme, as "/params/header: …"; null where nothing is. */
export function schemeProblem({ scheme: id, params }: SchemeRef): string | null {
  const scheme = schemeRegistry.get(id)
  if (!scheme) return `/scheme: there is no signature scheme "${id}"`
  const issue = scheme.params.safeParse(params).error?.issues[0]
  return issue ? `/params/${issue.path.join('/')}: ${issue.message}` : null
}

function packProblem({ manifest }: ProviderPack): string | null {
  const problem = signatureProblem(manifest.signature)
  if (problem !== null) return problem
  for (const [index, { signature }] of manifest.events.entries()) {
    const ofEvent = signature === undefined ? null : signatureProblem(signature)
    if (ofEvent !== null) return `/events/${index}${ofEvent}`
  }
  return null
}

function signatureProblem(signature: PackSignature): string | null {
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
