import { verifyingKey } from '../lib/digest.ts'
import { isIssued, type SchemeDescription } from '../signature-scheme.ts'

/** A secret as the user may have meant it. */
interface SecretSpelling {
  /** Name of the change, by which it is stored again. */
  readonly form: string
  /** "without the whitespace around it" */
  readonly words: string
  /** "with whitespace or a newline around it" */
  readonly why: string
  readonly value: string
}

type Change = Omit<SecretSpelling, 'value'> & { readonly of: (value: string) => string | null }

const inner = (pattern: RegExp) => (value: string) => pattern.exec(value)?.[1] ?? null
const decoded = (value: string): string | null => {
  if (value.length < 8 || value.length % 4 !== 0 || !/^[A-Za-z0-9+/]+={0,2}$/.test(value)) return null
  const text = Buffer.from(value, 'base64').toString('utf8')
  return /^[\x20-\x7e]+\n?$/.test(text) ? text.trim() : null
}

/** A line of a file or of code: `export NAME="value"; # comment`, `"name": "value",`, `const name = 'value'`. */
const assignment = /^(?:(?:export|set|const|let|var)\s+)?["']?[A-Za-z_][\w.-]{0,60}["']?\s*(?:=>|=|:)\s*([^\s=].*)$/s
const comment = /\s+(?:#|\/\/).*$/s
const around = /^[\s"'`‘’“”<>\u200b\ufeff]+|[\s"'`‘’“”<>,;\u200b\ufeff]+$/gu

/** What is left of a pasted line, or of a JSON object with one text, without all that is around it. */
function core(value: string): string | null {
  if (value.length > 2000) return null
  const fromObject = onlyText(value)
  if (fromObject !== null) return fromObject
  const line = value.trim()
  const bare = (text: string) => text.replace(comment, '').replaceAll(around, '')
  const assigned = bare(assignment.exec(line)?.[1] ?? '')
  return assigned === '' ? bare(line) : assigned
}

function onlyText(value: string): string | null {
  if (!value.trimStart().startsWith('{')) return null
  try {
    const texts = Object.values(JSON.parse(value) as object).filter((one) => typeof one === 'string')
    return texts.length === 1 ? (texts[0] ?? null) : null
  } catch {
    return null
  }
}

const changes: readonly Change[] = [
  {
    form: 'trimmed',
    words: 'without the whitespace around it',
    why: 'with whitespace or a newline around it',
    of: (value) => value.replace(/[\s\u200b\ufeff]+$/u, '').replace(/^[\s\u200b\ufeff]+/u, ''),
  },
  {
    form: 'unquoted',
    words: 'without the quotes',
    why: 'with quotes around it',
    of: inner(/^\s*["'`‘’“](.+)["'`‘’”]\s*$/s),
  },
  {
    form: 'value-only',
    words: 'without the name before it',
    why: 'with the name of a variable before it',
    of: inner(/^\s*(?:export\s+)?[A-Za-z_]\w*\s*[=:]\s*["']?([^"']+?)["']?;?\s*$/),
  },
  {
    form: 'without-scheme-word',
    words: 'without the word before it',
    why: 'with a word such as Bearer before it',
    of: inner(/^\s*(?:bearer|basic|token|env:|secret:)\s*(\S.*?)\s*$/i),
  },
  {
    form: 'core',
    words: 'without what is around it',
    why: 'with more than the secret, such as a name, quotes or a comment',
    of: core,
  },
  {
    form: 'joined',
    words: 'without the whitespace in it',
    why: 'with whitespace or a line break within',
    of: (value) => value.replace(/[\s\u200b\ufeff]+/gu, ''),
  },
  {
    form: 'with-newline',
    words: 'with a newline at its end',
    why: 'without the newline that the sender signs with',
    of: (value) => `${value}\n`,
  },
  {
    form: 'with-crlf',
    words: 'with a line break (CR LF) at its end',
    why: 'without the line break that the sender signs with',
    of: (value) => `${value}\r\n`,
  },
  { form: 'url-decoded', words: 'URL-decoded', why: 'in its URL-encoded form', of: unescaped },
  {
    form: 'base64-decoded',
    words: 'decoded from Base64',
    why: 'in Base64, while the sender takes the text behind it',
    of: decoded,
  },
  {
    form: 'basic-decoded',
    words: 'decoded from Base64',
    why: 'in Base64, while the sender takes the text behind it',
    of: (value) => decoded(value.replace(/^\s*basic\s+/i, '')),
  },
  {
    form: 'base64-encoded',
    words: 'written in Base64',
    why: 'as it is before it is written in Base64, and is needed here in Base64',
    of: (value) => Buffer.from(value).toString('base64'),
  },
  {
    form: 'without-prefix',
    words: 'without its prefix',
    why: 'with a prefix that the sender does not use',
    of: inner(/^(?:v1,)?[A-Za-z]{2,8}_(.{8,})$/),
  },
  {
    form: 'lower-case',
    words: 'in lower case',
    why: 'in another case than the sender has it',
    of: (value) => value.toLowerCase(),
  },
  {
    form: 'upper-case',
    words: 'in upper case',
    why: 'in another case than the sender has it',
    of: (value) => value.toUpperCase(),
  },
  {
    form: 'whsec',
    words: 'with whsec_ before it',
    why: 'without the whsec_ that belongs to it',
    of: (value) => `whsec_${value.trim()}`,
  },
  ...['wsec_', 'key_'].map((prefix) => ({
    form: `with-${prefix}`,
    words: `with ${prefix} before it`,
    why: `without the ${prefix} that belongs to it`,
    of: (value: string) => `${prefix}${value.trim()}`,
  })),
]

function unescaped(value: string): string | null {
  try {
    return decodeURIComponent(value)
  } catch {
    return null
  }
}

/** Every other spelling of a secret that is worth a try, each value once. */
export function secretSpellings(value: string): SecretSpelling[] {
  const seen = new Set([value, ''])
  const found: SecretSpelling[] = []
  for (const { of, ...change } of changes) {
    const other = of(value)
    if (other === null || seen.has(other)) continue
    seen.add(other)
    found.push({ ...change, value: other })
  }
  return found
}

/** The secret in that form, null where the form does not fit it. */
export function respellSecret(value: string, form: string): string | null {
  return changes.find((change) => change.form === form)?.of(value) ?? null
}

interface Kind {
  readonly words: string
  readonly pattern: RegExp
  /** Nobody chooses such a text: seen beside a signature in such a header, it is a mistake. */
  readonly neverChosenFor?: RegExp
}

/** Things that are pasted in place of a signing secret, by their documented shapes; none of these is ever one. */
const kinds: readonly Kind[] = [
  { words: 'a Stripe API key', pattern: /^(sk|rk|pk)_(live|test)_/ },
  { words: 'the id of a webhook endpoint', pattern: /^(we|ep|wh|webhook|hook)_[A-Za-z0-9]{8,}$/ },
  { words: 'the id of an account', pattern: /^acct_[A-Za-z0-9]+$/ },
  { words: 'an id', pattern: /^(agent|call|org|user|app|evt|msg|cus|workspace|conv|phone)_[A-Za-z0-9]{6,}$/ },
  {
    words: 'a GitHub access token',
    pattern: /^(gh[pousr]_\w{36,}|github_pat_\w{60,})$/,
    neverChosenFor: /hub-signature/i,
  },
  { words: 'a Slack token', pattern: /^xox[abeoprs]-|^xapp-/ },
  { words: 'a Shopify access token', pattern: /^shp(at|ca|pa|ua)_/ },
  { words: 'a Twilio account or key SID', pattern: /^(AC|SK|PN|AP)[0-9a-f]{32}$/ },
  { words: 'a Meta access token', pattern: /^EAA[A-Za-z0-9]{12,}$/ },
  { words: 'a Plivo auth id', pattern: /^(MA|SA)[A-Z0-9]{18}$/ },
  { words: 'an Intercom access token', pattern: /^dG9rO[A-Za-z0-9+/=]{10,}$/ },
  { words: 'a cloud access key', pattern: /^(AKIA[0-9A-Z]{16}|AIza[\w-]{30,})$/ },
  { words: 'a Slack client id', pattern: /^\d{9,}\.\d{9,}$/ },
  { words: 'a HubSpot access token', pattern: /^pat-[a-z]{2}\d-/ },
  { words: 'a Telnyx API key', pattern: /^KEY[0-9A-F]{16,}/ },
  { words: 'an API key', pattern: /^(sk|pk|key|api|xi|rpl|oi)_([a-z]+_)*[A-Za-z0-9]{16,}$/ },
  { words: 'a JSON Web Token', pattern: /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/, neverChosenFor: /./ },
  { words: 'a URL', pattern: /^https?:\/\//i },
  { words: 'an e-mail address', pattern: /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i },
  { words: 'a certificate', pattern: /^\s*-----BEGIN CERTIFICATE/, neverChosenFor: /./ },
]
/** Public keys as DER in Base64: Ed25519, RSA, elliptic curves (RFC 5280). */
const der = /^(MCowBQYDK2V|MIIBI|MIICI|MFkwEw|MIGf)[A-Za-z0-9+/=]{30,}$/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const pem = /^\s*-----BEGIN [A-Z ]*(PUBLIC|PRIVATE) KEY/
const signingPrefix = /^(whsec_|wsec_)/

/**
 * What a secret looks like in place of the key that the scheme needs; null where it may well be the right sort: a secret
 * that users choose themselves may look like anything.
 */
export function wrongKind(value: string, description: SchemeDescription): string | null {
  const { keyKind, secretHint, covers, header } = description
  const issued = isIssued(description)
  const text = value.trim()
  const kind = kinds.find(
    ({ pattern, neverChosenFor }) => (issued || neverChosenFor?.test(header)) && pattern.test(text),
  )
  if (keyKind === 'public-key') {
    if (verifyingKey(text)) return null
    return kind?.words ?? (signingPrefix.test(text) ? 'a shared signing secret' : 'not a public key')
  }
  // A presented secret can be anything that the user has chosen.
  if (covers.extent === 'nothing') return null
  if (pem.test(text)) return text.includes('PRIVATE') ? 'a private key' : 'a public key'
  if (der.test(text)) return 'a public key'
  if (issued && uuid.test(text) && /base64/i.test(secretHint)) return 'an id'
  if (/^whpk_/.test(text) && !secretHint.includes('whpk_')) return 'a public key'
  const wanted = secretHint.toLowerCase()
  const isWanted = ['api key', 'auth id', 'api secret', 'token'].some(
    (words) => wanted.includes(words) && kind?.words.toLowerCase().endsWith(words),
  )
  return isWanted ? null : (kind?.words ?? null)
}
