import type { SignatureScheme } from './signature-scheme.ts'

/** Schemes by id. */
export type SchemeRegistry = ReadonlyMap<string, SignatureScheme>

/** Throws where two schemes have the same id. */
export function registryOf(schemes: readonly SignatureScheme[]): SchemeRegistry {
  const registry = new Map<string, SignatureScheme>()
  for (const scheme of schemes) {
    if (registry.has(scheme.id)) throw new Error(`two signature schemes are called “${scheme.id}”`)
    registry.set(scheme.id, scheme)
  }
  return registry
}

const files = import.meta.glob<SignatureScheme>('./schemes/*.ts', { eager: true, import: 'default' })

/** Every scheme in `schemes/`. */
export const schemeRegistry: SchemeRegistry = registryOf(Object.values(files))
