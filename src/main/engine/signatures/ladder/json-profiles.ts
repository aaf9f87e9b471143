import type { JsonTree } from './json-tree.ts'

/**
 * How serialisers write a string that was decoded: which characters they escape, and how. What a proxy or framework made of
 * a body says nothing of how its sender wrote it, so that each is tried on the decoded text.
 */
interface TextProfile {
  readonly words: string
  readonly of: (text: string) => string
}

const unit = (char: string) => char.charCodeAt(0).toString(16).padStart(4, '0')
const lower = (char: string) => `\\u${unit(char)}`
const upper = (char: string) => `\\u${unit(char).toUpperCase()}`
const upperControls = (json: string) => json.replace(/\\u00[01][a-f]/g, (code) => `\\u${code.slice(2).toUpperCase()}`)

const profile = (words: string, pattern: RegExp | null, write: (char: string) => string): TextProfile => ({
  words,
  of: (text) => (pattern ? JSON.stringify(text).replace(pattern, write) : JSON.stringify(text)),
})

const slash = (write: (char: string) => string) => (char: string) => (char === '/' ? '\\/' : write(char))
/** Quotes within a string, and no others: `JSON.stringify` has written them as `\"`. */
const innerQuotes = (code: string, write: TextProfile['of']) => (text: string) =>
  write(text).replace(/\\(.)/g, (all, char) => (char === '"' ? code : all))

/** As each serialiser is set by itself, and its usual settings. */
export const textProfiles: readonly TextProfile[] = [
  profile('as JavaScript writes it', null, lower),
  profile('as PHP writes it', /[/\u0080-\uffff]/g, slash(lower)),
  profile('as Python writes it', /[\u007f-\uffff]/g, lower),
  profile('as Go and Rails write it', /[<>&\u2028\u2029]/g, lower),
  profile('as Gson writes it', /[<>&='\u2028\u2029]/g, lower),
  {
    words: 'as System.Text.Json writes it',
    of: innerQuotes('\\u0022', (text) => upperControls(JSON.stringify(text).replace(/[&'+<>`\u007f-\uffff]/g, upper))),
  },
  profile('as Meta writes it', /[/<%@\u007f-\uffff]/g, (char) =>
    char === '/' ? '\\/' : char < '\u0080' ? upper(char) : lower(char),
  ),
  {
    words: 'as Symfony writes it',
    of: innerQuotes('\\u0022', (text) =>
      JSON.stringify(text).replace(/[/<>&'\u0080-\uffff]/g, (char) =>
        char === '/' ? '\\/' : char < '\u0080' ? upper(char) : lower(char),
      ),
    ),
  },
  profile('with / escaped', /\//g, slash(lower)),
  profile('with characters beyond ASCII escaped', /[\u0080-\uffff]/g, lower),
  { words: 'as Jackson writes it', of: (text) => upperControls(JSON.stringify(text)) },
  {
    words: 'as Jackson writes it in ASCII',
    of: (text) => upperControls(JSON.stringify(text).replace(/[\u0080-\uffff]/g, upper)),
  },
  {
    words: 'as Jackson writes it to bytes',
    of: (text) => upperControls(JSON.stringify(text).replace(/[\ud800-\udfff]/g, upper)),
  },
  profile('as Json.NET writes it', /[\u0085\u2028\u2029]/g, lower),
  profile('as Json.NET writes it for HTML', /[<>&'\u0085\u2028\u2029]/g, lower),
  profile('with < > & escaped, and all beyond ASCII', /[<>&\u007f-\uffff]/g, lower),
]

/** Numbers by the name of the key that they stand under; "" for those of a list at the top. */
export interface NumberGroup {
  readonly key: string
  readonly raws: readonly string[]
}

/** Groups in the order in which they may have had a fraction: decimals, then what is no id or time by its name. */
export function numberGroups(tree: JsonTree): NumberGroup[] {
  const groups = new Map<string, Set<string>>()
  const queue: (readonly [JsonTree, string])[] = [[tree, '']]
  for (const [value, key] of queue) {
    if (value.kind === 'object') for (const member of value.members) queue.push([member.value, member.key])
    else if (value.kind === 'array') for (const item of value.items) queue.push([item, key])
    else if (value.kind === 'number') {
      const known = groups.get(key)
      if (known) known.add(value.raw)
      else groups.set(key, new Set([value.raw]))
    }
  }
  const found = [...groups].map(([key, raws]) => ({ key, raws: [...raws] }))
  return found.sort((a, b) => likelihood(a) - likelihood(b))
}

const unlikely = /id"?$|time|stamp|date|version|_at"|attempt|secs"|port"/i
const likelihood = ({ key, raws }: NumberGroup): number => {
  if (raws.some((raw) => /[.eE]/.test(raw))) return 0
  return unlikely.test(key) || raws.some((raw) => raw.length > 6) ? 2 : 1
}

/** How the numbers of one group may have been written. */
type GroupSpelling = (raw: string) => string
export type NumberSpelling = (raw: string, key: string) => string

const numberLimit = 40
const plain = (raw: string): string => {
  if (raw.length > numberLimit || !/[.eE]/.test(raw)) return raw
  const value = Number(raw)
  return Number.isInteger(value) && Math.abs(value) < 1e21 ? BigInt(value).toString() : raw
}
const isWhole = (raw: string) => /^-?\d+$/.test(raw)
const decimals = (raw: string) => /^-?\d+\.(\d+)$/.exec(raw)?.[1]?.length ?? 0
/** One decimal or `digits` of them, as a money or a float type writes it. */
const fraction =
  (digits: number): GroupSpelling =>
  (raw) => {
    const text = plain(raw)
    if (isWhole(text)) return `${text}.${'0'.repeat(digits)}`
    const missing = digits - decimals(text)
    return decimals(text) > 0 && missing > 0 ? text + '0'.repeat(missing) : text
  }
const javaDouble: GroupSpelling = (raw) => {
  const value = Number(raw)
  if (raw.length > numberLimit || (Math.abs(value) >= 1e-3 && Math.abs(value) < 1e7) || value === 0)
    return fraction(1)(raw)
  const [mantissa = '', exponent = ''] = value.toExponential().split('e')
  return `${mantissa.includes('.') ? mantissa : `${mantissa}.0`}E${exponent.replace('+', '')}`
}

/** One spelling of numbers for all groups: as they came, without needless fractions, as Java and Python have them. */
const uniform: readonly NumberSpelling[] = [
  (raw) => raw,
  (raw) => plain(raw),
  (raw) => fraction(1)(raw),
  (raw) => fraction(2)(raw),
  (raw) => javaDouble(raw),
  (raw) => plain(raw).replace(/e([+-])(\d)$/i, 'e$10$2'),
  (raw) => plain(raw).toUpperCase(),
  (raw) => plain(raw).replace(/E/, 'e'),
]

/** So many groups have a choice of their own. */
const chosenGroups = 6

/** Spellings of the numbers, the least unusual first. */
export function* numberChoices(groups: readonly NumberGroup[]): Iterable<NumberSpelling> {
  if (groups.length === 0) return yield (raw) => raw
  yield* uniform
  const chosen = groups.slice(0, chosenGroups).map(({ key }) => key)
  const spellings: readonly GroupSpelling[] = [plain, fraction(1), fraction(2)]
  for (let count = 1; count < spellings.length ** chosen.length; count++) {
    const of = new Map(
      chosen.map((key, index) => [key, spellings[Math.floor(count / spellings.length ** index) % spellings.length]]),
    )
    yield (raw, key) => (of.get(key) ?? plain)(raw)
  }
}
