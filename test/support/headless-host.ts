import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'

const entry = resolve(import.meta.dirname, '../../out/main/headless.js')

export interface ReadyLine {
  readonly type: 'ready'
  readonly version: string
  readonly receiver: string
  readonly ui: string
  readonly endpoints: readonly {
    readonly id: string
    readonly name: string
    readonly provider: string | null
    readonly url: string
    readonly publicUrl: string | null
  }[]
}

export interface DeliveryLine {
  readonly type: 'delivery'
  readonly id: string
  readonly endpoint: string
  readonly provider: string | null
  readonly event: string | null
  readonly verification: { readonly state: string; readonly reason: string }
  readonly conformance: { readonly state: string; readonly issues: number }
  readonly attempt: number
  readonly aborted: boolean
}

/** A running built headless host with `--json`. */
export interface HeadlessHost {
  readonly ready: ReadyLine
  readonly process: ChildProcess
  readonly stderr: () => string
  /** All delivery lines so far. */
  readonly deliveries: () => readonly DeliveryLine[]
  /** All lines of a type so far. */
  lines(type: string): readonly object[]
  /** The next delivery line that fits and was not handed out before. */
  delivery(fits: (line: DeliveryLine) => boolean): Promise<DeliveryLine>
  endpoint(name: string): ReadyLine['endpoints'][number]
  /** SIGTERM; resolves with exit code and how long it took. */
  stop(): Promise<{ readonly code: number | null; readonly ms: number }>
}

export interface HeadlessOptions {
  readonly data: string
  readonly config?: unknown
  readonly args?: readonly string[]
  readonly env?: Readonly<Record<string, string>>
}

/** A temporary folder, and the function that removes it. */
export function temporaryFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'switchhook-test-'))
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) }
}

/** Starts the built host; `end` resolves with all that it printed. `seen` is called with the output so far. */
export function spawnHeadless(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  seen: (stdout: string, child: ChildProcess) => void = () => undefined,
) {
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString()
    seen(stdout, child)
  })
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString()
  })
  const end = new Promise<{ code: number | null; stdout: string; stderr: string }>((done) => {
    child.on('close', (code) => done({ code, stdout, stderr }))
  })
  return { child, end }
}

/** Runs the built host to its end; see `spawnHeadless`. */
export const runHeadless = (...how: Parameters<typeof spawnHeadless>) => spawnHeadless(...how).end

export async function startHeadless(options: HeadlessOptions): Promise<HeadlessHost> {
  const args = ['--json', '--data', options.data, '--ui-port', '0', ...(options.args ?? ['--port', '0'])]
  if (options.config !== undefined) {
    const file = join(options.data, 'config.json')
    writeFileSync(file, JSON.stringify(options.config))
    args.push('--config', file)
  }
  const child = spawn(process.execPath, [entry, ...args], {
    env: { ...process.env, ...options.env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const err: string[] = []
  child.stderr.on('data', (chunk: Buffer) => err.push(chunk.toString()))
  const stderr = () => err.join('')

  const all: { readonly type: string }[] = []
  const seen: DeliveryLine[] = []
  const handedOut = new Set<DeliveryLine>()
  const waiting = new Set<() => void>()
  const ready = await new Promise<ReadyLine>((done, fail) => {
    child.once('close', (code) => fail(new Error(`the host ended with code ${code}: ${stderr()}`)))
    createInterface({ input: child.stdout }).on('line', (text) => {
      const line = JSON.parse(text) as ReadyLine | DeliveryLine | { type: 'tunnel' }
      all.push(line)
      if (line.type === 'ready') done(line)
      if (line.type !== 'delivery') return
      seen.push(line)
      for (const look of [...waiting]) look()
    })
  })

  return {
    ready,
    process: child,
    stderr,
    deliveries: () => seen,
    lines: (type) => all.filter((line) => line.type === type),
    delivery: (fits) =>
      new Promise((done, fail) => {
        const timer = setTimeout(() => {
          waiting.delete(look)
          fail(new Error(`no such delivery line within 50 s; there were: ${JSON.stringify(seen)}; ${stderr()}`))
        }, 50_000)
        const look = () => {
          const found = seen.find((line) => !handedOut.has(line) && fits(line))
          if (!found) return
          clearTimeout(timer)
          waiting.delete(look)
          handedOut.add(found)
          done(found)
        }
        waiting.add(look)
        look()
      }),
    endpoint(name) {
      const found = ready.endpoints.find((e) => e.name === name)
      if (!found) throw new Error(`no endpoint "${name}" among ${ready.endpoints.map((e) => e.name).join(', ')}`)
      return found
    },
    async stop() {
      const started = performance.now()
      if (child.exitCode === null) {
        child.kill('SIGTERM')
        await new Promise((done) => child.once('close', done))
      }
      return { code: child.exitCode, ms: performance.now() - started }
    },
  }
}
