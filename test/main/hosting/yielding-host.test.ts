import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { writeHostFile } from '../../../src/main/hosting/host-file.ts'
import { endYieldingHost } from '../../../src/main/hosting/yielding-host.ts'
import { tempDir } from '../../support/temp-dir.ts'

const token = 'the-token-of-the-tests-the-token-of-the-tests'
/** Answers as a host does to its own token. */
const script = `require('node:http').createServer((request, response) =>
  request.url === '/api' && request.headers.authorization === 'Bearer ' + process.argv[1] ? response.end('yes') : response.writeHead(401).end('no')
).listen(0, '127.0.0.1', function () { console.log(this.address().port) })`

/** A process that knows a token, and the data folder that names it as its host. */
async function start(known: string, yields: boolean): Promise<{ dataDir: string; child: ChildProcess }> {
  const dataDir = await tempDir()
  const child = spawn(process.execPath, ['-e', script, known], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [line] = (await once(child.stdout, 'data')) as [Buffer]
  writeFileSync(join(dataDir, 'ui.token'), token)
  writeHostFile(dataDir, { url: `http://127.0.0.1:${line.toString().trim()}`, pid: child.pid!, yields })
  return { dataDir, child }
}

const ended = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null

it('ends a host that gives way', async () => {
  const { dataDir, child } = await start(token, true)
  await endYieldingHost(dataDir)

  await expect.poll(() => ended(child)).toBe(true)
})

it.each([
  ['a host that was started by a person', token, false],
  ['a process that has the number of one that is gone', 'another token', true],
])('leaves %s alone', async (_, known, yields) => {
  const { dataDir, child } = await start(known, yields)
  await endYieldingHost(dataDir)
  const { url } = JSON.parse(readFileSync(join(dataDir, 'host.json'), 'utf8')) as { url: string }

  // It still answers.
  expect((await fetch(url)).status).toBe(401)
  expect(ended(child)).toBe(false)
})

it('has nothing to do where there is no host', async () => {
  await endYieldingHost(await tempDir())
})
