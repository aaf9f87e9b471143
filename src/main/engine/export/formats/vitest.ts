import {
  expectations,
  type Framework,
  javascriptFormat,
  sendFunction,
  sendingTest,
  withMargin,
} from '../test-code/javascript.ts'

const framework: Framework = {
  ending: '.test.ts',
  run: (file) => `npx vitest run ${file}`,
  head: `import http from 'node:http'
import https from 'node:https'
import { expect, test } from 'vitest'
${sendFunction({ typed: true })}`,
  test: (testCase) => sendingTest(testCase, expectations(testCase), `, ${withMargin(testCase.deadlineMs)}`),
}

const vitest = javascriptFormat({
  id: 'vitest',
  name: 'Vitest',
  description: 'A test that sends the delivery to your app and expects a 2xx within the provider’s deadline.',
  extension: 'ts',
  framework,
})

export default vitest
