import { join } from 'node:path'
import { isCommand, runCommand } from './cli/run.ts'
import { defaultDataDir } from './hosting/default-data-dir.ts'

/** `switchhook`: the host without a command, or with `listen`; else a command that asks it. */
async function main(): Promise<void> {
  const argv = process.argv.slice(2)
  if (argv[0] === 'listen') process.argv.splice(2, 1)
  if (!isCommand(argv)) return void (await import('./headless.ts'))
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  // A reader that goes away (`| head`) has seen enough.
  process.stdout.on('error', () => process.exit(0))
  process.exitCode = await runCommand(argv, {
    env: process.env,
    defaultDataDir: defaultDataDir(process.env),
    hostFile: join(import.meta.dirname, 'headless.js'),
    resourcesDir: join(import.meta.dirname, '../../resources'),
    out: (bytes) => new Promise((resolve) => process.stdout.write(bytes, () => resolve())),
    err: (text) => void process.stderr.write(text),
    showsProgress: process.stderr.isTTY,
    stdin: async () => Buffer.concat(await process.stdin.toArray()),
    // Looked at when asked for: streams take their time to open.
    get confirm() {
      const isAsked = process.stdin.isTTY && process.stderr.isTTY
      return isAsked ? (question: string) => confirm(question, stop.signal) : null
    },
    terminal: process.stdout.isTTY ? { columns: process.stdout.columns } : null,
    stop: stop.signal,
  })
}

/** Anything but yes is no. */
async function confirm(question: string, signal: AbortSignal): Promise<boolean> {
  const { createInterface } = await import('node:readline/promises')
  const terminal = createInterface({ input: process.stdin, output: process.stderr })
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `, { signal })).trim())
  } catch {
    return false
  } finally {
    terminal.close()
  }
}

await main()
