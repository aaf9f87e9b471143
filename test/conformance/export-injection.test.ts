import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import ts from 'typescript'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import type { ExportItem } from '../../src/main/engine/export/export-format.ts'
import { exportFormats } from '../../src/main/engine/export/registry.ts'
import { deliveryDetail } from '../support/delivery-detail.ts'
import { textOf } from '../support/property.ts'
import { fileBytes, renderFormat } from '../support/render-format.ts'

// Whoever sends a delivery chooses these texts. What is generated from them is code, in which they have to stay texts: the
// name `pwned` stands in all of them, and must be nowhere outside of strings and comments.

const hostile = textOf(
  ...[
    "'",
    '"',
    '`',
    '\\',
    '\n',
    '\r\n',
    '\u2028',
    '\u2029',
    '\u0085',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: what an attacker writes.
    '${pwned()}',
    '*/',
    '/*',
    '//',
    '#',
    "'''",
    '"""',
  ],
  ...[
    "');pwned();('",
    '");pwned();("',
    '`+pwned()+`',
    '\npwned()\n',
    "'\npwned\n'",
    '\\',
    '\0',
    '\u202e',
    '\ufeff',
    '$(pwned)',
    '`pwned`',
  ],
  ...[
    '{{pwned}}',
    '\n### pwned\n',
    '\n< ./pwned',
    ']]>',
    'EOF\npwned\nEOF',
    '!pwned',
    '\ud800',
    '\udc00',
    '\t',
    ';pwned;',
    '|pwned',
  ],
).map((text) => `${text}-pwned`)

/** Headers and paths hold one character per byte. */
const latin1 = hostile.map((text) => text.replaceAll(/[^\0-\xff]/g, '\xff'))

const deliveries = fc.record({
  eventType: fc.option(hostile),
  provider: fc.option(hostile),
  path: latin1,
  method: fc.constantFrom('POST', 'GET', 'PUT'),
  headers: fc.array(fc.tuple(fc.constantFrom('X-Note', 'x-note', '__proto__', "x'`$|", '#x', '-x'), latin1), {
    maxLength: 4,
  }),
  body: hostile,
  isBinary: fc.boolean(),
  answer: fc.option(hostile),
  member: hostile,
  description: hostile,
  target: fc.option(hostile),
})

function itemOf(parts: typeof deliveries extends fc.Arbitrary<infer T> ? T : never): ExportItem {
  const { eventType, provider, path, method, headers, body, isBinary, answer, member, description, target } = parts
  const given = deliveryDetail().answerGiven!
  const delivery = deliveryDetail(
    { eventType, provider, method, answerGiven: answer === null ? null : { ...given, body: answer } },
    { method, target: `/in/q83vEjRWeJCrze8SNFZ4kA${path}`, headers: headers as HeaderPair[] },
  )
  const eventSchema = {
    type: 'object',
    required: [member],
    properties: {
      [member]: { type: 'string', description, enum: [body, description] },
      other: { const: description, pattern: description, format: description },
    },
  }
  return {
    delivery,
    body: isBinary ? Buffer.from(body, 'latin1') : Buffer.from(body),
    endpointName: body,
    targetUrl: target === null ? null : `http://localhost:3000/${encodeURI(target.toWellFormed())}`,
    eventSchema: isBinary ? null : eventSchema,
  }
}

const items = fc.sample(deliveries, { numRuns: 60, seed: 11 }).map(itemOf)

/** The files of a format for each hostile delivery, with and without the option. */
const filesOf = (id: string) =>
  items.map((item, at) => {
    const [file] = renderFormat(id, [item, item], { assertAnswer: at % 2 === 0 })
    return { name: `${at}-${file!.name}`, text: fileBytes(file!).toString() }
  })

function identifiersIn(name: string, text: string): { identifiers: Set<string>; problems: readonly unknown[] } {
  const source = ts.createSourceFile(
    name,
    text,
    ts.ScriptTarget.ES2022,
    false,
    name.endsWith('ts') ? ts.ScriptKind.TS : ts.ScriptKind.JS,
  )
  const identifiers = new Set<string>()
  const visit = (node: ts.Node): void => {
    if (ts.isIdentifier(node)) identifiers.add(node.text)
    ts.forEachChild(node, visit)
  }
  visit(source)
  const { parseDiagnostics } = source as unknown as { parseDiagnostics: readonly ts.Diagnostic[] }
  return { identifiers, problems: parseDiagnostics.map(({ messageText }) => messageText) }
}

const inJavaScript = ['vitest', 'jest', 'node-test', 'playwright', 'typescript', 'zod']

describe.each(inJavaScript)('%s', (id) => {
  it('is one program, whose names are its own', () => {
    for (const { name, text } of filesOf(id)) {
      const { identifiers, problems } = identifiersIn(name, text)
      expect(problems, text).toEqual([])
      expect(text).not.toMatch(/(?!\n)[\p{C}\p{Zl}\p{Zp}]/u)
      // A type is named after its event.
      const declared = new Set([...text.matchAll(/^export (?:type|const) (\w+) = /gm)].map(([, word]) => word))
      expect(
        [...identifiers].filter((word) => /pwned/.test(word) && !declared.has(word)),
        text,
      ).toEqual([])
    }
  })
})

function tool(file: string, ...args: string[]): boolean {
  try {
    execFileSync(file, args, { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

describe('with the tools of the language', () => {
  let folder: string
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'switchhook-test-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))

  const written = (id: string) =>
    filesOf(id).map(({ name, text }) => {
      const path = join(folder, name)
      writeFileSync(path, text)
      return path
    })

  it.runIf(tool('python3', '--version'))('pytest is one module, whose names are its own', () => {
    const script = `
import ast, sys
for path in sys.argv[1:]:
    for node in ast.walk(ast.parse(open(path, encoding='utf-8', newline='').read(), path)):
        if isinstance(node, (ast.Name, ast.Attribute, ast.arg)):
            name = getattr(node, 'id', None) or getattr(node, 'attr', None) or node.arg
            assert 'pwned' not in name, path
`
    execFileSync('python3', ['-c', script, ...written('pytest')])
  })

  it.runIf(tool('gofmt', '-h') || tool('go', 'version'))('go-test is one file as gofmt writes it', () => {
    const paths = written('go-test')
    expect(execFileSync('gofmt', ['-l', ...paths]).toString()).toBe('')
    for (const { text } of filesOf('go-test')) {
      const code = text.replaceAll(/\/\/.*|"(?:[^"\\\n]|\\.)*"|`[^`]*`/g, '').replace(/func Test\w+/, '')
      expect(code).not.toContain('pwned')
    }
  })

  it.each(['curl', 'httpie'])('%s is commands of which none is another', (id) => {
    const paths = written(id)
    // A function with each name that could be called; the command itself only shows that it ran.
    const script =
      'pwned() { echo PWNED; exit 9; }; curl() { cat >/dev/null; }; http() { cat >/dev/null; }; for f; do . "$f" </dev/null || exit 8; done'
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', script, 'sh', ...paths], { encoding: 'utf8' })
    expect(stdout).not.toContain('PWNED')
    // Some shells say that they leave out a NUL, which no header has.
    expect(stderr.split('\n').filter((line) => line !== '' && !line.includes('null byte'))).toEqual([])
    expect(status).toBe(0)
  })
})

describe('as text', () => {
  it.each(['fixture', 'har', 'postman', 'json-schema'])('%s is JSON', (id) => {
    for (const { text } of filesOf(id)) expect(() => JSON.parse(text)).not.toThrow()
  })

  it('http has as many requests as there are, and no line that was sent', () => {
    for (const { text } of filesOf('http')) {
      expect(text.match(/^###/gm)).toHaveLength(2)
      expect(text.match(/^(?:GET|POST|PUT) /gm)).toHaveLength(2)
      expect(text).not.toMatch(/^<(?! \.\/[a-z0-9._-]+$)/m)
      expect(text.split('\n').filter((line) => /[\p{Cc}\u2028\u2029]/u.test(line.replaceAll('\t', '')))).toEqual([])
    }
  })
})

it('covers every format', () => {
  const covered = [
    ...inJavaScript,
    'pytest',
    'go-test',
    'curl',
    'httpie',
    'fixture',
    'har',
    'postman',
    'json-schema',
    'http',
  ]
  expect(covered.toSorted()).toEqual([...exportFormats.keys()].toSorted())
})
