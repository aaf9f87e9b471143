import fc from 'fast-check'

/**
 * The same inputs in each run, so that a change fails by itself and not by chance. `SWITCHHOOK_FUZZ_RUNS=20000` looks longer,
 * elsewhere each time. A failure prints the seed and the smallest input that shows it.
 */
export function lookAt(usualRuns: number): { readonly numRuns: number; readonly seed?: number } {
  const asked = process.env.SWITCHHOOK_FUZZ_RUNS
  return asked === undefined ? { numRuns: usualRuns, seed: 20_261_122 } : { numRuns: Number(asked) }
}

/** Asserts a property for many inputs, and for those of earlier findings. */
export function holdsFor<T>(input: fc.Arbitrary<T>, check: (value: T) => void, findings: readonly T[] = []): void {
  fc.assert(
    fc.property(input, (value) => void check(value)),
    { ...lookAt(300), examples: findings.map((value) => [value] as [T]) },
  )
}

/** Text made of pieces that mean something to a parser, mixed with any text. */
export const textOf = (...pieces: readonly string[]): fc.Arbitrary<string> =>
  fc
    .array(
      fc.oneof(
        { weight: 4, arbitrary: fc.constantFrom(...pieces) },
        { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 6 }) },
        { weight: 1, arbitrary: fc.string({ maxLength: 6 }) },
      ),
      { maxLength: 14 },
    )
    .map((parts) => parts.join(''))

/** A copy of a JSON value in which one place anywhere is removed, doubled or replaced by any value. */
export function mutationsOf(original: unknown): fc.Arbitrary<unknown> {
  const places: (string | number)[][] = []
  const walk = (value: unknown, path: (string | number)[]) => {
    places.push(path)
    if (Array.isArray(value)) for (const [index, item] of value.entries()) walk(item, [...path, index])
    else if (typeof value === 'object' && value !== null)
      for (const [name, item] of Object.entries(value)) walk(item, [...path, name])
  }
  walk(original, [])
  const values = fc.oneof(
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom('', '/', '{', '(', '__proto__', 'constructor', '../x', '\0', -1, 1e308, {}, []),
    fc.string({ unit: 'binary', maxLength: 20 }),
  )
  const changes = fc.record({
    path: fc.constantFrom(...places),
    value: values,
    key: fc.constantFrom('', 'extra', '__proto__', 'id'),
    what: fc.constantFrom(...(['replace', 'remove', 'add'] as const)),
  })
  return changes.map(({ path, ...change }) => changed(structuredClone(original), path, change))
}

type Node = Record<string | number, unknown>

interface Change {
  readonly what: 'replace' | 'remove' | 'add'
  readonly value: unknown
  readonly key: string
}

function changed(root: unknown, path: readonly (string | number)[], { what, value, key }: Change): unknown {
  const last = path.at(-1)
  if (last === undefined) return what === 'replace' ? value : root
  const parent = path.slice(0, -1).reduce((node, step) => (node as Node)[step], root) as Node
  if (what === 'replace') parent[last] = value
  else if (Array.isArray(parent))
    parent.splice(Number(last), what === 'remove' ? 1 : 0, ...(what === 'add' ? [value] : []))
  else if (what === 'remove') delete parent[last]
  else Object.defineProperty(parent, key, { value, enumerable: true, configurable: true, writable: true })
  return root
}
