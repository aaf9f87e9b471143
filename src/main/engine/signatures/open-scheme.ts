import type { SchemeRef } from '#shared/model/verification.ts'
import type { SchemeRegistry } from './registry.ts'
import type { SignatureScheme } from './signature-scheme.ts'

/** A scheme with its parameters, parsed. */
export interface OpenScheme {
  readonly scheme: SignatureScheme
  readonly params: unknown
}

const opened = new WeakMap<SchemeRef, OpenScheme>()

/** Or what is wrong with the reference, as one clause. Parsed once per reference: packs and recipes are never changed in place. */
export function openScheme(ref: SchemeRef, registry: SchemeRegistry): OpenScheme | { readonly problem: string } {
  const known = opened.get(ref)
  if (known) return known
  const scheme = registry.get(ref.scheme)
  if (!scheme) return { problem: `there is no signature scheme “${ref.scheme}”` }
  const parsed = scheme.params.safeParse(ref.params)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return { problem: `${issue?.path.join('.') || 'parameters'}: ${issue?.message ?? 'not as the scheme needs them'}` }
  }
  const open = { scheme, params: parsed.data }
  opened.set(ref, open)
  return open
}
