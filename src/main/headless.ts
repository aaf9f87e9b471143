import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '#shared/api/errors.ts'

import { helpText, parseCli } from './headless/cli.ts'
import { UsageError } from './hosting/usage-error.ts'
import { visible } from './hosting/visible.ts'
import { yieldsVariable } from './hosting/yielding-host.ts'

const root = join(import.meta.dirname, '../..')
const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
const paths = {
  version,
  resourcesDir: join(root, 'resources'),
  rendererDir: join(root, 'out/renderer'),
}
/** A container's grace period is often 10 s; nothing here needs half of it. */
const closeLimitMs = 4500

// What is stored is for the user's eyes alone, whatever the folder's own mode.
process.umask(0o077)

/** So long open pages show why, before the process ends. */
const lastWordsMs = 2000

/** Exit codes: 0 stopped as asked, 1 cannot run here, 2 wrong use, 3 cannot go on (whoever started it may start it again). */
async function main(): Promise<void> {
  const options = parseCli(process.argv.slice(2))
  if (options.help) return void process.stdout.write(helpText)
  if (options.version) return void process.stdout.write(`${paths.version}\n`)
  // Not needed to print the help, and most of what there is to load.
  const { startHeadless } = await import('./headless/start.ts')
  // A reader of our lines that goes away (`| head`) is no reason to stop receiving.
  process.stdout.on('error', () => undefined)
  const stopping = new AbortController()
  const starting = startHeadless(options, paths, stopping.signal, (problem) => {
    process.stderr.write(`Switchhook cannot go on: ${visible(problem)}\n`)
    setTimeout(() => end(starting, 3), lastWordsMs)
  })
  // Before the first line is out: who reads it may send a signal at once.
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stopping.abort()
      stop(signal, starting)
    })
  }
  // Whoever it was started for is gone, perhaps without a word.
  if (process.env[yieldsVariable] !== undefined)
    process.stdin.once('close', () => process.kill(process.pid, 'SIGTERM')).resume()
  await starting
}

/** npm and `timeout` pass on a signal that the terminal has sent to everybody: two at once are one. */
const oneSignalMs = 500

function stop(signal: 'SIGINT' | 'SIGTERM', starting: Promise<() => Promise<void>>): void {
  const first = performance.now()
  process.on(signal, () => {
    if (performance.now() - first > oneSignalMs) process.exit(1)
  })
  end(starting, 0)
}

function end(starting: Promise<() => Promise<void>>, code: number): void {
  setTimeout(() => process.exit(code || 1), closeLimitMs).unref()
  starting
    .then((close) => close())
    .then(
      () => process.exit(code),
      // Nothing that has given up closes well.
      (error: unknown) => (code === 0 ? fail(error) : process.exit(code)),
    )
}

function fail(error: unknown): void {
  if (error instanceof UsageError) {
    // It may quote a configuration that somebody else has written.
    process.stderr.write(
      `${error.message
        .split('\n')
        .map((line) => visible(line))
        .join('\n')}\n`,
    )
    process.exit(2)
  }
  const message = error instanceof AppError ? error.message : error instanceof Error ? error.stack : String(error)
  process.stderr.write(`Switchhook cannot run: ${message}\n`)
  process.exit(1)
}

process.on('unhandledRejection', (error) =>
  process.stderr.write(`unexpected: ${error instanceof Error ? error.stack : error}\n`),
)
main().catch(fail)
