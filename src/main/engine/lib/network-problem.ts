/** What kind of trouble a connection had. */
export type NetworkProblemCode = 'refused' | 'dns' | 'tls' | 'timeout' | 'reset' | 'unreachable' | 'protocol' | 'other'

export interface NetworkProblem {
  readonly code: NetworkProblemCode
  /** What happened, one clause that names the address; without what to do. */
  readonly what: string
}

const certificateProblems: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'comes from an authority that this machine does not trust',
  UNABLE_TO_GET_ISSUER_CERT: 'comes from an authority that this machine does not trust',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'comes from an authority that this machine does not trust',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'comes from an authority that this machine does not trust',
  CERT_HAS_EXPIRED: 'has expired',
  CERT_NOT_YET_VALID: 'is not valid yet',
  CERT_REVOKED: 'was revoked',
  ERR_TLS_CERT_ALTNAME_INVALID: 'is for another name',
}

const unreachable = new Set(['EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN', 'ENETDOWN', 'EADDRNOTAVAIL'])

/** Code of a Node error; where several addresses were tried, that of the first. */
export function errorCode(error: unknown): string {
  if (!(error instanceof Error)) return ''
  if ('code' in error && typeof error.code === 'string') return error.code
  return error instanceof AggregateError ? errorCode(error.errors[0]) : ''
}

/** Puts an error of a socket or HTTP client into words; `address` is host:port. */
export function networkProblem(error: unknown, address: string): NetworkProblem {
  const code = errorCode(error)
  if (code === 'ECONNREFUSED') return { code: 'refused', what: `nothing listens on ${address}` }
  if (code === 'ENOTFOUND') return { code: 'dns', what: `the host name in ${address} is not known` }
  if (code === 'EAI_AGAIN')
    return { code: 'dns', what: `the host name in ${address} cannot be looked up at the moment` }
  if (code === 'ETIMEDOUT') return { code: 'timeout', what: `${address} did not answer in time` }
  if (code === 'ECONNRESET' || code === 'EPIPE') return { code: 'reset', what: `${address} closed the connection` }
  if (unreachable.has(code)) return { code: 'unreachable', what: `there is no way to ${address}` }
  const certificate = certificateProblems[code]
  if (certificate !== undefined) return { code: 'tls', what: `the certificate of ${address} ${certificate}` }
  if (/^(EPROTO|ERR_SSL_|ERR_TLS_|CERT_|UNABLE_TO_)/.test(code)) {
    return { code: 'tls', what: `the TLS handshake with ${address} failed (${code})` }
  }
  if (code.startsWith('HPE_')) return { code: 'protocol', what: `${address} did not answer with valid HTTP (${code})` }
  return { code: 'other', what: `${address}: ${error instanceof Error ? error.message : String(error)}` }
}
