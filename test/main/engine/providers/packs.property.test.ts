import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { schemaCompiler } from '../../../../src/main/engine/lib/json-schema.ts'
import { detectProvider } from '../../../../src/main/engine/providers/detect-provider.ts'
import { readPayload } from '../../../../src/main/engine/providers/payload.ts'
import { readFacts } from '../../../../src/main/engine/providers/read-facts.ts'
import { readPackFolder } from '../../../../src/main/engine/providers/read-pack-folder.ts'
import { compileTemplate, fillTemplate, templateProblem } from '../../../../src/main/engine/providers/template.ts'
import { holdsFor, mutationsOf, textOf } from '../../../support/property.ts'
import { builtInDir } from './pack-folders.ts'

const dir = mkdtempSync(join(tmpdir(), 'switchhook-packs-'))
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const payloadOf = (value: unknown) =>
  readPayload(
    { method: 'POST', target: '/in/x', headers: [['Content-Type', 'application/json']] },
    Buffer.from(JSON.stringify(value)),
  )

test('any text is a template of rows, or told what is wrong; filled, it is one line', () => {
  const templates = textOf(
    '{/a}',
    '{/a|minutes}',
    '{size}',
    '{/a|words}',
    '{/a/0|capital}',
    '{',
    '}',
    '|',
    '/',
    '{/__proto__}',
  )
  const values = fc.oneof(
    fc.jsonValue(),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('\u202e', '\n\n', '1e400', '-0'),
  )
  holdsFor(fc.tuple(templates, values), ([text, a]) => {
    const template = compileTemplate(text)
    expect(template === null).toBe(templateProblem(text) !== null)
    if (template === null) return
    const literal = text.replaceAll(/\{[^{}]*\}/g, '')
    const filled = fillTemplate(template, payloadOf({ a }))
    if (filled !== null && !/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u.test(literal))
      expect(filled).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u)
  })
})

test.each(['allo-v2', 'aircall', 'twilio'])(
  'the manifest of %s, changed anywhere: read, or told with file and reason',
  (id) => {
    const manifest = JSON.parse(readFileSync(join(builtInDir, id, 'provider.json'), 'utf8')) as {
      events: { schema: string }[]
    }
    const bodies = fc.oneof(
      mutationsOf({ type: 'call', event: 'call.ended', data: { id: 1, list: [{}] } }),
      fc.jsonValue(),
    )
    holdsFor(fc.tuple(mutationsOf(manifest), bodies), ([changed, body]) => {
      writeFileSync(join(dir, 'provider.json'), JSON.stringify(changed))
      const { pack, problems } = readPackFolder(dir, 'built-in', null)
      for (const { file, reason } of problems)
        expect([file.startsWith(dir), reason]).toEqual([true, expect.stringMatching(/./)])
      if (pack === null) return void expect(problems.length).toBeGreaterThan(0)
      const payload = payloadOf(body)
      readFacts(detectProvider(new Map([[pack.manifest.id, pack]]), payload, null), payload)
      readFacts(detectProvider(new Map([[pack.manifest.id, pack]]), payload, pack.manifest.id), payload)
    })
  },
)

test('a schema, changed anywhere, is compiled or told what is wrong with it', () => {
  const schema: unknown = JSON.parse(readFileSync(join(builtInDir, 'allo-v1/schemas/SMS_RECEIVED.schema.json'), 'utf8'))
  const compile = schemaCompiler()
  holdsFor(mutationsOf(schema), (changed) => {
    const compiled = compile(changed)
    if (!compiled.ok) expect(compiled.problem).toMatch(/./)
  })
})
