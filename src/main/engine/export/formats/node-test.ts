import { type Framework, javascriptFormat, sendFunction, sendingTest } from '../test-code/javascript.ts'
import { jsString } from '../test-code/quote.ts'
import type { TestCase } from '../test-code/test-case.ts'

const framework: Framework = {
  ending: '.test.mjs',
  run: (file) => `node --test ${file}`,
  head: `import assert from 'node:assert/strict'
import http from 'node:http'
import https from 'node:https'
import test from 'node:test'
${sendFunction({ typed: false })}`,
  test: (testCase) => sendingTest(testCase, assertions(testCase), ''),
}

function assertions({ answer }: TestCase): string {
  if (answer === null)
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a template of the generated test.
    return '  assert.ok(answer.status >= 200 && answer.status < 300, `the answer is ${answer.status}, not 2xx`)\n'
  const { status, body } = answer
  return `  assert.equal(answer.status, ${status})\n${body === null ? '' : `  assert.equal(answer.body.toString(), ${jsString(body)})\n`}`
}

const nodeTest = javascriptFormat({
  id: 'node-test',
  name: 'node:test',
  description: 'A test for Node’s own runner that sends the delivery and expects a 2xx within the provider’s deadline.',
  extension: 'mjs',
  framework,
})

export default nodeTest
