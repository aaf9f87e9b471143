import { firstHeader, type HeaderPair, headerValues } from '#shared/model/headers.ts'
import { excerpt, type Failure, fail } from '../signature-scheme.ts'

const lists = new Map<string, readonly string[]>()

/** "A, B": names in order of preference. */
export function nameList(names: string): readonly string[] {
  const known = lists.get(names)
  if (known) return known
  const list = names
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean)
  if (lists.size > 500) lists.clear()
  lists.set(names, list)
  return list
}

/** "A" or "A or B", for sentences. */
export const namesInWords = (names: string): string => nameList(names).join(' or ')

/** All values of the first of the names that is present. */
export function valuesOfFirst(headers: readonly HeaderPair[], names: string): string[] {
  for (const name of nameList(names)) {
    const values = headerValues(headers, name)
    if (values.length > 0) return values
  }
  return []
}

/** The first value of the first of the names that is present. */
export function firstOf(headers: readonly HeaderPair[], names: string): string | undefined {
  if (names === '') return undefined
  for (const name of nameList(names)) {
    const value = firstHeader(headers, name)
    if (value !== undefined) return value
  }
  return undefined
}

/**
 * Set where a header that must be unique came more than once. Node joins the values, other servers take the first or the
 * last: whichever were checked here, an app might see another.
 */
export function repeated(headers: readonly HeaderPair[], lists: readonly string[]): Failure | null {
  for (const names of lists) {
    const name = nameList(names).find((one) => headerValues(headers, one).length > 0)
    const count = name === undefined ? 0 : headerValues(headers, name).length
    if (count > 1)
      return fail('header-malformed', `${name} came ${count} times, and servers differ in which one an app gets`)
  }
  return null
}

/** The word that a value should begin with is another one, or missing. What came alone may be the secret: it is not repeated. */
export function wrongWord(value: string, wanted: string, rest: string): Failure {
  const [word = '', more] = value.trim().split(/ +/, 2)
  if (word.toLowerCase() === wanted.toLowerCase())
    return fail('header-malformed', `what comes after ${wanted} is not ${rest}`)
  return more !== undefined && /^[A-Za-z][\w-]{0,15}$/.test(word)
    ? fail('header-malformed', `“${excerpt(word)}” is where ${wanted} should be`)
    : fail('header-malformed', `the word ${wanted} is missing before it`)
}

/** What a header value holds, by the names in its format. */
export interface HeaderFields {
  readonly signatures: readonly string[]
  readonly timestamp?: string | undefined
  readonly keyId?: string | undefined
}
/** How a list of fields is read: any order, repeated and unknown ones; the first signature only; exactly as the format has it. */
type FieldRule = 'any' | 'first' | 'exact'
type FieldReader = (value: string) => HeaderFields | Failure

const placeholders = /\{(signature|timestamp|keyId)\}/g
const fieldList = /^[\w-]+=\{\w+\}(?:[,;&][\w-]+=\{\w+\})+$/

const readers = new Map<string, FieldReader>()

/**
 * Reads a header value by its format: "{signature}", "sha256={signature}", "hmac;1;{timestamp};{signature}" (literal text
 * around the values), or a list of fields such as "t={timestamp},v1={signature}" (any order, repeated and unknown fields
 * allowed). `separator` splits a header that holds several signatures.
 */
export function readHeader(
  value: string,
  format: string,
  separator: string,
  fields: FieldRule = 'any',
): HeaderFields | Failure {
  const name = `${fields} ${format}`
  let reader = readers.get(name)
  if (!reader) {
    reader = fieldList.test(format) && fields !== 'exact' ? fieldReader(format, fields) : literalReader(format)
    if (readers.size > 200) readers.clear()
    readers.set(name, reader)
  }
  return separator && !fieldList.test(format) ? readSeveral(value.split(separator), reader) : reader(value)
}

/** Header value with the values filled in. */
export function writeHeader(format: string, values: Readonly<Record<string, string>>): string {
  return format.replace(placeholders, (_, name: string) => values[name] ?? '')
}

function readSeveral(texts: readonly string[], reader: FieldReader): HeaderFields | Failure {
  const found: HeaderFields[] = []
  let failure: Failure | null = null
  for (const text of texts) {
    const trimmed = text.trim()
    if (trimmed === '') continue
    const fields = reader(trimmed)
    if ('ok' in fields) failure ??= fields
    else found.push(fields)
  }
  const [first] = found
  if (!first) return failure ?? fail('header-malformed', 'it is empty')
  return { ...first, signatures: found.flatMap(({ signatures }) => signatures) }
}

function fieldReader(format: string, rule: FieldRule): FieldReader {
  const separator = /[,;&]/.exec(format.replace(/^[^}]*\}/, ''))?.[0] ?? ','
  const names = new Map(format.split(separator).map((field) => [field.split('=')[1] ?? '', field.split('=')[0] ?? '']))
  const [signatureName, timeName, keyName] = ['{signature}', '{timestamp}', '{keyId}'].map((name) => names.get(name))
  return (value) => {
    const fields = fieldsOf(value, separator)
    const named = (name: string | undefined) => fields.filter(([one]) => one === name).map(([, text]) => text)
    const times = named(timeName)
    const all = named(signatureName).filter(Boolean)
    const signatures = rule === 'any' ? all : all.slice(0, 1)
    const [timestamp] = times
    if (rule === 'any' && times.length > 1)
      return fail('header-malformed', `it holds ${times.length} timestamps, and apps differ in which one they read`)
    const isWrapped = timeName !== undefined && timestamp === undefined && value.includes(`${timeName}=`)
    if (signatures.length > 0 && !isWrapped)
      return { signatures, timestamp: timestamp || undefined, keyId: named(keyName)[0] }
    // A blank beside a name is another way of writing, not another version.
    const isSpaced = fields.some(([name]) => name !== signatureName && name.trim() === signatureName)
    const others = new Set(fields.map(([name]) => name).filter((name) => name !== timeName))
    return others.size > 0 && timestamp !== undefined && !isSpaced
      ? fail('no-supported-version', `it holds ${excerpt([...others].join(', '))}, not ${signatureName}`)
      : fail('header-malformed', `“${excerpt(value)}” is not ${format}`)
  }
}

/** Named ones only; a blank is a part of the name, as in the libraries of the providers. */
function fieldsOf(value: string, separator: string): (readonly [name: string, text: string])[] {
  const fields: (readonly [string, string])[] = []
  for (const field of value.split(separator)) {
    const at = field.indexOf('=')
    const name = field.slice(0, Math.max(0, at))
    if (name) fields.push([name, field.slice(at + 1)])
  }
  return fields
}

/** Bounded before the signature, so that a header of any length is read in linear time. */
const groupSources: Readonly<Record<string, string>> = {
  signature: '(?<signature>.+)',
  timestamp: '(?<timestamp>.{1,100}?)',
  keyId: '(?<keyId>.{1,200}?)',
}

function literalReader(format: string): FieldReader {
  const malformed = (value: string) =>
    value === '' ? fail('header-malformed', 'it is empty') : whyNotLiteral(value, format)
  const pieces = format.split(placeholders)
  const [prefix = '', name, end] = pieces
  if (name === 'signature' && end === '' && pieces.length === 3) {
    return (value) =>
      value.length > prefix.length && value.startsWith(prefix)
        ? { signatures: [value.slice(prefix.length)] }
        : malformed(value)
  }
  const source = pieces
    .map((piece, index) => (index % 2 === 0 ? piece.replace(/[^\w\s]/g, '\\$&') : groupSources[piece]))
    .join('')
  const pattern = new RegExp(`^${source}$`, 's')
  return (value) => {
    const groups = pattern.exec(value)?.groups
    if (!groups?.signature) return malformed(value)
    return { signatures: [groups.signature], timestamp: groups.timestamp, keyId: groups.keyId }
  }
}

const versionWord = /^v?\d{1,3}[a-z]?$/i
const algorithmWord = /^(sha\d*|md5|hmac|rsa|ecdsa|ed25519|hmac-?sha\d+)$/i

/** Names the first word that differs from the format, where that word is a version or an algorithm. */
function whyNotLiteral(value: string, format: string): Failure {
  const expected = format.split(/[^\w{}-]+/)
  const received = value.slice(0, 200).split(/[^\w-]+/)
  const at = expected.findIndex((word, index) => !word.startsWith('{') && word !== received[index])
  const [wanted = '', got = ''] = [expected[at], received[at]]
  if (versionWord.test(wanted) && versionWord.test(got))
    return fail('no-supported-version', `it is ${got}, not ${wanted}`)
  if (algorithmWord.test(wanted) && algorithmWord.test(got)) {
    return fail('unsupported-algorithm', `it says ${got}, not ${wanted}`)
  }
  return fail('header-malformed', `“${excerpt(value)}” is not ${format}`)
}
