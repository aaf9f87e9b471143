import { existsSync } from 'node:fs'
import { parseArgs } from 'node:util'

/** What each benchmark is told. */
export interface BenchOptions {
  /** Print the figures as JSON in the last line. */
  readonly json: boolean
  /** Small sizes: shows that it runs, its figures mean little. */
  readonly quick: boolean
  /** Deliveries in the full folder. */
  readonly rows: number
}

export function benchOptions(): BenchOptions {
  const { values } = parseArgs({
    options: { json: { type: 'boolean' }, quick: { type: 'boolean' }, rows: { type: 'string' } },
  })
  const quick = values.quick ?? false
  return { json: values.json ?? false, quick, rows: Number(values.rows ?? (quick ? 20_000 : 1_000_000)) }
}

/** Figures by their names in bench/README.md; null where one could not be measured here. */
export type Figures = Record<string, number | Readonly<Record<number, number>> | null>

/** Prints readable lines, and the figures as one JSON object in the last line where that is asked for. */
export function report(options: BenchOptions, figures: Figures): void {
  for (const [name, value] of Object.entries(figures))
    console.log(`  ${name.padEnd(24)} ${value === null ? 'not measured' : JSON.stringify(value)}`)
  if (options.json) console.log(JSON.stringify(figures))
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export const median = (values: readonly number[]): number => percentile(values, 0.5)

/** So many digits after the point. */
export const rounded = (value: number, digits = 0): number => Number(value.toFixed(digits))

/** A program on the PATH, or null. */
export function findProgram(name: string): string | null {
  const folders = (process.env.PATH ?? '').split(':')
  return folders.map((folder) => `${folder}/${name}`).find((path) => existsSync(path)) ?? null
}
