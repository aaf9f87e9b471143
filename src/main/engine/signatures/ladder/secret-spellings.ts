/** A secret as the user may have meant it. */
export interface SecretSpelling {
  /** Name of the change, by which it is stored again. */
  readonly form: string
  /** "without the blanks around it" */
  readonly words: string
  /** "with blanks or a newline around it" */
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

const changes: readonly Change[] = [
  {
    form: 'trimmed',
    words: 'without the blanks around it',
    why: 'with blanks or a newline around it',
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
    why: 'in plain text, while the sender takes its Base64',
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
