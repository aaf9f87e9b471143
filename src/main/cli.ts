import { join } from 'node:path'
import { isCommand, runCommand } from './cli/run.ts'
import { defaultDataDir } from './hosting/data-dir.ts'

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
    out: (bytes) => new Promise((resolve) => process.stdout.write(bytes, () => resolve())),
    err: (text) => void process.stderr.write(text),
    showsProgress: process.stderr.isTTY,
    terminal: process.stdout.isTTY ? { columns: process.stdout.columns } : null,
    stop: stop.signal,
  })
}

await main()
