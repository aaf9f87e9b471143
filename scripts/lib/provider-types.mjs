import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compile } from 'json-schema-to-typescript'

/**
 * Declarations of the packs' events: `ProviderEvents` with the payload of each event type, `SampleEvents` with those that
 * have a sample. Made of manifests and schemas alone, so that they are the same wherever they are made.
 */
export async function providerTypes(folder) {
  const packs = readdirSync(folder)
    .sort()
    .map((name) => readPack(join(folder, name)))
  const types = []
  const events = []
  const samples = []
  for (const { id, entries, sampleNames } of packs) {
    const lines = []
    for (const entry of entries) {
      const names = []
      for (const { file, schema } of entry.schemas) {
        const name = typeName(`${id}/${file.replace('.schema.json', '')}`)
        if (!types.some((type) => type.name === name)) types.push({ name, text: await declare(name, schema) })
        names.push(name)
      }
      for (const event of entry.events) lines.push(`    ${quoted(event)}: ${names.join(' | ')}`)
    }
    events.push(`  ${quoted(id)}: {\n${lines.join('\n')}\n  }`)
    samples.push(`  ${quoted(id)}: ${sampleNames.map(quoted).join(' | ') || 'never'}`)
  }
  return [
    '/** Payloads by provider and event type, from the schemas of the packs. */',
    `export interface ProviderEvents {\n${events.join('\n')}\n}`,
    '/** Events that the packs have a sample of, by provider. */',
    `export interface SampleEvents {\n${samples.join('\n')}\n}`,
    ...types.map(({ text }) => text),
  ].join('\n\n')
}

function readPack(folder) {
  const { id, events } = readJson(join(folder, 'provider.json'))
  const sampleNames = samplesIn(join(folder, 'samples'))
  const listed = new Set(events.filter(({ matches }) => matches === undefined).map(({ type }) => type))
  const entries = events.map(({ type, matches, named = [], schema, revisions = [] }) => ({
    schemas: [schema, ...revisions.map((revision) => revision.schema)].map((file) => ({
      file,
      schema: readJson(join(folder, 'schemas', file)),
    })),
    events: matches === undefined ? [type] : familyNames(new RegExp(matches, 'u'), named, sampleNames, listed),
  }))
  return { id, entries: withoutRepeats(entries), sampleNames }
}

/** Names of a family that are known: those that its source gives, and those of its samples. */
const familyNames = (pattern, named, sampleNames, listed) =>
  [...new Set([...named, ...sampleNames.filter((name) => pattern.test(name))])].filter((name) => !listed.has(name))

/** A name belongs to the first family that it fits. */
function withoutRepeats(entries) {
  const seen = new Set()
  return entries.map((entry) => ({
    ...entry,
    events: entry.events.filter((event) => !seen.has(event) && seen.add(event)),
  }))
}

/** As `read-pack-folder.ts` reads them: those that conform, percent-decoded. */
function samplesIn(folder) {
  const names = readdirSync(folder).flatMap((name) => {
    const event = /^(.+)\.(json|form)$/.exec(name)?.[1]
    return event === undefined || /\.(fails|notes)-[^.]+$/.test(event) ? [] : [decodeURIComponent(event)]
  })
  return names.sort()
}

async function declare(name, schema) {
  const { title: _, $schema: __, $comment: ___, ...shape } = schema
  const declared = await compile(shape, name, {
    bannerComment: '',
    format: false,
    declareExternallyReferenced: true,
    additionalProperties: false,
    unknownAny: true,
  })
  return declared.trim()
}

const readJson = (file) => JSON.parse(readFileSync(file, 'utf8'))
const quoted = (text) => `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`
const typeName = (text) =>
  text.replaceAll(/[^a-zA-Z0-9]+(.|$)/g, (_, next) => next.toUpperCase()).replace(/^./, (first) => first.toUpperCase())
