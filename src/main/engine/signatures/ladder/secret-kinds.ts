import { verifyingKey } from '../lib/public-key.ts'
import type { SchemeDescription } from '../signature-scheme.ts'

interface Kind {
  readonly words: string
  readonly pattern: RegExp
}

/** Things that are pasted in place of a signing secret, by their documented shapes; none of these is ever one. */
const kinds: readonly Kind[] = [
  { words: 'a Stripe API key', pattern: /^(sk|rk|pk)_(live|test)_/ },
  { words: 'the id of a webhook endpoint', pattern: /^(we|ep|wh|webhook|hook)_[A-Za-z0-9]{8,}$/ },
  { words: 'the id of an account', pattern: /^acct_[A-Za-z0-9]+$/ },
  { words: 'an id', pattern: /^(agent|call|org|user|app|evt|msg|cus|workspace|conv|phone)_[A-Za-z0-9]{6,}$/ },
  { words: 'a GitHub access token', pattern: /^(gh[pousr]_|github_pat_)/ },
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
  { words: 'a JSON Web Token', pattern: /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/ },
  { words: 'a URL', pattern: /^https?:\/\//i },
  { words: 'an e-mail address', pattern: /^[^\s@]+@[^\s@]+\.[a-z]{2,}$/i },
  { words: 'a certificate', pattern: /^\s*-----BEGIN CERTIFICATE/ },
]
/** Public keys as DER in Base64: Ed25519, RSA, elliptic curves (RFC 5280). */
const der = /^(MCowBQYDK2V|MIIBI|MIICI|MFkwEw|MIGf)[A-Za-z0-9+/=]{30,}$/
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i
const pem = /^\s*-----BEGIN [A-Z ]*(PUBLIC|PRIVATE) KEY/
const signingPrefix = /^(whsec_|wsec_)/

/** What a secret evidently is in place of the key that the scheme needs; null where it may well be the right sort. */
export function wrongKind(value: string, { keyKind, secretHint, covers }: SchemeDescription): string | null {
  const text = value.trim()
  const kind = kinds.find(({ pattern }) => pattern.test(text))
  if (keyKind === 'public-key') {
    if (verifyingKey(text)) return null
    return kind?.words ?? (signingPrefix.test(text) ? 'a shared signing secret' : 'not a public key')
  }
  // A presented secret can be anything that the user has chosen.
  if (covers.extent === 'nothing') return null
  if (pem.test(text)) return text.includes('PRIVATE') ? 'a private key' : 'a public key'
  if (der.test(text)) return 'a public key'
  if (uuid.test(text) && /base64/i.test(secretHint)) return 'an id'
  if (/^whpk_/.test(text) && !secretHint.includes('whpk_')) return 'a public key'
  return /\bapi key\b/i.test(secretHint) && kind?.words.endsWith('API key') ? null : (kind?.words ?? null)
}
