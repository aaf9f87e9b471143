import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { type BrokenPack, ProviderManifest } from '#shared/model/provider-pack.ts'
import { parseJson } from '../lib/json-problem.ts'
import { scanJson } from '../lib/json-scan.ts'
import type { CompiledSchema } from '../lib/json-schema.ts'
import { listFolder, readPackFile, unreadable } from './pack-files.ts'
import { findEvent, type PackSchema, type ProviderPack } from './provider-pack.ts'
import { templateProblem } from './template.ts'

export interface PackReading {
  /** Null where there is any problem. */
  readonly pack: ProviderPack | null
  readonly problems: readonly BrokenPack[]
}

export type CompileSchema = (schema: unknown) => CompiledSchema

type Report = (file: string, reason: string) => void

/** A file can be wrong in millions of places, and nobody reads more than the first. */
const maxProblems = 20
/** Far more than a manifest has. Each value that does not fit its schema becomes an object of a few hundred bytes. */
const manifestLimits = { depth: 64, values: 50_000 }

/**
 * Reads one pack folder. Of a built-in pack only the manifest is read: the conformance tests have proved the rest. A user's
 * is checked file by file; its schemas are compiled where `compile` is given. Never throws.
 */
export function readPackFolder(
  folder: string,
  origin: ProviderPack['origin'],
  compile: CompileSchema | null,
): PackReading {
  const problems: BrokenPack[] = []
  const report: Report = (file, reason) => {
    if (problems.length < maxProblems) problems.push({ file, reason })
  }
  const manifest = readManifest(join(folder, 'provider.json'), report)
  if (manifest === null) return { pack: null, problems }
  const schemas = origin === 'user' ? readSchemas(folder, manifest, compile, report) : schemaFiles(folder, manifest)
  const samples = findSamples(join(folder, 'samples'), manifest, origin, report)
  const pack = problems.length > 0 ? null : { manifest, origin, folder, schemas, samples }
  return { pack, problems }
}

function readManifest(file: string, report: Report): ProviderManifest | null {
  const text = readText(file, report)
  if (text === null) return null
  const { exceeded } = scanJson(text, manifestLimits)
  if (exceeded !== null) {
    report(
      file,
      `A manifest may have ${manifestLimits.values} values on ${manifestLimits.depth} levels; this one has more.`,
    )
    return null
  }
  const parsed = parseJson(text)
  if (!parsed.ok) {
    report(file, parsed.problem)
    return null
  }
  const result = ProviderManifest.safeParse(parsed.value)
  if (result.success) {
    for (const problem of templateProblems(result.data)) report(file, problem)
    return result.data
  }
  for (const issue of result.error.issues) report(file, `${issue.path.join('.') || 'the manifest'}: ${issue.message}`)
  return null
}

function templateProblems({ eventType, summaries }: ProviderManifest): string[] {
  const names = Array.isArray(eventType) ? eventType.map(({ name }) => [name]) : []
  const texts = summaries.map(({ who, text, headline, detail, quote }) => [who, text, headline, detail, quote].flat())
  return [...problemsOf('eventType', names), ...problemsOf('summaries', texts)]
}

function problemsOf(field: string, lists: readonly (readonly string[])[]): string[] {
  return lists.flatMap((templates, index) => {
    const problems = templates.map(templateProblem).filter((problem) => problem !== null)
    return problems.map((problem) => `${field}.${index}: ${problem}`)
  })
}

const schemaNames = ({ events }: ProviderManifest) =>
  new Set(events.flatMap(({ schema, revisions = [] }) => [schema, ...revisions.map((revision) => revision.schema)]))

function schemaFiles(folder: string, manifest: ProviderManifest): ReadonlyMap<string, PackSchema> {
  const schemas = new Map<string, PackSchema>()
  for (const name of schemaNames(manifest)) {
    schemas.set(name, { key: `${manifest.id}/${name}`, file: join(folder, 'schemas', name), text: null })
  }
  return schemas
}

function readSchemas(
  folder: string,
  manifest: ProviderManifest,
  compile: CompileSchema | null,
  report: Report,
): ReadonlyMap<string, PackSchema> {
  const schemas = new Map<string, PackSchema>()
  for (const name of schemaNames(manifest)) {
    const file = join(folder, 'schemas', name)
    const text = readText(file, report)
    if (text === null) continue
    const problem = schemaProblem(text, compile)
    if (problem !== null) report(file, problem)
    const digest = createHash('sha256').update(text).digest('base64url')
    schemas.set(name, { key: `${manifest.id}/${name} ${digest}`, file, text })
  }
  return schemas
}

function schemaProblem(text: string, compile: CompileSchema | null): string | null {
  const parsed = parseJson(text)
  if (!parsed.ok) return parsed.problem
  const compiled = compile?.(parsed.value) ?? null
  return compiled === null || compiled.ok ? null : compiled.problem
}

/** Samples are optional: a missing folder is none. */
function findSamples(
  dir: string,
  manifest: ProviderManifest,
  origin: ProviderPack['origin'],
  report: Report,
): ReadonlyMap<string, string> {
  const found: { readonly event: string; readonly order: number; readonly file: string }[] = []
  for (const name of sampleNames(dir, report)) {
    const file = join(dir, name)
    const meaning = readSampleFileName(name)
    const entry = meaning === null ? null : findEvent(manifest, meaning.event)
    if (meaning === null)
      report(
        file,
        'A sample is named <event>.json, <event>.form, <event>.fails-<reason>.json or <event>.notes-<reason>.json.',
      )
    else if (entry === null) report(file, `The manifest has no event "${meaning.event}".`)
    else if (origin === 'built-in' || isReadable(file, report)) {
      if (meaning.fails === null && meaning.notes === null)
        found.push({ event: meaning.event, order: manifest.events.indexOf(entry), file })
    }
  }
  found.sort((a, b) => a.order - b.order)
  return new Map(found.map(({ event, file }) => [event, file]))
}

function sampleNames(dir: string, report: Report): string[] {
  try {
    return listFolder(dir) ?? []
  } catch (error) {
    report(dir, unreadable(error))
    return []
  }
}

function isReadable(file: string, report: Report): boolean {
  const read = readPackFile(file)
  if (!read.ok) report(file, read.problem)
  return read.ok
}

function readText(file: string, report: Report): string | null {
  const read = readPackFile(file)
  if (read.ok) return new TextDecoder().decode(read.bytes)
  report(file, read.problem)
  return null
}

/** What the name of a file in `samples/` says: a body of this event that conforms, maybe with a note, or fails for a reason. */
export interface SampleFileName {
  readonly event: string
  /** e.g. "missing-callId"; null for a sample that conforms. */
  readonly fails: string | null
  /** The same of a sample that conforms with one note. */
  readonly notes: string | null
}

/**
 * Null where the name is not one of `<event>.json`, `<event>.fails-<reason>.json` and `<event>.notes-<reason>.json`, or
 * `.form` for an urlencoded body.
 * Characters of the event type that a file name can't have everywhere are percent-encoded: `orders%2Fcreate.json`.
 */
export function readSampleFileName(name: string): SampleFileName | null {
  const match = /^(?<event>.+?)(\.(fails-(?<fails>[^.]+)|notes-(?<notes>[^.]+)))?\.(json|form)$/.exec(name)
  const event = match?.groups === undefined ? null : decoded(match.groups.event!)
  return event === null ? null : { event, fails: match?.groups?.fails ?? null, notes: match?.groups?.notes ?? null }
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    // A lone percent sign.
    return null
  }
}
