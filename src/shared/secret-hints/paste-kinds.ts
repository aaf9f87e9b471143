/** Something that is often pasted in the place of a signing secret. */
interface PasteKind {
  /** Completes "This looks like …". */
  readonly words: string
  readonly looks: RegExp
  /** Words of what is wanted to which it is the right thing. */
  readonly fits: RegExp
  /** Signs nothing at any provider. */
  readonly neverASecret: boolean
  /** Where users think the secret up themselves, it may look so. */
  readonly mayBeChosen: boolean
}

const nothing = /(?!)/

/** Nothing at all, or what stands in a dashboard in place of a secret. Never a key: everybody knows it. */
export const isPlaceholder = (value: string): boolean => /^\s*(?:whsec_|wsec_)?[•●*…\s]*$/.test(value)

/** The first that fits counts. Prefixes are as the providers document their keys and ids. */
const kinds: readonly PasteKind[] = [
  { words: 'a URL', looks: /^(https?|wss?):\/\//i, fits: nothing, neverASecret: true, mayBeChosen: true },
  {
    words: 'a private key',
    looks: /^-----BEGIN [A-Z ]*PRIVATE KEY|^whsk_/,
    fits: nothing,
    neverASecret: true,
    mayBeChosen: false,
  },
  { words: 'a certificate', looks: /^-----BEGIN CERTIFICATE/, fits: nothing, neverASecret: true, mayBeChosen: false },
  {
    words: 'a public key',
    looks: /^-----BEGIN [A-Z ]*PUBLIC KEY|^whpk_|^MCowBQYDK2VwAyEA|^MII[A-Za-z0-9+/]{200}/,
    fits: /public key/i,
    neverASecret: false,
    mayBeChosen: false,
  },
  {
    words: 'a signed token (JWT)',
    looks: /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/,
    fits: /token/i,
    neverASecret: false,
    mayBeChosen: false,
  },
  {
    words: 'an API key',
    looks:
      /^(sk|pk|rk)_(live|test)_|^(sk|pk|rk)-[A-Za-z0-9]|^(ghp|gho|ghu|ghs|ghr)_|^github_pat_|^xox[abprs]-|^xapp-|^shp(at|ca|pa|ua)_|^AKIA[A-Z0-9]{16}$|^KEY0[0-9A-F]{10}|^(api[-_]?key|key)[-_][A-Za-z0-9]{8}/i,
    fits: /API (key|secret)|access token/i,
    neverASecret: false,
    mayBeChosen: true,
  },
  {
    words: 'an id',
    looks:
      /^(AC|SK|AP|MG|VA|PN)[0-9a-f]{32}$|^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$|^(acct|we|evt|ep|app|msg|org)_[A-Za-z0-9]{8,}$|^\d{4,}$/i,
    fits: /\bid\b|token|that you set|user:password|field key/i,
    neverASecret: false,
    mayBeChosen: true,
  },
  {
    words: 'an e-mail address',
    looks: /^[^\s@:]+@[^\s@]+\.[a-z]{2,}$/i,
    fits: /user:password/,
    neverASecret: true,
    mayBeChosen: true,
  },
]

/** What a pasted text is by its looks, null where it may well be a secret. */
export const kindOfPaste = (value: string): PasteKind | null => kinds.find(({ looks }) => looks.test(value)) ?? null
