import { conformanceStates, verificationReasons, verificationStates } from '../model/verdict-words.ts'
import { deliveryFlags, forwardWords } from './query.ts'

export interface FieldInfo {
  readonly name: string
  readonly aliases: readonly string[]
  /** Completes the field's name in the list of suggestions. */
  readonly about: string
  /** Closed list of values, or examples where `open`. */
  readonly values: readonly string[]
  readonly open: boolean
}

function field(
  name: string,
  about: string,
  values: readonly string[],
  open = false,
  aliases: string[] = [],
): FieldInfo {
  return { name, aliases, about, values, open }
}

/** The fields of the query language, in the order in which they are offered. */
export const fields: readonly FieldInfo[] = [
  field('type', 'event type, * for any characters', [], true),
  field('provider', 'provider, or none', ['none'], true),
  field('endpoint', 'name or id of an endpoint', [], true),
  // `verified:yes` and `verified:no` are what people type first: one field by two names, not two fields.
  field('verification', 'verdict on the signature', [...verificationStates, 'yes', 'no'], false, ['verified']),
  field('reason', 'why the signature was judged so', verificationReasons),
  field('schema', 'payload against the schema', conformanceStates, false, ['conformance']),
  field('status', 'answer that was given', ['200', '2xx', '4xx', '5xx', '>=400', 'none'], true),
  field('forward', 'how forwarding it stands', forwardWords),
  field('is', 'what is special about it', deliveryFlags),
  field('attempt', 'number of the attempt', ['>1', '1'], true),
  field('after', 'arrived at or after', ['1h', 'today', '14:00', 'yesterday'], true),
  field('before', 'arrived before', ['1h', 'today', '14:00', 'yesterday'], true),
  field('call', 'call id', [], true),
  field('event', 'event id', [], true),
  field('id', 'delivery id', [], true),
  field('method', 'request method', ['POST', 'GET', 'PUT'], true),
  field('path', 'part of path or query', [], true),
  field('size', 'bytes in the body', ['>1kb', '>1mb', '<100'], true),
  field('pinned', 'pinned by you', ['yes', 'no']),
  field('imported', 'read from a file, not received', ['yes', 'no']),
  field('note', 'words of your note, or * for any', [], true),
]

/** A field by its name or alias, in any case. */
export function findField(name: string): FieldInfo | undefined {
  const wanted = name.toLowerCase()
  return fields.find((info) => info.name === wanted || info.aliases.includes(wanted))
}

/** All names and aliases. */
export const fieldNames: readonly string[] = fields.flatMap(({ name, aliases }) => [name, ...aliases])
