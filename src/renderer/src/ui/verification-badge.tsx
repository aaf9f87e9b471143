import type { VerificationState } from '#shared/model/verification.ts'
import { Badge, type Tone } from './badge.tsx'

export const verificationTone: Readonly<Record<VerificationState, Tone>> = {
  verified: 'ok',
  failed: 'bad',
  unsigned: 'none',
  unverifiable: 'none',
}

export function VerificationBadge({ state, title }: { state: VerificationState; title?: string }) {
  return (
    <Badge glyph={state} tone={verificationTone[state]} title={title}>
      {state}
    </Badge>
  )
}
