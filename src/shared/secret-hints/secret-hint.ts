import { isPlaceholder, kindOfPaste } from './paste-kinds.ts'

/** What is known of the secret that is wanted. */
export interface WantedSecret {
  /** What to paste in the pack's words, e.g. "whsec_ followed by Base64"; null where that is not known. */
  readonly hint: string | null
  /** The provider issues it, or fixes its form. Otherwise users may have chosen it, and it may look like anything. */
  readonly issued: boolean
}

const environment = /^env:(.*)$/s
const variableName = /^[A-Za-z_][A-Za-z0-9_]*$/

/**
 * What looks wrong about a pasted secret, as one sentence; null where nothing does. It may still be right: this only warns,
 * and names what was found, what is wanted, and how to put it right.
 */
export function secretHint(value: string, wanted: WantedSecret): string | null {
  if (value === '') return null
  const name = environment.exec(value)?.[1]
  if (name !== undefined)
    return variableName.test(name)
      ? null
      : 'After env: comes the name of an environment variable, such as env:MY_SECRET.'
  return (
    nothing(value) ??
    wrapped(value) ??
    wrongKind(value.trim(), wanted) ??
    wrongForm(value, wanted) ??
    short(value, wanted.hint)
  )
}

/** It is refused when it is saved. */
function nothing(value: string): string | null {
  if (!isPlaceholder(value)) return null
  return /[•●*…]/.test(value)
    ? 'This is masked: copy the secret where the provider shows it in full.'
    : 'There is no secret in this.'
}

/** Bytes; keys of fewer can be guessed from one signature. */
const safeKey = 16

function short(value: string, hint: string | null): string | null {
  // What is sent as it is may be a short word on purpose.
  if (hint === null || /user:password|public key|that you set|as set |token/i.test(hint)) return null
  const rest = value.replace(/^whsec_/, '')
  const size = /Base64/.test(hint) ? Math.floor((rest.replace(/=+$/, '').length * 3) / 4) : value.length
  if (size >= safeKey) return null
  return `This is a key of only ${size} byte${size === 1 ? '' : 's'}: check that all of it was copied. A short key can be guessed.`
}

/** Something is around the secret that would become part of it. */
function wrapped(value: string): string | null {
  if (/[•●*]{4,}|^\*+$/.test(value)) return 'This is masked: copy the secret where the provider shows it in full.'
  if (/-----BEGIN/.test(value)) return null
  if (/[\r\n]/.test(value)) return 'There is a line break in it: check that only the secret was copied.'
  if (/\u200b|\u200c|\u200d|\u2060|\ufeff|\u00a0/.test(value))
    return 'There is a character in it that cannot be seen: type the secret over, or copy it from another place.'
  if (value !== value.trim()) return 'There is whitespace around it, which would become part of the secret.'
  if (/^(["'`]).*\1$|^[“‘].*[”’]$/.test(value)) return 'It is in quotes, which would be part of the secret.'
  if (/^(Bearer|Basic)\s/i.test(value))
    return `Leave out the word ${value.split(/\s/)[0]}: it is not part of the secret.`
  const variable = /^(?:export\s+)?([A-Z][A-Z0-9_]{2,})=(?=.)/.exec(value)?.[1]
  if (variable) return `Leave out “${variable}=”: only what comes after it is the secret.`
  return null
}

function wrongKind(value: string, { hint, issued }: WantedSecret): string | null {
  const kind = kindOfPaste(value)
  if (!kind || (hint !== null && kind.fits.test(hint))) return null
  if (hint !== null && !issued && kind.mayBeChosen) return null
  // A public key is what an unknown scheme may well need.
  if (hint === null && !kind.neverASecret) return null
  return `This looks like ${kind.words}${hint ? `; needed here: ${hint}` : ', not like a signing secret'}.`
}

/** The right kind, perhaps, but not written as it has to be. */
function wrongForm(value: string, { hint, issued }: WantedSecret): string | null {
  if (hint === null) return null
  const rest = value.replace(/^whsec_/, '')
  if (/public key/i.test(hint) && !/whsec_/.test(hint))
    return looksLikeKey(value) ? null : `This does not look like a public key; needed here: ${hint}.`
  if (/whsec_/.test(hint)) {
    if (/Base64/.test(hint))
      return isBase64(rest) ? null : `What comes after whsec_ is not Base64; needed here: ${hint}.`
    return value.startsWith('whsec_') ? null : `It does not begin with whsec_; needed here: ${hint}.`
  }
  if (issued && value.startsWith('whsec_'))
    return `It begins with whsec_, as secrets of other providers do; needed here: ${hint}.`
  if (/Base64/.test(hint) && !isBase64(value)) return `This is not Base64; needed here: ${hint}.`
  if (/user:password/.test(hint) && !value.includes(':'))
    return 'User name and password are joined by a colon: user:password.'
  return null
}

const looksLikeKey = (value: string) =>
  /^(-----BEGIN|whpk_|MC|MI|[0-9a-f]{64}$)/.test(value) || (isBase64(value) && value.length === 44)

const isBase64 = (text: string) => text.length >= 8 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(text)
