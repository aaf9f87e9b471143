/**
 * Names of headers and query parameters that carry a credential itself. Signatures stay: they are worthless without the
 * secret, and a fixture needs them.
 */
const credential =
  /^(?:cookie|set-cookie)$|(?:^|[-_.])(?:authorization|api[-_]?key|access[-_]?key|auth|secret|token|password|passwd|credentials?)(?:[-_.]|$)/i
const signature = /signature|hmac|digest/i

/** Does a header or query parameter of this name carry a credential? `X-Api-Key` does, `X-Signature-Token` does not. */
export function isCredential(name: string): boolean {
  const words = name.replaceAll(/([a-z])([A-Z])/g, '$1-$2').replaceAll(/([A-Z])([A-Z][a-z])/g, '$1-$2')
  return credential.test(words) && !signature.test(words)
}
