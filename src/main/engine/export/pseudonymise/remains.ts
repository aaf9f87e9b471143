import { unescape as percentDecode } from 'node:querystring'
import type { SafeRule } from '#shared/model/safe-export.ts'
import type { MaskedItem } from '../export-format.ts'
import { encodedPieces } from './encoded-pieces.ts'
import { ruleFits } from './fields.ts'
import type { Leaf } from './leaf.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { readBody } from './readable-body.ts'
import type { TouchedValue } from './replace-values.ts'
import type { RequestText } from './request-texts.ts'

const notes = {
  rule: 'not replaced: a rule keeps it here',
  name: 'not replaced: this name of a member may be part of the structure',
  other: 'not replaced here, but in other places',
}

/** A text as it is written, and as what is encoded in it is meant. */
const meanings = (text: string): string[] => [
  text,
  percentDecode(text),
  ...encodedPieces(text).map(({ meant }) => meant),
]

/** Looks through a safe request for numbers, addresses and names that were replaced in other places. */
export function remainsIn(
  { body, path, delivery }: MaskedItem,
  rules: readonly SafeRule[],
  names: Pseudonyms,
): TouchedValue[] {
  const { headers } = delivery.request
  const inBody: RequestText = readBody(body, headers) ?? { text: '', leaves: [] }
  const texts: (readonly [place: string, text: RequestText])[] = [
    ['body', inBody],
    ['path', { text: path, leaves: [] }],
    ...headers.map(([name, value]) => [`header:${name}`, { text: value, leaves: [] }] as const),
  ]
  return texts.flatMap(([place, { text, leaves }]) => {
    const found = new Map(
      meanings(text)
        .flatMap(names.knownIn)
        .map((known) => [known.text, known.kind]),
    )
    const leafOf = leavesWith([...found.keys()], leaves)
    return [...found].map(([value, kind]) => {
      const at = leafOf.get(value) ?? { place, path: [], what: 'text' }
      return { place: at.place, kind, before: value, after: value, note: notes[reasonFor(at, rules)] }
    })
  })
}

/** The first leaf that each of these texts is in. */
function leavesWith(texts: readonly string[], leaves: readonly Leaf[]): ReadonlyMap<string, Leaf> {
  const found = new Map<string, Leaf>()
  for (const leaf of leaves) {
    const missing = texts.filter((text) => !found.has(text))
    if (missing.length === 0) break
    const meant = meanings(leaf.value)
    for (const text of missing) if (meant.some((each) => each.includes(text))) found.set(text, leaf)
  }
  return found
}

function reasonFor(at: Pick<Leaf, 'place' | 'path' | 'what'>, rules: readonly SafeRule[]): keyof typeof notes {
  if (rules.find((rule) => ruleFits(rule, at))?.as === 'keep') return 'rule'
  return at.what === 'name' ? 'name' : 'other'
}
