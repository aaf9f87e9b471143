// npm run newcomer: see scripts/newcomer.mjs. Ends with 1 where something was wrong.
import { parseArgs } from 'node:util'
import { newcomer, type Window } from './newcomer.ts'

const { values } = parseArgs({
  options: {
    /** Milliseconds of reading at each place. */
    read: { type: 'string' },
    /** One window only, e.g. "800 dark". */
    window: { type: 'string' },
  },
})

const sizes = [
  { width: 1440, height: 900 },
  { width: 1024, height: 700 },
  { width: 800, height: 600 },
]
const windows = sizes
  .flatMap((size): Window[] => [
    { ...size, colorScheme: 'light' },
    { ...size, colorScheme: 'dark' },
  ])
  .filter(({ width, colorScheme }) => values.window === undefined || values.window === `${width} ${colorScheme}`)

const problems = await newcomer({
  windows,
  readMs: Number(values.read ?? 1000),
  stops: 30,
  tell: (line) => console.log(line),
})
for (const line of problems) console.log(line)
console.log(problems.length === 0 ? 'nothing was wrong' : `${problems.length} things were wrong`)
process.exit(problems.length === 0 ? 0 : 1)
