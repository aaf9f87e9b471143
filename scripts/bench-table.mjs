// node scripts/bench-table.mjs FILE: puts the figures of `npm run bench -- --json > FILE` into the last column of bench/README.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { resolve } from 'node:path'

const readme = resolve(import.meta.dirname, '../bench/README.md')
const figures = JSON.parse(readFileSync(process.argv[2], 'utf8').trimEnd().split('\n').at(-1))

const number = (value) => value.toLocaleString('en', { maximumFractionDigits: 3 })
const shown = (value) => {
  if (value === null) return 'not measured'
  if (typeof value === 'number') return number(value)
  return Object.entries(value)
    .map(([rate, one]) => `${number(one)} at ${number(Number(rate))}/s`)
    .join(', ')
}

const lines = readFileSync(readme, 'utf8')
  .split('\n')
  .map((line) => {
    const name = /^\| `([\w.]+)` \|/.exec(line)?.[1]
    if (!name || figures[name] === undefined) return line
    return `${line.slice(0, line.lastIndexOf('|', line.length - 2))}| ${shown(figures[name])} |`
  })
writeFileSync(readme, lines.join('\n'))
