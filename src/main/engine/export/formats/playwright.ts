import type { HeaderPair } from '#shared/model/headers.ts'
import { concatenated, type Pieces } from '../pieces.ts'
import { repeatedHeaders } from '../request-parts.ts'
import {
  bufferOf,
  expectations,
  type Framework,
  javascriptFormat,
  notesIn,
  withMargin,
} from '../test-code/javascript.ts'
import { commentLine, jsBytes, jsString } from '../test-code/quote.ts'
import type { TestCase } from '../test-code/test-case.ts'

const framework: Framework = {
  ending: '.spec.ts',
  run: (file) => `npx playwright test ${file}`,
  head: `import { expect, test } from '@playwright/test'

function targetOf(url: string, path: string): string {
  const base = process.env.TARGET_URL
  if (base === undefined) return url
  return path.startsWith('/') ? base.replace(/\\/$/, '') + path : base + path
}
`,
  test: fetchingTest,
}

function fetchingTest(testCase: TestCase): Pieces {
  const { title, url, path, method, headers, body, text, deadlineMs, answer } = testCase
  const repeated = repeatedHeaders(headers)
  const pairs = joined(headers).map(([name, value]) => `      ${nameOf(name)}: ${jsBytes(value)},\n`)
  return concatenated([
    notesIn(testCase),
    repeated.length === 0
      ? ''
      : `// Playwright takes each header once; joined by commas: ${commentLine(repeated.join(', '))}.\n`,
    `test(${jsString(title)}, async ({ request }) => {\n`,
    `  test.setTimeout(${withMargin(deadlineMs)})\n  const started = Date.now()\n`,
    `  const response = await request.fetch(targetOf(${jsBytes(url)}, ${jsBytes(path)}), {\n`,
    `    method: ${jsBytes(method)},\n`,
    pairs.length === 0 ? '' : `    headers: {\n${pairs.join('')}    },\n`,
    ...(body.byteLength === 0 ? [] : ['    data: ', bufferOf(body, text, '    '), ',\n']),
    `    timeout: ${deadlineMs},\n    maxRedirects: 0,\n  })\n`,
    (answer?.body ?? null) === null
      ? '  const answer = { status: response.status() }\n'
      : '  const answer = { status: response.status(), body: await response.body() }\n',
    `  expect(Date.now() - started).toBeLessThanOrEqual(${deadlineMs})\n`,
    expectations(testCase),
    '})\n',
  ])
}

/** In an object literal `__proto__: …` would set the prototype. */
const nameOf = (name: string): string => (name === '__proto__' ? `[${jsBytes(name)}]` : jsBytes(name))

function joined(headers: readonly HeaderPair[]): HeaderPair[] {
  const values = new Map<string, [name: string, values: string[]]>()
  for (const [name, value] of headers) {
    const entry = values.get(name.toLowerCase())
    if (entry === undefined) values.set(name.toLowerCase(), [name, [value]])
    else entry[1].push(value)
  }
  return [...values.values()].map(([name, all]) => [name, all.join(', ')])
}

const playwright = javascriptFormat({
  id: 'playwright',
  name: 'Playwright',
  description: 'A test with Playwright’s request that expects a 2xx within the provider’s deadline.',
  extension: 'ts',
  framework,
})

export default playwright
