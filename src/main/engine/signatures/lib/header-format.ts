import { type Failure, fail } from './outcome.ts'
import { excerpt } from './timestamp.ts'

/** What a header value holds, by the names in its format. */
export interface HeaderFields {
  readonly signatures: readonly string[]
  readonly timestamp?: string | undefined
  readonly keyId?: string | undefined
}

const holes = /\{(signature|timestamp|keyId)\}/g
const fieldList = /^[\w-]+=\{\w+\}(?:[,;&][\w-]+=\{\w+\})+$/

/**
 * Reads a header value by its format: "{signature}", "sha256={signature}", "hmac;1;{timestamp};{signature}" (literal text
 * around the values), or a list of fields such as "t={timestamp},v1={signature}" (any order, repeated and unknown fields
 * allowed). `separator` splits a header that holds several signatures.
 */
export function readHeader(value: string, format: string, separator: string): HeaderFields | Failure {
  if (fieldList.test(format)) return readFields(value, format)
  const texts = separator ? value.split(separator).map((text) => text.trim()) : [value]
  const found: HeaderFields[] = []
  let failure: Failure | null = null
  for (const text of texts.filter(Boolean)) {
    const fields = readLiteral(text, format)
    if ('ok' in fields) failure ??= fields
    else found.push(fields)
  }
  const [first] = found
  if (!first) return failure ?? fail('header-malformed', 'it is empty')
  return { ...first, signatures: found.flatMap(({ signatures }) => signatures) }
}

/** Header value with the values filled in. */
export function writeHeader(format: string, values: Readonly<Record<string, string>>): string {
  return format.replace(holes, (_, name: string) => values[name] ?? '')
}

function readFields(value: string, format: string): HeaderFields | Failure {
  const separator = /[,;&]/.exec(format.replace(/^[^}]*\}/, ''))?.[0] ?? ','
  const names = new Map(format.split(separator).map((field) => [field.split('=')[1] ?? '', field.split('=')[0] ?? '']))
  const fields = value.split(separator).map((field) => {
    const at = field.indexOf('=')
    return at < 0 ? (['', field] as const) : ([field.slice(0, at).trim(), field.slice(at + 1).trim()] as const)
  })
  const fieldAt = (hole: string) => fields.find(([name]) => name === names.get(hole))?.[1]
  const signatures = fields.filter(([name, text]) => name === names.get('{signature}') && text).map(([, text]) => text)
  const timestamp = fieldAt('{timestamp}')
  if (signatures.length === 0) {
    const others = fields.map(([name]) => name).filter((name) => name && name !== names.get('{timestamp}'))
    const versioned = others.length > 0 && timestamp !== undefined
    return versioned
      ? fail(
          'no-supported-version',
          `it holds ${excerpt([...new Set(others)].join(', '))}, not ${names.get('{signature}')}`,
        )
      : fail('header-malformed', `“${excerpt(value)}” is not ${format}`)
  }
  return { signatures, timestamp: timestamp || undefined, keyId: fieldAt('{keyId}') }
}

/** Bounded before the signature, so that a header of any length is read in linear time. */
const groupSources: Readonly<Record<string, string>> = {
  signature: '(?<signature>.+)',
  timestamp: '(?<timestamp>.{1,100}?)',
  keyId: '(?<keyId>.{1,200}?)',
}
const patterns = new Map<string, RegExp>()

function readLiteral(value: string, format: string): HeaderFields | Failure {
  let pattern = patterns.get(format)
  if (!pattern) {
    const source = format
      .split(holes)
      .map((piece, index) => (index % 2 === 0 ? piece.replace(/[^\w\s]/g, '\\$&') : groupSources[piece]))
      .join('')
    pattern = new RegExp(`^${source}$`, 's')
    if (patterns.size > 200) patterns.clear()
    patterns.set(format, pattern)
  }
  const groups = pattern.exec(value)?.groups
  if (!groups?.signature) return whyNotLiteral(value, format)
  return { signatures: [groups.signature], timestamp: groups.timestamp, keyId: groups.keyId }
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
