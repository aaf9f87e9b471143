import { isList, type JsonValue } from './json-tree.ts'

/** Names on the way down; `*` stands for any. */
type Steps = readonly string[]

const stepsOf = (pattern: string): Steps =>
  pattern
    .split('/')
    .slice(1)
    .map((step) => (step === '*' ? step : step.replaceAll('~1', '/').replaceAll('~0', '~')))

/** The value without what the patterns name: members are left out, items of arrays become null so that others keep their places. */
export function withoutIgnored(value: JsonValue, patterns: readonly string[]): JsonValue {
  return patterns.length === 0 ? value : prune(value, patterns.map(stepsOf))
}

function prune(value: JsonValue, patterns: readonly Steps[]): JsonValue {
  if (patterns.length === 0 || value === null || typeof value !== 'object') return value
  const below = (name: string) =>
    patterns.filter(([step]) => step === name || step === '*').map((steps) => steps.slice(1))
  if (isList(value)) {
    return value.map((item, index) => {
      const rest = below(String(index))
      return rest.some((steps) => steps.length === 0) ? null : prune(item, rest)
    })
  }
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const rest = below(name)
      return rest.some((steps) => steps.length === 0) ? [] : [[name, prune(member, rest)] as const]
    }),
  )
}

// A pattern holds `*` and `/`, which would end a block comment.
// `/items/3/at` becomes `/items/*` + `/at`: the same member in all items of its arrays.
export const patternOf = (pointer: string): string => pointer.replace(/\/\d+(?=\/|$)/g, '/*')
