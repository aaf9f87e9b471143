import type { RenderOptions } from '#shared/model/export-options.ts'
import type { ExportFile, ExportFormat, MaskedItem } from '../export-format.ts'
import { base64Lines, concatenated, type Pieces } from '../pieces.ts'
import { fileNameOf } from '../request-parts.ts'
import { commentLine, jsBytes, jsString } from './quote.ts'
import { type TestCase, testCases } from './test-case.ts'

/** What one test framework of JavaScript writes in its own way. */
export interface Framework {
  /** Ending of the file's name, e.g. ".test.ts". */
  readonly ending: string
  /** The command that runs the file. */
  readonly run: (file: string) => string
  /** What stands before the tests: imports and functions. */
  readonly head: string
  readonly test: (testCase: TestCase) => Pieces
}

interface TestFormatParts extends Pick<ExportFormat, 'id' | 'name' | 'description' | 'extension'> {
  readonly framework: Framework
}

/** A format that gives one file with a test for each delivery. */
export const javascriptFormat = ({ framework, ...info }: TestFormatParts): ExportFormat => ({
  ...{ ...info, copyable: true, kind: 'test', assertsAnswer: true },
  render: (items, generator, options) => testFile(items, generator, options, framework),
})

function testFile(
  items: readonly MaskedItem[],
  generator: string,
  options: RenderOptions,
  framework: Framework,
): ExportFile[] {
  if (items.length === 0) return []
  const name = `${fileNameOf(items, generator)}${framework.ending}`
  const intro = [
    `// Made by ${commentLine(generator)}. Run: TARGET_URL=http://localhost:3000/hooks ${framework.run(name)}`,
    '// Without TARGET_URL each delivery goes to the URL that stands with it.',
    framework.head,
  ]
  const tests = testCases(items, options).flatMap((testCase): (string | Pieces)[] => ['\n', framework.test(testCase)])
  return [{ name, mediaType: 'text/javascript', content: concatenated([intro.join('\n'), ...tests]) }]
}

/** Comment lines in front of a test. */
export const notesIn = ({ notes }: TestCase): string => notes.map((note) => `// ${commentLine(note)}\n`).join('')

/** Properties of the delivery as they stand in an object literal within a test, without its braces. */
export function deliveryProperties({ url, path, method, headers, body, text, deadlineMs }: TestCase): Pieces {
  const pairs = headers.map(([name, value]) => `      [${jsBytes(name)}, ${jsBytes(value)}],\n`)
  return concatenated([
    `    url: ${jsBytes(url)},\n`,
    `    path: ${jsBytes(path)},\n`,
    `    method: ${jsBytes(method)},\n`,
    pairs.length === 0 ? '    headers: [],\n' : `    headers: [\n${pairs.join('')}    ],\n`,
    '    body: ',
    bufferOf(body, text, '    '),
    ',\n',
    `    deadlineMs: ${deadlineMs},\n`,
  ])
}

/** The body as an expression of Node's Buffer. Lines are written one by one where there are several. */
export function bufferOf(body: Uint8Array, text: string | null, indent: string): Pieces {
  if (body.byteLength === 0) return ['Buffer.alloc(0)']
  if (text === null) return concatenated(['Buffer.from(`\n', base64Lines(body), '`, ', "'base64')"])
  const lines = text.split('\n')
  if (lines.length === 1) return [`Buffer.from(${jsString(text)})`]
  const written = lines.map((line) => `${indent}    ${jsString(line)},\n`).join('')
  return [`Buffer.from(\n${indent}  [\n${written}${indent}  ].join('\\n'),\n${indent})`]
}

/** What the answer has to be, as calls of `expect`. */
export function expectations({ answer }: TestCase): string {
  if (answer === null)
    return '  expect(answer.status).toBeGreaterThanOrEqual(200)\n  expect(answer.status).toBeLessThan(300)\n'
  const { status, body } = answer
  return `  expect(answer.status).toBe(${status})\n${body === null ? '' : `  expect(answer.body.toString()).toBe(${jsString(body)})\n`}`
}

/** A whole test that sends with `send` and looks at `answer`. The framework's own time limit must be the longer one. */
export function sendingTest(testCase: TestCase, assertions: string, limit: string): Pieces {
  return concatenated([
    notesIn(testCase),
    `test(${jsString(testCase.title)}, async () => {\n  const answer = await send({\n`,
    deliveryProperties(testCase),
    `  })\n${assertions}}${limit})\n`,
  ])
}

/** Time for the framework around a deadline, milliseconds. */
export const withMargin = (deadlineMs: number): number => deadlineMs + 5000

const types = `
interface Delivery {
  url: string
  path: string
  method: string
  headers: [name: string, value: string][]
  body: Buffer
  deadlineMs: number
}

interface Answer {
  status: number
  body: Buffer
}
`

/**
 * The function `send` of a generated file. It uses Node's `http`, since `fetch` joins repeated headers, adds its own and sends
 * no body with GET.
 */
export function sendFunction({ typed }: { readonly typed: boolean }): string {
  const as = (type: string) => (typed ? `: ${type}` : '')
  return `${typed ? types : ''}
/** Sends the bytes and headers as captured, and fails where the answer is not complete within the deadline. */
function send({ url, path, method, headers, body, deadlineMs }${as('Delivery')})${as('Promise<Answer>')} {
  const base = process.env.TARGET_URL
  const target = base === undefined ? url : path.startsWith('/') ? base.replace(/\\/$/, '') + path : base + path
  const { host, protocol } = new URL(target)
  // As it stands: URL would rewrite some characters.
  const below = target.replace(/^\\w+:\\/\\/[^/?#]*/, '')
  const length = body.length > 0 || !/^(GET|HEAD)$/.test(method) ? ['Content-Length', String(body.length)] : []
  const signal = AbortSignal.timeout(deadlineMs)
  return new Promise((resolve, reject) => {
    const fail = (error${as('Error')}) =>
      reject(signal.aborted ? new Error(\`no complete answer within \${deadlineMs} ms\`) : error)
    const { request } = protocol === 'https:' ? https : http
    const outgoing = request(target, {
      method,
      path: below.startsWith('/') ? below : \`/\${below}\`,
      headers: ['Host', host, ...headers.flat(), ...length],
      agent: false,
      signal,
    })
    outgoing.on('error', fail)
    outgoing.on('response', (incoming) => {
      const chunks${as('Buffer[]')} = []
      incoming.on('data', (chunk) => chunks.push(chunk))
      incoming.on('error', fail)
      incoming.on('end', () => resolve({ status: incoming.statusCode${typed ? ' ?? 0' : ''}, body: Buffer.concat(chunks) }))
    })
    outgoing.end(body)
  })
}
`
}
