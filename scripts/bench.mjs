// npm run bench [-- name …]: builds what is out of date, then runs bench/<name>.ts one after another. Prints figures, asserts nothing.
import { readdirSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { build, isOutOfDate } from './lib/build.mjs'
import { nodeProblem } from './lib/node-version.mjs'
import { run } from './lib/run.mjs'

const folder = resolve(import.meta.dirname, '../bench')
const all = readdirSync(folder)
  .filter((file) => file.endsWith('.ts'))
  .map((file) => basename(file, '.ts'))

async function bench(names) {
  const problem = nodeProblem() ?? unknown(names)
  if (problem) {
    process.stderr.write(`${problem}\n`)
    return 1
  }
  if (isOutOfDate() && (await build()) !== 0) return 1
  for (const name of names.length > 0 ? names : all) {
    process.stdout.write(`# ${name}\n`)
    const code = await run(process.execPath, [join(folder, `${name}.ts`)])
    if (code !== 0) return code
  }
  return 0
}

function unknown(names) {
  const name = names.find((candidate) => !all.includes(candidate))
  return name ? `There is no benchmark "${name}"; there are ${all.join(', ')}.` : null
}

process.exitCode = await bench(process.argv.slice(2))
