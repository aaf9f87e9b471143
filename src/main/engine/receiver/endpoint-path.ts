/** The parts of a request target that decide where a request belongs. Nothing is decoded. */
export interface TargetParts {
  /** Authority of an absolute-form target, else null. */
  readonly authority: string | null
  /** From the first slash on: path and query. Null for `*`, `host:port` and an absolute form without a path. */
  readonly path: string | null
}

/** Splits a request target: origin-form, or absolute-form, which servers must accept too (RFC 9112, 3.2.2). */
export function targetParts(target: string): TargetParts {
  if (target.startsWith('/')) return { authority: null, path: target }
  const [, authority, path] = /^https?:\/\/([^/?#]+)(\/.*)?$/is.exec(target) ?? []
  return { authority: authority ?? null, path: path ?? null }
}

/**
 * The token in `/in/<token>` and everything below it, exactly as sent, or null for any other target. Not percent-decoded:
 * a token has one spelling only.
 */
export function endpointToken(target: string): string | null {
  const { path } = targetParts(target)
  return /^\/in\/([^/?#]+)(?:[/?#]|$)/.exec(path ?? '')?.[1] ?? null
}
