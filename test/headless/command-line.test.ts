import { spawn } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join, resolve } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { text } from 'node:stream/consumers'
import { afterAll, expect, test } from 'vitest'
import { runHeadless, spawnHeadless, startHeadless, temporaryFolder } from '../support/headless-host.ts'
import { startLocaltunnelServer } from '../support/localtunnel-server.ts'
import { plainRequest, replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { post, startApp } from '../support/start-engine.ts'

const folder = temporaryFolder()
afterAll(() => folder.remove())

let folders = 0
function freshFolder(): string {
  const path = join(folder.path, String(++folders))
  mkdirSync(path)
  return path
}
const quiet = ['--port', '0', '--ui-port', '0', '--no-tunnel']

test('--help and --version answer and end well', async () => {
  expect(await runHeadless(['--help'])).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('--config FILE'),
    stderr: '',
  })
  expect(await runHeadless(['--version'])).toMatchObject({ code: 0, stdout: '0.1.0\n' })
})

test.each([
  [['--port', 'x'], 2, '--port must be a number from 0 to 65535, not "x".\n'],
  [['--colour'], 2, "Unknown option '--colour'"],
  [['--config', '/nonexistent.json', ...quiet], 2, 'there is no such file'],
  [['--tunnel-subdomain', 'A_b', ...quiet], 2, '--tunnel-subdomain: 4 to 63 of a-z'],
  [['--export-root', '/nonexistent', ...quiet], 2, '--export-root: there is no folder /nonexistent.\n'],
  [['--tunnel', 'zrok', '--port', '0', '--ui-port', '0'], 2, 'there is no tunnel driver "zrok"'],
])('%j ends with code %i and says why', async (args, code, message) => {
  const result = await runHeadless(['--data', freshFolder(), ...args])

  expect(result.code).toBe(code)
  expect(result.stderr).toContain(message)
  expect(result.stdout).toBe('')
})

test('a wrong key in the configuration is refused with its path', async () => {
  const file = join(freshFolder(), 'c.json')
  writeFileSync(file, JSON.stringify({ endpoints: [{ name: 'A', provder: 'replicer' }] }))
  const result = await runHeadless(['--data', freshFolder(), '--config', file, ...quiet])

  expect(result).toMatchObject({
    code: 2,
    stderr: `${file} is not a valid configuration:\n  endpoints[0].provder: unknown key\n`,
  })
})

test('a secret from a variable that is not set is refused with its path', async () => {
  const file = join(freshFolder(), 'c.json')
  writeFileSync(file, JSON.stringify({ endpoints: [{ name: 'A', secrets: [{ label: 'x', value: 'env:NOPE_1' }] }] }))
  const result = await runHeadless(['--data', freshFolder(), '--config', file, ...quiet])

  expect(result).toMatchObject({
    code: 2,
    stderr: 'endpoints[0].secrets[0].value: environment variable NOPE_1 is not set\n',
  })
})

test('a port that was demanded and is taken ends with code 1', async () => {
  const blocker = createServer().listen(0, '127.0.0.1')
  await new Promise((done) => blocker.once('listening', done))
  const { port } = blocker.address() as { port: number }
  const result = await runHeadless(['--data', freshFolder(), '--port', String(port), '--ui-port', '0', '--no-tunnel'])
  blocker.close()

  expect(result.code).toBe(1)
  expect(result.stderr).toMatch(new RegExp(`^Switchhook cannot run: .*${port}`))
})

test('a data folder that cannot be written ends with code 1', async () => {
  const file = join(freshFolder(), 'a-file')
  writeFileSync(file, '')
  const result = await runHeadless(['--data', join(file, 'below'), ...quiet])

  expect(result.code).toBe(1)
  expect(result.stderr).toContain(join(file, 'below'))
  expect(result.stderr.split('\n')).toHaveLength(2)
})

test('a file in place of the data folder, or of the folder of bodies, is told in one line', async () => {
  const data = freshFolder()
  const file = join(data, 'bodies')
  writeFileSync(file, '')

  for (const [folder, said] of [
    [file, 'cannot be made: there is a file of this name'],
    [data, `${file} cannot be opened for writing`],
  ] as const) {
    const result = await runHeadless(['--data', folder, ...quiet])
    expect(result.code).toBe(1)
    expect(result.stderr).toContain(said)
    expect(result.stderr.split('\n')).toHaveLength(2)
  }
})

test('a file in place of the folder of packs is told with them, and nothing waits for it', async () => {
  const data = freshFolder()
  writeFileSync(join(data, 'providers'), '')
  const host = await startHeadless({ data, args: quiet })

  expect((await host.stop()).code).toBe(0)
})

test('a database of a newer version is left as it is', async () => {
  const data = freshFolder()
  await (await startHeadless({ data, args: quiet })).stop()
  const file = join(data, 'switchhook.db')
  const db = new DatabaseSync(file)
  db.exec('PRAGMA user_version = 9999; PRAGMA wal_checkpoint(TRUNCATE)')
  db.close()
  const before = readFileSync(file)
  const result = await runHeadless(['--data', data, ...quiet])

  expect(result.code).toBe(1)
  expect(result.stderr).toMatch(/newer/)
  expect(readFileSync(file).equals(before)).toBe(true)
})

test('a second host on the same folder names the first', async () => {
  const data = freshFolder()
  const first = await startHeadless({ data, args: quiet })
  const second = await runHeadless(['--data', data, ...quiet])

  expect(second.code).toBe(1)
  expect(second.stderr).toContain(`process ${first.process.pid}`)
  expect(second.stderr).toContain(data)
  expect((await first.stop()).code).toBe(0)
})

test('two signals at once, as npm and `timeout` send them, are one', async () => {
  const { stdout, code } = await runHeadless(['--data', freshFolder(), ...quiet], {}, (soFar, child) => {
    if (!soFar.includes('Waiting')) return
    child.kill('SIGTERM')
    // Two of a kind that come before the first is taken are one to the system already.
    setTimeout(() => child.kill('SIGTERM'), 10)
  })

  expect(stdout).toContain('Waiting')
  expect(code).toBe(0)
})

test('what stands in a configuration cannot act on the terminal', async () => {
  const file = join(freshFolder(), 'c.json')
  writeFileSync(file, JSON.stringify({ 'a\u009b2J\x1b[31m': 1 }))

  expect(await runHeadless(['--data', freshFolder(), '--config', file, ...quiet])).toMatchObject({
    code: 2,
    stderr: `${file} is not a valid configuration:\n  a\\x9b2J\\x1b[31m: unknown key\n`,
  })
})

test('an address that this machine does not have is told as one', async () => {
  const result = await runHeadless(['--data', freshFolder(), '--host', '192.0.2.1', ...quiet])

  expect(result).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('192.0.2.1: it is no address of this machine'),
  })
})

test('readable lines without --json, and no TTY is needed', async () => {
  const data = freshFolder()
  const { stdout, code } = await runHeadless(['--data', data, ...quiet], {}, (soFar, child) => {
    if (soFar.includes('Waiting')) child.kill('SIGTERM')
  })

  expect(stdout).toMatch(/^Switchhook 0\.1\.0\n {2}Inspector {2}http:\/\/127\.0\.0\.1:\d+\/\?token=/)
  expect(stdout).toContain('Waiting for deliveries.')
  expect(code).toBe(0)
})

test('a tunnel that cannot be opened is told after the ready line, and nothing waits for it', async () => {
  const nobody = ['--port', '0', '--ui-port', '0', '--tunnel-host', 'http://127.0.0.1:9']
  const { stdout, code } = await runHeadless(['--data', freshFolder(), '--json', ...nobody], {}, (soFar, child) => {
    if (soFar.includes('"tunnel"')) child.kill('SIGTERM')
  })
  const lines = stdout.split('\n').flatMap((line) => (line ? [JSON.parse(line)] : []))

  expect(lines[0]).toMatchObject({ type: 'ready' })
  expect(lines[1]).toMatchObject({ type: 'tunnel', state: 'retrying', problem: expect.stringContaining('127.0.0.1:9') })
  expect(code).toBe(0)
})

test('SIGTERM while the tunnel server is silent is heeded at once', async () => {
  const asked = Promise.withResolvers<void>()
  const silent = await startLocaltunnelServer({
    refuse: () => {
      asked.resolve()
      return 'silence'
    },
  })
  const host = spawnHeadless([
    '--data',
    freshFolder(),
    '--json',
    '--port',
    '0',
    '--ui-port',
    '0',
    '--tunnel-host',
    silent.url,
  ])
  await asked.promise
  const started = performance.now()
  host.child.kill('SIGTERM')

  expect((await host.end).code).toBe(0)
  expect(performance.now() - started).toBeLessThan(4000)
  await silent.kill()
})

test('a fresh folder has an endpoint for each provider, and the URLs stay over a restart', async () => {
  const data = freshFolder()
  const first = await startHeadless({ data, args: quiet })
  const names = first.ready.endpoints.map((e) => e.name)
  expect(names).toEqual(['Replicer', 'OnCallClerk', 'OutCallerAI', 'Allo v2', 'Allo v1', 'OneInbox', 'Anything'])
  const paths = first.ready.endpoints.map((e) => new URL(e.url).pathname)
  await first.stop()
  const again = await startHeadless({ data, args: quiet })

  expect(again.ready.endpoints.map((e) => new URL(e.url).pathname)).toEqual(paths)
  await again.stop()
})

test('SIGTERM lets a running delivery finish and ends within 5 s', async () => {
  const host = await startHeadless({ data: freshFolder(), args: quiet })
  const request = plainRequest(sampleBody('replicer', 'call.ended'))
  const answers = Promise.allSettled(Array.from({ length: 50 }, () => post(host.endpoint('Replicer').url, request)))
  await host.delivery(() => true)
  const stopped = await host.stop()
  const statuses = (await answers).filter((a) => a.status === 'fulfilled').map((a) => a.value.status)

  expect(stopped.code).toBe(0)
  expect(stopped.ms).toBeLessThan(5000)
  expect(new Set(statuses)).toEqual(new Set([200]))
})

const bin = resolve(import.meta.dirname, '../../bin/switchhook.cjs')

/** Runs `switchhook` as the package installs it, to its end. */
async function switchhook(args: readonly string[], { env = {}, stdin = '' } = {}) {
  const child = spawn(process.execPath, [bin, ...args], { env: { ...process.env, ...env } })
  child.stdin.end(stdin)
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise<number | null>((done) => child.once('close', done)),
  ])
  return { stdout, stderr, code }
}

/** Prints what Node has loaded of its own, at the end. */
const printModules = 'process.on("exit", () => process.stderr.write(JSON.stringify(process.moduleLoadList)))'
const loadedModules = `data:text/javascript,${encodeURIComponent(printModules)}`

test('an event is sent, signed and verified without a host, by the built commands', async () => {
  const env = { LIVE: 'rpl-s3cret' }
  const app = await startApp()
  const args = ['replicer', 'call.ended', '--to', app.url, '--secret', 'env:LIVE', '--json']
  const sent = await switchhook(['send', ...args, '--set', '/data/status=failed'], { env })
  const { body, rawHeaders } = app.received[0]!
  await app.close()
  const lines = rawHeaders.map((part, at) => (at % 2 === 0 ? `${part}: ` : `${part}\r\n`)).join('')
  const stdin = `POST / HTTP/1.1\r\n${lines}\r\n${body}`
  const verified = await switchhook(['verify', '-', '--secret', 'env:LIVE'], { env, stdin })
  const failed = await switchhook(['verify', '-', '--secret', 'env:LIVE'], { env: { LIVE: 'another' }, stdin })

  expect(sent).toMatchObject({ code: 0, stderr: '' })
  expect(JSON.parse(sent.stdout)).toMatchObject({ type: 'sent', status: 200, signedWith: 'LIVE' })
  expect(JSON.parse(body.toString())).toMatchObject({ data: { status: 'failed' } })
  expect(verified).toMatchObject({ code: 0, stdout: expect.stringMatching(/^verified Replicer, call.ended\n/) })
  expect(failed).toMatchObject({ code: 4, stdout: expect.stringMatching(/^failed Replicer, call.ended\n/) })
})

test('listen --forward sets it going in one command, and keeps its URL', async () => {
  const app = await startApp({ status: 202, body: '{"from":"the app"}' })
  const data = freshFolder()
  const args = [...quiet, '--forward', `${app.url}/hooks`, '--provider', 'replicer', '--secret', 'env:LIVE']
  const first = await startHeadless({ data, args, env: { LIVE: 'rpl-s3cret' } })
  const { url } = first.endpoint('Forward')
  const answer = await post(url, replicerRequest(sampleBody('replicer', 'call.ended'), 'rpl-s3cret'))
  const line = await first.delivery(() => true)
  const listed = await switchhook(['list', '--data', data], { env: { NODE_OPTIONS: `--import=${loadedModules}` } })
  await first.stop()

  expect(first.ready.endpoints).toHaveLength(1)
  expect(answer).toMatchObject({ status: 202, text: '{"from":"the app"}' })
  expect(app.received).toMatchObject([{ url: '/hooks' }])
  expect(line.verification.state).toBe('verified')
  expect(listed).toMatchObject({ code: 0, stdout: expect.stringContaining(line.id) })
  // What takes long to load: a second HTTP client, and what only other commands need.
  expect(JSON.parse(listed.stderr)).toContain('NativeModule http')
  expect(listed.stderr).not.toMatch(/undici|"NativeModule (crypto|child_process|readline)"/)

  const { stdout } = await runHeadless(['--data', data, ...quiet, '--forward', app.url], {}, (soFar, child) => {
    if (soFar.includes('Waiting')) child.kill('SIGTERM')
  })
  await app.close()
  expect(stdout).toMatch(new RegExp(`Forward +\\S+${new URL(url).pathname}, forwards to ${app.url}`))
})
