import {
  expectations,
  type Framework,
  javascriptFormat,
  sendFunction,
  sendingTest,
  withMargin,
} from '../test-code/javascript.ts'

/** CommonJS, which Jest runs without any configuration. */
const framework: Framework = {
  ending: '.test.cjs',
  run: (file) => `npx jest ${file}`,
  head: `const http = require('node:http')
const https = require('node:https')
${sendFunction({ typed: false })}`,
  test: (testCase) => sendingTest(testCase, expectations(testCase), `, ${withMargin(testCase.deadlineMs)}`),
}

const jest = javascriptFormat({
  id: 'jest',
  name: 'Jest',
  description: 'A test that sends the delivery to your app and expects a 2xx within the provider’s deadline.',
  extension: 'cjs',
  framework,
})

export default jest
