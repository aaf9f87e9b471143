import { describe, expect, it } from 'vitest'
import { nodeProblem } from '../../scripts/lib/node-version.mjs'
import { run } from '../../scripts/lib/run.mjs'

const node = (script: string, options = {}) => run(process.execPath, ['-e', script], { stdio: 'ignore', ...options })

describe('run', () => {
  it('tells the exit code of the program, of a signal and of nothing to run', async () => {
    expect(await node('process.exit(0)')).toBe(0)
    expect(await node('process.exit(7)')).toBe(7)
    expect(await run('/nowhere/at/all', [], { stdio: 'ignore' })).toBe(127)
    if (process.platform !== 'win32') expect(await node('process.kill(process.pid, "SIGKILL")')).toBe(137)
  })

  it('ends a program that takes too long, and leaves no signal listeners', async () => {
    const before = process.listenerCount('SIGTERM')

    expect(await node('setInterval(() => 0, 1000)', { timeoutMs: 50 })).not.toBe(0)
    expect(process.listenerCount('SIGTERM')).toBe(before)
  })

  it('waits for a program that is asked to end, and tells its exit code', async () => {
    const script = 'process.on("SIGTERM", () => setTimeout(() => process.exit(3), 50)); setInterval(() => 0, 1000)'

    const code = await node(script, { signal: AbortSignal.timeout(300) })

    expect(code).toBe(process.platform === 'win32' ? 143 : 3)
  })
})

describe('nodeProblem', () => {
  it('wants Node 22 or newer and says what to do', () => {
    expect(nodeProblem('24.21.0')).toBeNull()
    expect(nodeProblem('22.12.0')).toBeNull()
    expect(nodeProblem('20.20.2')).toMatch(/^Switchhook needs Node 22 or newer, and this is 20\.20\.2\./)
  })
})
