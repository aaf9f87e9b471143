import { createHash } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type BrokenPack, ProviderManifest } from '#shared/model/provider-pack.ts'
import type { CompiledSchema } from '../lib/json-schema.ts'
import { findEvent } from './event-entry.ts'
import { templateProblem } from './fill-template.ts'
import { parseJsonText } from './parse-json-text.ts'
import type { PackSchema, ProviderPack } from './provider-pack.ts'
import { readSampleFileName } from './sample-file-name.ts'

/** Files of a pack are data of a few kB; anything far above is a mistake. */
const fileLimit = 8 * 1024 * 1024

export interface PackReading {
  /** Null where there is any problem. */
  readonly pack: ProviderPack | null
  readonly problems: readonly BrokenPack[]
}

class PackProblems {
  readonly all: BrokenPack[] = []

  add(file: string, reason: string): null {
    this.all.push({ file, reason })
    return null
  }
}

export type CompileSchema = (schema: unknown) => CompiledSchema

/** Reads one pack folder and checks everything in it. Never rejects. */
export async function readPackFolder(
  folder: string,
  origin: ProviderPack['origin'],
  compile: CompileSchema,
): Promise<PackReading> {
  const problems = new PackProblems()
  const manifest = await readManifest(join(folder, 'provider.json'), problems)
  if (manifest === null) return { pack: null, problems: problems.all }
  const schemas = await readSchemas(folder, manifest, compile, problems)
  const samples = await readSamples(join(folder, 'samples'), manifest, problems)
  const pack = problems.all.length > 0 ? null : { manifest, origin, folder, schemas, samples }
  return { pack, problems: problems.all }
}

async function readManifest(file: string, problems: PackProblems): Promise<ProviderManifest | null> {
  const text = await readText(file, problems)
  if (text === null) return null
  const parsed = parseJsonText(text)
  if (!parsed.ok) return problems.add(file, parsed.problem)
  const result = ProviderManifest.safeParse(parsed.value)
  if (result.success) {
    for (const problem of templateProblems(result.data)) problems.add(file, problem)
    return result.data
  }
  for (const issue of result.error.issues)
    problems.add(file, `${issue.path.join('.') || 'the manifest'}: ${issue.message}`)
  return null
}

function templateProblems({ eventType, summaries }: ProviderManifest): string[] {
  const names = Array.isArray(eventType) ? eventType.map(({ name }) => name) : []
  const problems = names.flatMap((name, index) => {
    const problem = templateProblem(name)
    return problem === null ? [] : [`eventType.${index}: ${problem}`]
  })
  return problems.concat(summaryProblems(summaries))
}

function summaryProblems(summaries: ProviderManifest['summaries']): string[] {
  return summaries.flatMap(({ who, text, headline, detail, quote }, index) =>
    [who, text, headline, detail, quote].flat().flatMap((template) => {
      const problem = templateProblem(template)
      return problem === null ? [] : [`summaries.${index}: ${problem}`]
    }),
  )
}

async function readSchemas(
  folder: string,
  manifest: ProviderManifest,
  compile: CompileSchema,
  problems: PackProblems,
): Promise<ReadonlyMap<string, PackSchema>> {
  const schemas = new Map<string, PackSchema>()
  for (const name of new Set(manifest.events.map((event) => event.schema))) {
    const file = join(folder, 'schemas', name)
    const text = await readText(file, problems)
    if (text === null) continue
    const parsed = parseJsonText(text)
    const problem = parsed.ok ? schemaProblem(compile(parsed.value)) : parsed.problem
    if (problem !== null) problems.add(file, problem)
    const digest = createHash('sha256').update(text).digest('base64url')
    schemas.set(name, { key: `${manifest.id}/${name} ${digest}`, text })
  }
  return schemas
}

function schemaProblem(compiled: CompiledSchema): string | null {
  return compiled.ok ? null : compiled.problem
}

async function readSamples(
  dir: string,
  manifest: ProviderManifest,
  problems: PackProblems,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const found: { readonly event: string; readonly order: number; readonly bytes: Uint8Array }[] = []
  for (const name of await sampleNames(dir, problems)) {
    const file = join(dir, name)
    const meaning = readSampleFileName(name)
    const entry = meaning === null ? null : findEvent(manifest, meaning.event)
    if (meaning === null)
      problems.add(file, 'A sample is named <event>.json, <event>.form or <event>.fails-<reason>.json.')
    else if (entry === null) problems.add(file, `The manifest has no event "${meaning.event}".`)
    else if (meaning.fails === null) {
      const bytes = await readBytes(file, problems)
      if (bytes !== null) found.push({ event: meaning.event, order: manifest.events.indexOf(entry), bytes })
    }
  }
  found.sort((a, b) => a.order - b.order)
  return new Map(found.map(({ event, bytes }) => [event, bytes]))
}

/** Samples are optional: a missing folder is none. */
async function sampleNames(dir: string, problems: PackProblems): Promise<string[]> {
  try {
    const names = await readdir(dir)
    return names.filter((name) => !name.startsWith('.')).sort()
  } catch (fault) {
    if (!(fault instanceof Error && 'code' in fault && fault.code === 'ENOENT')) problems.add(dir, unreadable(fault))
    return []
  }
}

async function readText(file: string, problems: PackProblems): Promise<string | null> {
  const bytes = await readBytes(file, problems)
  return bytes === null ? null : new TextDecoder().decode(bytes)
}

async function readBytes(file: string, problems: PackProblems): Promise<Uint8Array | null> {
  try {
    const bytes = await readFile(file)
    return bytes.length > fileLimit ? problems.add(file, 'The file is larger than 8 MiB.') : bytes
  } catch (fault) {
    return problems.add(file, unreadable(fault))
  }
}

function unreadable(fault: unknown): string {
  const code = fault instanceof Error && 'code' in fault ? fault.code : null
  if (code === 'ENOENT') return 'The file is missing.'
  return `The file can't be read: ${fault instanceof Error ? fault.message : String(fault)}`
}
