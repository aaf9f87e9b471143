import type { PackSignature, ProviderManifest } from '#shared/model/provider-pack.ts'
import type { SafeRule } from '#shared/model/safe-export.ts'
import type { SchemeRef } from '#shared/model/verification.ts'

/** What a delivery is made safe by, and signed again: plain data, which travels with it. */
export interface ExportSigning {
  readonly signature: PackSignature | null
  readonly recipe: SchemeRef | null
  /** What the pack says of personal data. */
  readonly privacy: readonly SafeRule[]
}

/** `manifest`: of the delivery's provider, null where that is not known. The event type is never personal. */
export function signingForExport(
  manifest: ProviderManifest | null,
  { signature, recipe }: Pick<ExportSigning, 'signature' | 'recipe'>,
): ExportSigning {
  const eventType = manifest?.eventType
  const typeAt = eventType && 'body' in eventType ? [{ path: eventType.body, as: 'keep' as const }] : []
  return { signature, recipe, privacy: [...typeAt, ...(manifest?.privacy ?? [])] }
}
