import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { expect, it, onTestFinished } from 'vitest'
import { temporaryFolder } from '../support/headless-host.ts'

const script = resolve(import.meta.dirname, '../../scripts/start.mjs')

function start(args: readonly string[]): ChildProcess {
  const child = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'pipe'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  return child
}

const exitOf = (child: ChildProcess) => once(child, 'close').then(([code]) => code as number | null)

it('passes options, output, signals and the exit code between its caller and the headless host', async () => {
  const data = temporaryFolder()
  onTestFinished(data.remove)
  const child = start(['--headless', '--json', '--data', data.path, '--port', '0', '--ui-port', '0', '--no-tunnel'])
  if (!child.stdout) throw new Error('no standard output')
  const [line] = await once(createInterface({ input: child.stdout }), 'line')

  expect(JSON.parse(String(line))).toMatchObject({ type: 'ready', ui: expect.stringContaining('/?token=') })
  const exit = exitOf(child)
  child.kill('SIGTERM')
  expect(await exit).toBe(0)
})

it('fails as the headless host fails', async () => {
  const child = start(['--headless', '--no-such-option'])
  const [stderr, code] = await Promise.all([child.stderr && text(child.stderr), exitOf(child)])

  expect(stderr).toContain('--no-such-option')
  expect(code).toBe(2)
})

it('says in one line why there is no window', async () => {
  const child = start(['--version'])
  const [stdout, stderr, code] = await Promise.all([
    child.stdout && text(child.stdout),
    child.stderr && text(child.stderr),
    exitOf(child),
  ])

  expect(stdout).toMatch(/^\d+\.\d+\.\d+\n$|^switchhook \d/i)
  expect(stderr).toContain('Starting the headless host: --version is an option of the headless host.\n')
  expect(code).toBe(0)
})
