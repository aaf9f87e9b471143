import { join } from 'node:path'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import ts from 'typescript'
import { describe, expect, it } from 'vitest'
import * as zod from 'zod'
import type { ExportItem } from '../../src/main/engine/export/export-format.ts'
import { schemaForExport } from '../../src/main/engine/flows/export-item.ts'
import { headerMap, readBody, unhurriedLimits } from '../../src/main/engine/lib/body-reader.ts'
import { loadProviderPacks } from '../../src/main/engine/providers/load-provider-packs.ts'
import { makeSample } from '../../src/main/engine/providers/make-sample.ts'
import { deliveryDetail } from '../support/delivery-detail.ts'
import { fileBytes, renderFormat, renderText } from '../support/render-format.ts'

const builtInDir = join(import.meta.dirname, '../../resources/providers')
const { packs } = loadProviderPacks({ builtInDir, userDir: join(builtInDir, 'no-such-folder') })

/** Every sample of every pack as a delivery, with the value that its body is read as. */
const samples = [...packs.values()].flatMap((pack) =>
  [...pack.samples.keys()].flatMap((event): { item: ExportItem; value: unknown; name: string }[] => {
    const sample = makeSample(pack, event, { nowMs: 0, randomBytes: (size) => new Uint8Array(size).fill(7) })
    if (sample === null) return []
    const headers = headerMap(sample.headers)
    const { value } = readBody(sample.body, (name) => headers.get(name), unhurriedLimits)
    const { method } = sample
    const delivery = deliveryDetail(
      { provider: pack.manifest.id, eventType: event, method },
      { method, headers: [...sample.headers] },
    )
    const item = { delivery, body: sample.body, endpointName: 'x', eventSchema: schemaForExport(pack, event) }
    return [{ item, value, name: `${pack.manifest.id} ${event}` }]
  }),
)
const documented = samples.map(({ item }) => item)
const inferred = documented.map((item) => ({ ...item, eventSchema: null }))

it('knows the schema of nearly every sample', () => {
  expect(samples.length).toBeGreaterThan(150)
  expect(documented.filter(({ eventSchema }) => eventSchema === null)).toHaveLength(0)
})

describe.each([
  ['documented', documented],
  ['inferred', inferred],
])('types that are %s accept every sample', (from, items) => {
  const note = from === 'documented' ? 'its pack has it' : 'Inferred from 1 sample'

  it('as JSON Schema, which another validator takes in its strict mode', () => {
    const files = renderFormat('json-schema', items)
    expect(files).toHaveLength(samples.length)
    const ajv = new Ajv2020({ strict: true, strictTypes: false, strictRequired: false, strictTuples: false })
    addFormats.default(ajv)
    for (const [at, file] of files.entries()) {
      const schema = JSON.parse(fileBytes(file).toString())
      const validate = ajv.compile(schema)
      expect(validate(samples[at]!.value), `${samples[at]!.name} ${JSON.stringify(validate.errors)}`).toBe(true)
      expect(schema.$comment).toContain(note)
    }
  })

  it('as schemas of zod', () => {
    const code = renderText('zod', items)
    const names = namesIn(code)
    const schemas = evaluated(code)
    expect(names).toHaveLength(samples.length)
    for (const [at, name] of names.entries()) {
      const parsed = schemas[name]!.safeParse(samples[at]!.value)
      expect(parsed.success, `${samples[at]!.name} ${parsed.error?.message}`).toBe(true)
    }
    expect(code.split(note)).toHaveLength(samples.length + 1)
  })

  it('as types of TypeScript, and so do those of zod', () => {
    const types = renderText('typescript', items)
    const names = namesIn(types)
    expect(names).toHaveLength(samples.length)
    const uses = samples.map(({ value }, at) => `const sample${at}: ${names[at]} = ${JSON.stringify(value)}`)
    expect(problemsIn(`${types}\n${uses.join('\n')}\n`)).toEqual([])
    expect(types.split(note)).toHaveLength(samples.length + 1)
  })
})

it('refuses what is not as documented', () => {
  const at = samples.findIndex(({ name }) => name === 'replicer call.ended')
  const value = { ...(samples[at]!.value as object), id: 7 }
  const code = renderText('zod', [documented[at]!])
  expect(evaluated(code)[namesIn(code)[0]!]!.safeParse(value).success).toBe(false)
  const types = renderText('typescript', [documented[at]!])
  expect(problemsIn(`${types}\nexport const sample: ${namesIn(types)[0]} = ${JSON.stringify(value)}`)).toHaveLength(1)
})

it('takes all deliveries of an event together', () => {
  const item = (body: string): ExportItem => ({
    delivery: deliveryDetail({ provider: null, eventType: null }, { headers: [['Content-Type', 'application/json']] }),
    body: Buffer.from(body),
    endpointName: 'x',
  })
  const [file, ...others] = renderFormat('typescript', [item('{"a":1}'), item('{"a":null,"b":"x"}'), item('not json')])
  expect(others).toEqual([])
  expect(file!.name).toBe('unknown-event.types.ts')
  expect(fileBytes(file!).toString()).toBe(`// Made by switchhook 0.1.0.

/**
 * An event without a type of an unknown sender.
 * Inferred from 2 samples; the provider may send more.
 */
export type UnknownEvent = {
  a: number | null
  b?: string
}
`)
})

const namesIn = (code: string): string[] => [...code.matchAll(/^export type (\w+) = /gm)].map(([, name]) => name!)

/** The exports of a generated module that uses zod. */
function evaluated(code: string): Record<string, zod.ZodType> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  })
  const exported: Record<string, zod.ZodType> = {}
  new Function('exports', 'require', outputText)(exported, () => zod)
  return exported
}

/** What the compiler finds in a file, but for members that a type does not name: types are open for these elsewhere. */
function problemsIn(text: string): string[] {
  const options: ts.CompilerOptions = {
    strict: true,
    noEmit: true,
    lib: ['lib.es5.d.ts'],
    types: [],
    target: ts.ScriptTarget.ES2022,
  }
  const host = ts.createCompilerHost(options)
  const source = ts.createSourceFile('generated.ts', text, ts.ScriptTarget.ES2022)
  const { getSourceFile, fileExists } = host
  host.getSourceFile = (name, ...rest) => (name === 'generated.ts' ? source : getSourceFile(name, ...rest))
  host.fileExists = (name) => name === 'generated.ts' || fileExists(name)
  const program = ts.createProgram(['generated.ts'], options, host)
  const excessMember = 2353
  return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)]
    .filter(({ code }) => code !== excessMember)
    .map(
      ({ messageText, start = 0 }) =>
        `${ts.flattenDiagnosticMessageText(messageText, ' ')} at ${text.slice(start, start + 80)}`,
    )
}
