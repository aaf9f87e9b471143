import type { ConformanceState } from '#shared/model/conformance.ts'
import { Badge, type Tone } from './badge.tsx'

export const conformanceTone: Readonly<Record<ConformanceState, Tone>> = {
  conforms: 'ok',
  differs: 'warn',
  'no-schema': 'none',
  'not-json': 'warn',
}

interface ConformanceBadgeProps {
  readonly state: ConformanceState
  /** Number of issues, said where the payload differs. */
  readonly issues: number
  readonly title?: string
}

export function ConformanceBadge({ state, issues, title }: ConformanceBadgeProps) {
  return (
    <Badge glyph={state} tone={conformanceTone[state]} title={title}>
      {state === 'differs' ? `differs ${issues > 999 ? '999+' : issues}` : state}
    </Badge>
  )
}
