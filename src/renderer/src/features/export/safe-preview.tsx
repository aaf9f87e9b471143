import type { SafeOptions } from '#shared/model/safe-export.ts'

interface SafePreviewProps {
  /** At most 20. */
  readonly ids: readonly string[]
  readonly value: SafeOptions
  readonly onChange: (value: SafeOptions) => void
}

/** What would be replaced in these deliveries. */
export function SafePreview(_props: SafePreviewProps) {
  return <p className="text-12 text-ink-3">There is no preview yet.</p>
}
