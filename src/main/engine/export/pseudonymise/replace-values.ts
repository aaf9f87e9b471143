import type { SafeRule, TouchedKind } from '#shared/model/safe-export.ts'
import { encodedPieces } from './encoded-pieces.ts'
import { type FieldKind, fieldKind, ruleFits } from './fields.ts'
import { looksLikeId } from './ids.ts'
import { jsonLeaves } from './json-leaves.ts'
import { applyEdits, type Edit, fieldName, type Leaf } from './leaf.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import type { RequestText } from './request-texts.ts'
import { dropped, type Scanned, type StandIn } from './text-scanner.ts'

export interface TouchedValue {
  readonly place: string
  readonly kind: TouchedKind
  readonly before: string
  readonly after: string
  readonly note?: string
}

/** By rules, else by the names of fields; null where neither says anything. */
export function kindOf(leaf: Leaf, rules: readonly SafeRule[]): FieldKind | null {
  const rule = rules.find((each) => ruleFits(each, leaf))
  // The name of a member is never the value that a rule is about.
  if (leaf.what === 'name') return rule?.as === 'keep' ? 'keep' : null
  return rule?.as ?? fieldKind(leaf)
}

/** A JSON text that is a value, as it is or encoded as a whole. */
interface Nested extends RequestText {
  /** Another text, written the same way. */
  write(text: string): string
}

/** Null where it is none. */
function nested(leaf: Leaf): Nested | null {
  if (leaf.what !== 'text') return null
  const text = leaf.value
  const plain = jsonInside(leaf, text)
  if (plain !== null) return { text, leaves: plain, write: String }
  const [piece] = encodedPieces(text)
  if (piece === undefined || piece.end - piece.start < text.length) return null
  const leaves = jsonInside(leaf, piece.meant)
  return leaves && { text: piece.meant, leaves, write: piece.write }
}

function jsonInside(leaf: Leaf, text: string): readonly Leaf[] | null {
  if (!/^\s*[[{]/.test(text)) return null
  try {
    JSON.parse(text)
  } catch {
    return null
  }
  return jsonLeaves(text).map((inner) => ({
    ...inner,
    place: leaf.place + inner.place,
    path: [...leaf.path, ...inner.path],
  }))
}

/** First round: what is personal in it is remembered. */
export function learnFrom(
  { leaves }: Pick<RequestText, 'leaves'>,
  rules: readonly SafeRule[],
  round: 'international' | 'all',
  names: Pseudonyms,
): void {
  for (const leaf of leaves) {
    const kind = kindOf(leaf, rules)
    const inner = kind === null ? nested(leaf) : null
    if (inner !== null) learnFrom(inner, rules, round, names)
    else names.learn(leaf.value, kind, fieldName(leaf.path), round)
  }
}

/** Second round: the text with stand-ins in it; every character around them stays. */
export function replaceIn(
  { text, leaves }: RequestText,
  rules: readonly SafeRule[],
  names: Pseudonyms,
  touched: (value: TouchedValue) => void,
): string {
  const edits = leaves.flatMap((leaf): Edit[] => {
    const fresh = freshValue(leaf, rules, names, touched)
    return fresh === null ? [] : [{ start: leaf.start, end: leaf.end, text: leaf.encode(fresh) }]
  })
  return applyEdits(text, edits)
}

function freshValue(
  leaf: Leaf,
  rules: readonly SafeRule[],
  names: Pseudonyms,
  touched: (value: TouchedValue) => void,
): string | null {
  const kind = kindOf(leaf, rules)
  if (kind === 'keep') return null
  const inner = kind === null ? nested(leaf) : null
  if (inner !== null) {
    const fresh = replaceIn(inner, rules, names, touched)
    return fresh === inner.text ? null : inner.write(fresh)
  }
  const made = leaf.what === 'number' ? freshNumber(leaf, kind, names) : freshText(leaf, kind, names)
  if (made === null || made.text === leaf.value) return null
  for (const part of 'parts' in made ? made.parts : [{ ...made, before: leaf.value }])
    touched({
      place: leaf.place,
      kind: part.kind,
      before: part.before,
      after: part.text,
      ...(part.note && { note: part.note }),
    })
  return made.text
}

function freshText(leaf: Leaf, kind: FieldKind | null, names: Pseudonyms): StandIn | Scanned | null {
  if (leaf.value.trim() === '') return null
  if (kind !== null) return names.ofField(leaf.value, kind, fieldName(leaf.path))
  const found = names.scan(leaf.value)
  return found.parts.length === 0 || (leaf.what === 'name' && isStructure(leaf, found, names)) ? null : found
}

/** Of an object with more members, not all are looked at. */
const maxSiblings = 60

/**
 * Is the name of a member part of the structure, though a name or an id stands in it? Not where it is one as a whole, and
 * nothing beside it that begins with a capital is anything else: members are named after people then.
 */
function isStructure({ value, siblings }: Leaf, { parts }: Scanned, names: Pseudonyms): boolean {
  if (/\s/.test(value) || !parts.some(({ kind }) => kind === 'name' || kind === 'id')) return false
  const [only, ...others] = parts
  if (only?.before !== value || others.length > 0) return true
  if (only.kind === 'id') return !looksLikeId(value)
  return siblings
    .keys()
    .take(maxSiblings)
    .some((name) => /^\p{Lu}/u.test(name) && !names.isName(name))
}

/** Kinds that a number can have; other rules leave it, since words would not fit the schema. */
const numeric: ReadonlySet<FieldKind> = new Set(['phone', 'phone?', 'id', 'card', 'address', 'birth-date', 'drop'])
const isNumber = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/

function freshNumber(leaf: Leaf, kind: FieldKind | null, names: Pseudonyms): StandIn | Scanned | null {
  const { value, path } = leaf
  if (kind !== null && !numeric.has(kind)) return null
  if (kind === 'drop') return { kind, text: '0' }
  const made = kind === null ? names.scan(value) : names.ofField(value, kind, fieldName(path))
  if (made === null || made.text === value) return null
  return isNumber.test(made.text) ? made : { kind: 'drop', text: made.text === dropped ? '0' : '1' }
}
