import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { utilityProcesses } from '../../../src/main/electron/utility-process.ts'
import type { ChildProcess, Log } from '../../../src/main/engine/ports.ts'
import { bareEnvironment, childProcesses } from '../../../src/main/hosting/child-process.ts'
import { utilityProcess } from '../../support/electron-stand-in/utility-process.ts'
import { keptLog } from '../../support/kept-log.ts'

const file = new URL('../../support/echo-child.ts', import.meta.url)
type Standing = Parameters<typeof utilityProcesses>[0]

const kinds: [string, (log: Log) => (file: URL, heapMb: number) => ChildProcess][] = [
  ['headless', (log) => childProcesses(log)],
  ['desktop', (log) => utilityProcesses(utilityProcess as unknown as Standing, log)],
]

describe.each(kinds)('a child process of the %s host', (_, processes) => {
  function start(heapMb = 64) {
    const log = keptLog()
    const child = processes(log)(file, heapMb)
    onTestFinished(() => child.kill())
    const messages: unknown[] = []
    child.onMessage((message) => messages.push(message))
    const exit = new Promise<string>((resolve) => child.onExit(resolve))
    return { child, messages, exit, log }
  }

  it('carries bytes both ways', async () => {
    const { child, messages } = start()
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index)

    child.post({ order: 'echo', bytes })

    await vi.waitFor(() => expect(messages).toHaveLength(1), 5000)
    const [echo] = messages as [{ bytes: Uint8Array }]
    expect(echo.bytes).toBeInstanceOf(Uint8Array)
    expect(Buffer.compare(echo.bytes, bytes)).toBe(0)
    expect(child.pid).toBeGreaterThan(1)
  })

  it('has its heap limit, and nothing of our environment that could be a secret', async () => {
    vi.stubEnv('SWITCHHOOK_KEY', 'a long passphrase')
    vi.stubEnv('STRIPE_SECRET', 'whsec_1')
    onTestFinished(() => void vi.unstubAllEnvs())
    const { child, messages } = start(48)

    child.post({ order: 'echo' })

    await vi.waitFor(() => expect(messages).toHaveLength(1), 5000)
    const [{ heap, env }] = messages as [{ heap: string[]; env: Record<string, string> }]
    expect(heap).toContain('--max-old-space-size=48')
    expect(env).not.toHaveProperty('SWITCHHOOK_KEY')
    expect(env).not.toHaveProperty('STRIPE_SECRET')
    expect(env).toHaveProperty('PATH')
  })

  it.each([0, 3])('tells that it ended with code %i, also to whoever asks later', async (code) => {
    const { child, exit } = start()

    child.post({ order: 'exit', code })

    expect(await exit).toBe(`it ended with code ${code}`)
    expect(await new Promise((resolve) => child.onExit(resolve))).toBe(`it ended with code ${code}`)
  })

  it('can be killed in the middle of a computation, and takes no message after that', async () => {
    const { child, messages, exit } = start()
    child.post({ order: 'echo' })
    await vi.waitFor(() => expect(messages).toHaveLength(1), 5000)
    child.post({ order: 'spin' })

    child.kill()

    expect(await exit).toMatch(/SIGKILL|137/)
    expect(() => child.post({ order: 'echo' })).not.toThrow()
    expect(() => child.kill()).not.toThrow()
  })

  it('can be killed before it runs', async () => {
    const { child, exit } = start()

    child.kill()

    expect(await exit).toMatch(/SIGKILL|137/)
  })

  it('ends by itself where it needs more memory than it may have', async () => {
    const { child, exit } = start(16)

    child.post({ order: 'eat' })

    expect(await exit).toMatch(/SIGABRT|134/)
  })

  it('has its last words in the log', async () => {
    const { child, exit, log } = start()

    child.post({ order: 'throw' })
    await exit

    await vi.waitFor(() =>
      expect(log.lines).toContainEqual(
        expect.objectContaining({ level: 'warn', fields: expect.objectContaining({ line: 'Error: as told' }) }),
      ),
    )
  })
})

it('passes on what every program needs, and nothing else', () => {
  const env = { PATH: '/bin', HOME: '/root', LC_ALL: 'C', AWS_SECRET_ACCESS_KEY: 'x', NODE_OPTIONS: '--inspect' }

  expect(bareEnvironment(env)).toEqual({ PATH: '/bin', HOME: '/root', LC_ALL: 'C' })
})

it('tells that a file is not there', async () => {
  const missing = new URL('file:///nonexistent/child.js')
  const child = childProcesses(keptLog())(missing, 32)

  expect(await new Promise((resolve) => child.onExit(resolve))).toBe('it ended with code 1')
})
