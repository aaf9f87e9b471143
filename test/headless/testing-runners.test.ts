import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { temporaryFolder } from '../support/headless-host.ts'
import { runProgram } from '../support/npm.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = temporaryFolder()
afterAll(() => folder.remove())

const body = `
const secret = 'rpl_test_secret'
test('a signed sample is captured, and the matchers know it', async () => {
  const hook = await startReceiver({ provider: 'replicer', secret })
  await send('replicer', 'call.ended', { to: hook.url, secret })
  const delivery = await hook.captured('type:call.ended')
  expect(delivery).toBeVerified()
  expect(delivery).toConform()
  expect(delivery).toHaveHeader('x-replicer-event', 'call.ended')
  expect(delivery).toHaveJson('/data/duration', 240)
  expect(delivery).toHaveJson('/data', expect.objectContaining({ direction: 'OUTBOUND' }))
  expect(delivery).not.toHaveJson('/data/none')
  await hook.close()
})
test('a broken one fails, and says why', async () => {
  const hook = await startReceiver({ provider: 'replicer', secret })
  await send('replicer', 'call.ended', { to: hook.url, secret, fault: 'body-trailing-newline' })
  const delivery = await hook.captured()
  expect(() => expect(delivery).toBeVerified()).toThrow(/A newline was added to the end of the body/)
  await hook.close()
})
`

const files: Readonly<Record<string, string>> = {
  'package.json': '{ "name": "consumer", "private": true, "type": "module" }',
  'vitest/hooks.test.js': `import 'switchhook/testing/vitest'
import { send, startReceiver } from 'switchhook/testing'
import { expect, test } from 'vitest'
${body}`,
  'vitest/vitest.config.js': "export default { test: { include: ['hooks.test.js'] } }",
  'jest/package.json': JSON.stringify({
    name: 'jest-consumer',
    jest: { setupFilesAfterEnv: ['switchhook/testing/jest'], testMatch: ['**/hooks.test.js'] },
  }),
  // As Jest's own transform leaves imports.
  'jest/hooks.test.js': `const { send, startReceiver } = require('switchhook/testing')\n${body}`,
  'playwright/hooks.spec.js': `import { test } from '@playwright/test'
import { send, startReceiver } from 'switchhook/testing'
import { expect } from 'switchhook/testing/playwright'
${body}`,
  'playwright/playwright.config.js': "export default { testDir: '.', reporter: 'line', workers: 1 }",
  'types/tsconfig.json': JSON.stringify({
    compilerOptions: {
      target: 'ES2024',
      module: 'NodeNext',
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ['node'],
      lib: ['ES2024', 'ESNext.Disposable'],
    },
    files: ['good.ts', 'bad.ts', 'jest.ts'],
  }),
  'types/good.ts': `import 'switchhook/testing/vitest'
import { type Delivery, type Receiver, send, startReceiver } from 'switchhook/testing'
import { expect as playwright } from 'switchhook/testing/playwright'
import { expect } from 'vitest'

await using hook: Receiver<'replicer'> = await startReceiver({ provider: 'replicer', answer: ({ attempt }) => attempt })
const sent = await send('replicer', 'call.ended', { to: hook.url, secret: 's', fault: 'encoding', set: { '/id': 1 } })
const status: number = sent.status
const { json } = await hook.captured({ event: 'call.ended' })
const seconds: number = json.data.duration
const name: string | null = json.data.customerName
const any: Delivery = await hook.captured('type:call.ended')
expect(any).toBeVerified()
expect(any).not.toHaveJson('/data/id', expect.any(String))
playwright(any).toConform()
console.log(status, seconds, name)
`,
  'types/jest.ts': `import 'switchhook/testing/jest'
import { expect } from '@jest/globals'
import { startReceiver } from 'switchhook/testing'

const hook = await startReceiver()
expect(await hook.captured()).toBeVerified()
expect(await hook.captured()).not.toHaveHeader('x-a', /b/)
`,
  'types/bad.ts': `import { send, startReceiver } from 'switchhook/testing'

const hook = await startReceiver({ provider: 'replicer' })
// @ts-expect-error There is no such provider.
await startReceiver({ provider: 'replicr' })
// @ts-expect-error There is no such event.
await send('replicer', 'call.begun', { to: hook.url })
// @ts-expect-error There is no such fault.
await send('replicer', 'call.ended', { to: hook.url, fault: 'bad-luck' })
// @ts-expect-error It goes somewhere.
await send('replicer', 'call.ended', {})
const { json } = await hook.captured({ event: 'call.ended' })
// @ts-expect-error The payload has no such field.
console.log(json.data.colour)
`,
}

beforeAll(() => {
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder.path, name)), { recursive: true })
    writeFileSync(join(folder.path, name), content)
  }
  // The package as it is built here; its tarball is tried in package.test.ts.
  const modules = join(folder.path, 'node_modules')
  for (const name of ['vitest', 'jest', 'expect', '@jest/globals', '@playwright/test', '@types/node'])
    link(join(root, 'node_modules', name), join(modules, name))
  // Copied, because Playwright compiles all that does not lie in node_modules.
  for (const part of ['package.json', 'out/testing', 'resources'])
    cpSync(join(root, part), join(modules, 'switchhook', part), { recursive: true })
})

function link(target: string, path: string): void {
  mkdirSync(dirname(path), { recursive: true })
  symlinkSync(target, path, 'junction')
}

const run = (script: string, args: readonly string[], where: string) =>
  runProgram(process.execPath, [join(root, 'node_modules', script), ...args], {
    cwd: join(folder.path, where),
  })

test.each([
  ['Vitest', 'vitest/vitest.mjs', ['run'], 'vitest', /Tests +2 passed/],
  ['Jest', 'jest/bin/jest.js', ['--ci'], 'jest', /Tests: +2 passed/],
  ['Playwright', '@playwright/test/cli.js', ['test'], 'playwright', /2 passed/],
] as const)('%s runs it', async (_, script, args, where, passed) => {
  const { code, stdout, stderr } = await run(script, args, where)

  expect(stripVTControlCharacters(stdout + stderr)).toMatch(passed)
  expect(code).toBe(0)
})

test('it needs nothing but Node', () => {
  const bundle = readFileSync(join(root, 'out/testing/index.js'), 'utf8')
  const imported = [...bundle.matchAll(/^import .* from "([^"]+)"/gm)].map(([, name]) => name!)

  expect(imported.length).toBeGreaterThan(0)
  expect(imported.filter((name) => !/^(node:|\.\/)/.test(name))).toEqual([])
  expect(bundle).not.toMatch(/better-sqlite3|worker_threads/)
})

test('the types know the packs', async () => {
  expect(await run('typescript/bin/tsc', ['-p', '.'], 'types')).toEqual({ code: 0, stdout: '', stderr: '' })
})
