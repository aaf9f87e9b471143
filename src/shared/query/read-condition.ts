import { conformanceStates, verificationReasons, verificationStates } from '../model/verdict-words.ts'
import { closest } from './closest.ts'
import type { FieldInfo } from './fields.ts'
import { type Comparison, type Condition, deliveryFlags, forwardWords, type TextField, textFields } from './query.ts'
import { readTime } from './read-time.ts'

/** A condition, or why the value cannot be read and what may have been meant. */
export type ReadCondition =
  | { readonly ok: true; readonly condition: Condition }
  | { readonly ok: false; readonly message: string; readonly suggestion: string | null }

/** Reads a field's value. `now` (Unix milliseconds) is what relative times count from, `zone` where times of day are meant. */
export function readCondition(
  field: FieldInfo,
  value: string,
  quoted: boolean,
  now: number,
  zone?: string,
): ReadCondition {
  const { name } = field
  if (value === '') return bad(`"${name}:" needs a value${examples(field)}.`)
  const word = value.toLowerCase()
  if (isOneOf(textFields, name)) return good(textCondition(name, value, quoted))
  switch (name) {
    case 'verification':
      return readVerification(field, value, word)
    case 'reason':
      return isOneOf(verificationReasons, word) ? good({ kind: 'reason', reason: word }) : notListed(field, value)
    case 'schema':
      return isOneOf(conformanceStates, word) ? good({ kind: 'conformance', state: word }) : notListed(field, value)
    case 'forward':
      return isOneOf(forwardWords, word) ? good({ kind: 'forward', state: word }) : notListed(field, value)
    case 'is':
      return isOneOf(deliveryFlags, word) ? good({ kind: 'flag', flag: word }) : notListed(field, value)
    case 'pinned':
      if (word === 'yes' || word === 'no') return good({ kind: 'pinned', pinned: word === 'yes' })
      return notListed(field, value)
    case 'status':
      return readStatus(field, word)
    case 'after':
    case 'before':
      return readSide(name, value, now, zone)
    case 'attempt':
      return readNumber(field, 'attempt', word, /^\d{1,9}$/)
    default:
      return readNumber(field, 'size', word, /^\d{1,12}(\.\d{1,3})?(b|kb|kib|mb|mib)?$/)
  }
}

function textCondition(field: TextField, value: string, quoted: boolean): Condition {
  return { kind: 'text', field, value, wildcards: !quoted && value.includes('*') }
}

function readVerification(field: FieldInfo, value: string, word: string): ReadCondition {
  if (word === 'yes') return good({ kind: 'verification', states: ['verified'] })
  if (word === 'no') return good({ kind: 'verification', states: ['failed', 'unsigned', 'unverifiable'] })
  return isOneOf(verificationStates, word) ? good({ kind: 'verification', states: [word] }) : notListed(field, value)
}

function readSide(side: 'after' | 'before', value: string, now: number, zone?: string): ReadCondition {
  const at = readTime(value, now, zone)
  return at === null
    ? bad(`"${value}" is not a time. Use 2h, 3d, 14:00, today, 2026-11-20 or 2026-11-20T14:00.`)
    : good({ kind: 'time', side, at })
}

function readStatus(field: FieldInfo, word: string): ReadCondition {
  if (word === 'none') return good({ kind: 'unanswered' })
  const family = /^([1-5])xx$/.exec(word)
  if (family) return good({ kind: 'status', from: Number(family[1]) * 100, to: Number(family[1]) * 100 + 99 })
  const { is, rest } = readComparison(word)
  if (!/^\d{3}$/.test(rest)) return bad(`"${word}" is not an answer status${examples(field)}.`)
  const status = Number(rest)
  const from = is === '>' ? status + 1 : is === '>=' || is === '=' ? status : 0
  const to = is === '<' ? status - 1 : is === '<=' || is === '=' ? status : 999
  return good({ kind: 'status', from, to })
}

const unitBytes: Readonly<Record<string, number>> = { b: 1, kb: 1024, kib: 1024, mb: 1024 ** 2, mib: 1024 ** 2 }

function readNumber(field: FieldInfo, name: 'attempt' | 'size', word: string, shape: RegExp): ReadCondition {
  const { is, rest } = readComparison(word)
  const match = shape.exec(rest)
  if (match === null) return bad(`"${word}" is not a number that "${name}:" can use${examples(field)}.`)
  const factor = unitBytes[match[2] ?? 'b'] ?? 1
  return good({ kind: 'number', field: name, is, value: Math.round(Number.parseFloat(rest) * factor) })
}

function readComparison(word: string): { is: Comparison; rest: string } {
  const match = /^(>=|<=|>|<|=)?(.*)$/s.exec(word)
  return { is: (match?.[1] ?? '=') as Comparison, rest: match?.[2] ?? '' }
}

function notListed(field: FieldInfo, value: string): ReadCondition {
  const suggestion = closest(value, field.values)
  const hint = suggestion === null ? `Possible: ${field.values.join(', ')}.` : `Did you mean "${suggestion}"?`
  return bad(`"${value}" is no value of "${field.name}:". ${hint}`, suggestion)
}

function examples({ values }: FieldInfo): string {
  return values.length === 0 ? '' : `, such as ${values.slice(0, 4).join(', ')}`
}

function isOneOf<const T extends string>(list: readonly T[], word: string): word is T {
  return (list as readonly string[]).includes(word)
}

function good(condition: Condition): ReadCondition {
  return { ok: true, condition }
}

function bad(message: string, suggestion: string | null = null): ReadCondition {
  return { ok: false, message, suggestion }
}
