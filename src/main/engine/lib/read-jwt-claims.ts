/** The claims of a compact JWT (RFC 7515, 7.1) as JSON text, unverified; null where the text is none. */
export function readJwtClaims(text: string): string | null {
  // A header is a JSON object, which in Base64 starts with "eyJ".
  const claims = /^\s*eyJ[\w-]*\.(?<claims>[\w-]+)\.[\w-]*\s*$/.exec(text)?.groups?.claims
  return claims === undefined ? null : Buffer.from(claims, 'base64url').toString('utf8')
}
