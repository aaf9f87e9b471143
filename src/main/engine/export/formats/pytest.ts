import type { ExportFile, ExportFormat } from '../export-format.ts'
import { base64Lines, concatenated, type Pieces } from '../pieces.ts'
import { fileNameOf } from '../request-parts.ts'
import { commentLine, pyBytes, pyString } from '../test-code/quote.ts'
import { type TestCase, testCases } from '../test-code/test-case.ts'

/** The request is built whole, since a client would add headers of its own. */
const head = `import os
import time

import httpx


def send(url, path, method, headers, body, deadline):
    """Sends the bytes and headers as captured, and fails where the answer is not complete within the deadline (seconds)."""
    base = os.environ.get("TARGET_URL")
    if base is not None:
        url = base.removesuffix("/") + path if path.startswith("/") else base + path
    timeout = httpx.Timeout(deadline).as_dict()
    request = httpx.Request(method, url, headers=headers, content=body, extensions={"timeout": timeout})
    started = time.monotonic()
    with httpx.Client(trust_env=False) as client:
        answer = client.send(request)
    took = time.monotonic() - started
    assert took <= deadline, f"no complete answer within {deadline} s"
    return answer
`

const pytest: ExportFormat = {
  id: 'pytest',
  name: 'pytest',
  description:
    'A test with httpx that sends the delivery to your app and expects a 2xx within the provider’s deadline.',
  extension: 'py',
  copyable: true,
  kind: 'test',
  assertsAnswer: true,
  render(items, generator, options): readonly ExportFile[] {
    if (items.length === 0) return []
    // pytest imports the file by its name.
    const name = `test_${identifier(fileNameOf(items, generator))}.py`
    const intro = `# Made by ${commentLine(generator)}. Run: TARGET_URL=http://localhost:3000/hooks pytest ${name}
# Without TARGET_URL each delivery goes to the URL that stands with it.
`
    const cases = testCases(items, options)
    const imports = cases.some(({ text }) => text === null) ? 'import base64\n' : ''
    const tests = cases.map((testCase, at) => functionOf(testCase, `test_${identifier(items[at]!.name)}`))
    return [{ name, mediaType: 'text/x-python', content: concatenated([intro, imports, head, ...tests]) }]
  },
}

const identifier = (name: string): string => name.replaceAll(/[^a-z0-9]+/g, '_')

function functionOf(testCase: TestCase, name: string): Pieces {
  const { title, url, path, method, headers, deadlineMs, notes } = testCase
  const pairs = headers.map(([key, value]) => `            (${pyBytes(key)}, ${pyBytes(value)}),\n`)
  return concatenated([
    `\n\ndef ${name}():\n`,
    ...[title, ...notes].map((note) => `    # ${commentLine(note)}\n`),
    '    answer = send(\n',
    `        url=${pyString(url)},\n`,
    `        path=${pyString(path)},\n`,
    `        method=${pyString(method)},\n`,
    pairs.length === 0 ? '        headers=[],\n' : `        headers=[\n${pairs.join('')}        ],\n`,
    '        body=',
    bytesOf(testCase),
    `,\n        deadline=${deadlineMs / 1000},\n    )\n`,
    assertions(testCase),
  ])
}

/** The body as an expression of type bytes. Lines are written one by one where there are several. */
function bytesOf({ body, text }: TestCase): Pieces {
  if (body.byteLength === 0) return ['b""']
  if (text === null) return concatenated(['base64.b64decode("""\n', base64Lines(body), '""")'])
  const lines = text.split(/(?<=\n)/)
  if (lines.length === 1) return [`${pyString(text)}.encode()`]
  return [`(\n${lines.map((line) => `            ${pyString(line)}\n`).join('')}        ).encode()`]
}

function assertions({ answer }: TestCase): string {
  if (answer === null) return '    assert 200 <= answer.status_code < 300\n'
  const { status, body } = answer
  return `    assert answer.status_code == ${status}\n${body === null ? '' : `    assert answer.content == ${pyString(body)}.encode()\n`}`
}

export default pytest
