import { join } from 'node:path'
import { z } from 'zod'
import { AppError } from '#shared/api/errors.ts'
import type { SchemeInfo } from '#shared/api/providers.ts'
import type { BrokenPack, ProviderInfo } from '#shared/model/provider-pack.ts'
import type { SchemeRef } from '#shared/model/verification.ts'
import type { StoppedCheck } from '../judging/judging-process.ts'
import { loadUsablePacks, schemeProblem } from '../judging/usable-packs.ts'
import { createSignal, type Signal } from '../lib/signal.ts'
import type { Log } from '../ports.ts'
import { packsToRunAnywhere } from '../providers/detect-provider.ts'
import type { PackFolders } from '../providers/load-provider-packs.ts'
import { findEvent, findSchema, type ProviderPack, schemaText } from '../providers/provider-pack.ts'
import { canBeSecret } from '../signatures/judge.ts'
import { schemeRegistry } from '../signatures/registry.ts'
import { isIssued, type SignatureScheme } from '../signatures/signature-scheme.ts'

/** The provider packs that are there now: built-in ones and the user's. */
export interface PackCatalog {
  readonly changed: Signal<void>
  packs(): ReadonlyMap<string, ProviderPack>
  broken(): readonly BrokenPack[]
  infos(): ProviderInfo[]
  /** Throws AppError `bad-input` where a recipe names no scheme, or its parameters do not fit. */
  checkRecipe(recipe: SchemeRef): void
  /** Throws AppError `bad-input` for a value of which nothing is left as a key: anybody could sign with it. */
  checkSecret(value: string, endpoint: { readonly provider: string | null; readonly recipe: SchemeRef | null }): void
  /** Text of an event's JSON Schema. Throws AppError `not-found`. */
  schemaText(provider: string, event: string, revision?: string): string
  /** Reads both folders again, and checks the user's packs. */
  reload(): Promise<void>
  /** Compiles the schemas of the user's packs, where it can be stopped; a pack with a problem is not used any more. */
  checkUserPacks(): Promise<void>
  /** Names the user's packs that this may be the fault of, once; they are used on. */
  noteStopped(stopped: StoppedCheck): void
  /** What `noteStopped` has found, in sentences. */
  stopped(): string[]
}

export const userPacksDir = (dataDir: string) => join(dataDir, 'providers')

interface CatalogParts {
  readonly folders: PackFolders
  /** Problems of one of the user's packs, its schemas included. */
  readonly checkPack: (folder: string) => Promise<readonly BrokenPack[]>
  readonly log: Log
}

export function createPackCatalog({ folders, checkPack, log }: CatalogParts): PackCatalog {
  const changed = createSignal<void>((error) => log.error('a listener failed', { error: String(error) }))
  let loaded = loadUsablePacks(folders, { compileSchemas: false })
  /** By the pack's folder. */
  let suspects = new Map<string, BrokenPack>()

  /** True where one of them is broken. */
  async function checkUserPacks(): Promise<boolean> {
    const checked = loaded
    const own = [...checked.packs].filter(([, { origin }]) => origin === 'user')
    const problems = await Promise.all(own.map(async ([id, { folder }]) => ({ id, found: await checkPack(folder) })))
    const broken = problems.filter(({ found }) => found.length > 0)
    // Loaded again meanwhile: that one has its own check.
    if (broken.length === 0 || checked !== loaded) return false
    const packs = new Map(loaded.packs)
    for (const { id } of broken) packs.delete(id)
    loaded = { packs, broken: [...loaded.broken, ...broken.flatMap(({ found }) => found)] }
    return true
  }

  return {
    changed,
    packs: () => loaded.packs,
    broken: () => [...loaded.broken, ...suspects.values()],
    infos: () => [...loaded.packs.values()].map(toInfo),
    checkRecipe(recipe) {
      const problem = schemeProblem(recipe)
      if (problem) throw new AppError('bad-input', `recipe${problem}`, [{ path: ['recipe'], message: problem }])
    },
    checkSecret(value, { provider, recipe }) {
      const signature = (provider === null ? undefined : loaded.packs.get(provider))?.manifest.signature ?? null
      if (canBeSecret(value, { recipe, signature })) return
      throw new AppError(
        'bad-input',
        'This cannot be a secret: nothing of it is left as a key, so anybody could sign.',
        [{ path: ['value'], message: 'cannot be a secret: nothing of it is left as a key, so anybody could sign' }],
      )
    },
    schemaText(provider, event, revision) {
      const pack = loaded.packs.get(provider)
      const found = pack && findSchema(pack, event)
      if (!found) throw new AppError('not-found', `There is no schema of "${event}" in the pack "${provider}".`)
      const other = found.others.find(({ of }) => revision !== undefined && of.revision === revision)
      return schemaText((other ?? found).schema)
    },
    async reload() {
      loaded = loadUsablePacks(folders, { compileSchemas: false })
      suspects = new Map()
      await checkUserPacks()
      changed.emit()
    },
    async checkUserPacks() {
      if (await checkUserPacks()) changed.emit()
    },
    noteStopped({ provider, why }) {
      const known = provider === null ? undefined : loaded.packs.get(provider)
      // Before it is known whose delivery it is, only conditions that may take long have been tried.
      const quick = packsToRunAnywhere(loaded.packs)
      const possible = known ? [known] : [...loaded.packs.values()].filter(({ manifest }) => !quick.has(manifest.id))
      const own = possible.filter(({ origin, folder }) => origin === 'user' && !suspects.has(folder))
      const others = possible.length > 1 ? ', or of another pack that is named here,' : ''
      const reason = `The check of a small delivery was stopped, because it ${why}: a pattern or schema of this pack${others} probably takes endless time.`
      for (const { folder } of own) suspects.set(folder, { file: folder, reason })
      if (own.length > 0) changed.emit()
    },
    stopped: () => [...suspects.values()].map(({ file, reason }) => `${file}: ${reason}`),
  }
}

function toInfo({ manifest, origin, samples }: ProviderPack): ProviderInfo {
  const infos = [...samples.keys()].map((event) => sampleInfo(manifest, event))
  return { ...manifest, origin, samples: infos, scheme: schemeWords(manifest.signature) }
}

function sampleInfo(manifest: ProviderPack['manifest'], event: string): ProviderInfo['samples'][number] {
  const entry = findEvent(manifest, event)
  const isOfFamily = entry !== null && entry.type !== event
  const madeUp = isOfFamily && entry.named?.includes(event) === false
  return { event, documented: entry?.documented ?? 'envelope', madeUp }
}

function schemeWords(signature: ProviderInfo['signature']): ProviderInfo['scheme'] {
  const scheme = signature.kind === 'scheme' ? schemeRegistry.get(signature.scheme) : undefined
  if (!scheme || signature.kind !== 'scheme') return null
  const description = scheme.describe(scheme.params.parse(signature.params))
  const { algorithm, signedString, covers, replay, header, secretHint } = description
  return {
    name: scheme.name,
    algorithm,
    signedString,
    covers: covers.detail,
    replay: replay.detail,
    header,
    secretHint,
    secretIssued: isIssued(description),
  }
}

/** Every scheme with a JSON Schema of its parameters, for the recipe form. */
export function schemeInfos(): SchemeInfo[] {
  return [...schemeRegistry.values()].map((scheme: SignatureScheme) => ({
    id: scheme.id,
    name: scheme.name,
    description: scheme.description,
    params: z.toJSONSchema(scheme.params, { io: 'input' }) as SchemeInfo['params'],
    defaults: (scheme.params.safeParse({}).data ?? {}) as SchemeInfo['defaults'],
  }))
}
