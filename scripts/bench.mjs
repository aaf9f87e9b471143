// npm run bench [-- name …] [--json] [--quick] [--rows N]: builds what is out of date, then runs bench/<name>.ts one after
// another. Prints figures, asserts nothing; with --json the last line is one object with all of them.
import { spawn } from 'node:child_process'
import { readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { build, isOutOfDate } from './lib/build.mjs'
import { nodeProblem } from './lib/node-version.mjs'

const folder = resolve(import.meta.dirname, '../bench')
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'))

async function bench(args) {
  const { positionals: names, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, rows: { type: 'string' } },
  })
  const problem = nodeProblem() ?? unknown(names)
  if (problem) {
    process.stderr.write(`${problem}\n`)
    return 1
  }
  if (!process.env.SWITCHHOOK_BUILD && isOutOfDate() && (await build()) !== 0) return 1
  const passed = [...(values.quick ? ['--quick'] : []), ...(values.rows ? ['--rows', values.rows] : [])]
  const figures = {}
  let failed = 0
  for (const name of names.length > 0 ? names : all) {
    process.stdout.write(`# ${name}\n`)
    const { code, last } = await runOne(name, passed)
    if (code === 0) Object.assign(figures, last)
    else failed = code
  }
  if (values.json) process.stdout.write(`${JSON.stringify(figures)}\n`)
  return failed
}

/** Runs one; its last line is its figures. */
async function runOne(name, args) {
  const child = spawn(process.execPath, [join(folder, `${name}.ts`), '--json', ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const stop = (signal) => child.kill(signal)
  for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
  let held = null
  const closed = new Promise((done) => child.once('close', done))
  for await (const line of createInterface({ input: child.stdout })) {
    if (held !== null) process.stdout.write(`${held}\n`)
    held = line
  }
  const code = (await closed) ?? 1
  for (const signal of ['SIGINT', 'SIGTERM']) process.off(signal, stop)
  if (code !== 0) process.stdout.write(`${held ?? ''}\n`)
  return { code, last: code === 0 ? JSON.parse(held ?? '{}') : {} }
}

function unknown(names) {
  const name = names.find((candidate) => !all.includes(candidate))
  return name ? `There is no benchmark "${name}"; there are ${all.join(', ')}.` : null
}

process.exitCode = await bench(process.argv.slice(2))
