import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { hostEnvironment, hostFlags } from '../../scripts/lib/host-flags.mjs'
import type { ReadyLine } from './headless-host.ts'
import { type HostApi, openHostApi } from './host-api.ts'

/** `SWITCHHOOK_BUILD`: the `out` folder of another build, to measure or try that one. */
const build = resolve(process.env.SWITCHHOOK_BUILD ?? join(import.meta.dirname, '../../out'))

/** A built headless host, started as `npm start` does it, whose lines after the ready line are thrown away, so that reading them costs nothing. */
export interface BuiltHost {
  readonly ready: ReadyLine
  readonly process: ChildProcess
  readonly pid: number
  /** From spawn to the ready line. */
  readonly startMs: number
  stderr(): string
  url(endpoint: string): URL
  api(): Promise<HostApi>
  /** SIGTERM; resolves when the process has ended. */
  stop(): Promise<void>
  /** SIGKILL; the same. */
  kill(): Promise<void>
}

export interface BuiltHostOptions {
  readonly data: string
  readonly config?: unknown
  readonly nodeArgs?: readonly string[]
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** Kills it, also before it is ready. */
  readonly killSignal?: AbortSignal
}

/** The host ended before it was ready. */
export class HostEnded extends Error {
  readonly code: number | null
  readonly stderr: string
  constructor(code: number | null, stderr: string) {
    super(`the host ended with code ${code}: ${stderr}`)
    this.code = code
    this.stderr = stderr
  }
}

/** Starts it on free ports without a tunnel. The configuration's file lies beside the data folder. Throws HostEnded. */
export async function startBuiltHost(options: BuiltHostOptions): Promise<BuiltHost> {
  const { data, config, nodeArgs = [], args = [], env = {}, killSignal } = options
  const all = ['--json', '--data', data, '--ui-port', '0', '--port', '0', '--no-tunnel', ...args]
  if (config !== undefined) {
    const file = `${data}.config.json`
    writeFileSync(file, JSON.stringify(config))
    all.push('--config', file)
  }
  const started = performance.now()
  const child = spawn(process.execPath, [...hostFlags, ...nodeArgs, join(build, 'main/headless.js'), ...all], {
    env: hostEnvironment({ ...process.env, ...env }),
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(killSignal && { signal: killSignal, killSignal: 'SIGKILL' }),
  })
  let stderr = ''
  child.on('error', (error) => {
    stderr += error.message
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr = (stderr + chunk.toString()).slice(-100_000)
  })
  const closed = new Promise<void>((done) => child.once('close', () => done()))
  const ready = await new Promise<ReadyLine>((done, fail) => {
    let stdout = ''
    const read = (chunk: Buffer) => {
      stdout += chunk.toString()
      const end = stdout.indexOf('\n')
      if (end < 0) return
      child.stdout.off('data', read)
      child.stdout.resume()
      done(JSON.parse(stdout.slice(0, end)) as ReadyLine)
    }
    child.stdout.on('data', read)
    child.once('close', (code) => fail(new HostEnded(code, stderr)))
  })
  const startMs = performance.now() - started
  const end = async (signal: NodeJS.Signals) => {
    if (child.exitCode === null && child.signalCode === null) child.kill(signal)
    await closed
  }
  return {
    ready,
    process: child,
    pid: child.pid ?? 0,
    startMs,
    stderr: () => stderr,
    url(name) {
      const found = ready.endpoints.find((endpoint) => endpoint.name === name)
      if (!found) throw new Error(`no endpoint "${name}"`)
      return new URL(found.url)
    },
    api: () => openHostApi(ready.ui),
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
  }
}
