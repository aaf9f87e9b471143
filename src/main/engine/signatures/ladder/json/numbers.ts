import type { JsonTree } from './json-tree.ts'

export interface NumberSpelling {
  readonly words: string
  readonly of: (raw: string) => string
}

const decimals = (raw: string) => /^-?\d+\.(\d+)$/.exec(raw)?.[1]?.length ?? 0
const isInteger = (raw: string) => /^-?\d+$/.test(raw)
const padded = (digits: number) => (raw: string) =>
  decimals(raw) > 0 && decimals(raw) < digits ? raw.padEnd(raw.length + digits - decimals(raw), '0') : raw
const withFraction = (fraction: string) => (raw: string) => (isInteger(raw) ? raw + fraction : raw)

/** Ways to write the same number: as it was before a parser dropped zeros, or as a parser would write it. */
export const numberSpellings: readonly NumberSpelling[] = [
  { words: 'decimals with 2 digits', of: padded(2) },
  { words: 'as JavaScript writes them', of: (raw) => JSON.stringify(Number(raw)) },
  { words: 'whole numbers with .0', of: withFraction('.0') },
  { words: 'whole numbers with .00', of: withFraction('.00') },
  { words: 'decimals and whole numbers with 2 digits', of: (raw) => withFraction('.00')(padded(2)(raw)) },
  { words: 'decimals with 3 digits', of: padded(3) },
  { words: 'decimals with 4 digits', of: padded(4) },
  { words: 'decimals with 6 digits', of: padded(6) },
  { words: 'without zeros at the end', of: (raw) => raw.replace(/(\.\d*?)0+$/, '$1').replace(/\.$/, '') },
  { words: 'without .0', of: (raw) => raw.replace(/\.0+$/, '') },
  { words: 'exponents written out', of: writtenOut },
  { words: 'with an exponent', of: (raw) => Number(raw).toExponential() },
  { words: 'with an exponent', of: (raw) => Number(raw).toExponential().toUpperCase().replace('E+', 'E') },
  { words: 'with an exponent', of: (raw) => Number(raw).toExponential().replace('e+', 'e') },
  {
    words: 'with an exponent',
    of: (raw) => raw.replace(/^(-?\d)(0+)$/, (_, first, zeros) => `${first}.0E${zeros.length}`),
  },
  { words: 'exponents in upper case', of: (raw) => raw.toUpperCase() },
  { words: 'exponents in lower case', of: (raw) => raw.toLowerCase() },
]

function writtenOut(raw: string): string {
  if (!/e/i.test(raw)) return raw
  const value = Number(raw)
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : raw
}

/** Numbers of a tree as written, each spelling once. */
export function numbersOf(tree: JsonTree): string[] {
  const found = new Set<string>()
  const walk = (value: JsonTree): void => {
    if (value.kind === 'object') for (const member of value.members) walk(member.value)
    else if (value.kind === 'array') value.items.forEach(walk)
    else if (value.kind === 'number') found.add(value.raw)
  }
  walk(tree)
  return [...found]
}
