/** Share of the provider's deadline from which an answer is near it. */
export const nearDeadline = 0.8

export type DeadlineState = 'in-time' | 'near' | 'late'

/** How a time to the answer stands to the provider's deadline, both in milliseconds; null where that is not documented. */
export function againstDeadline(ms: number, deadlineMs: number | null): DeadlineState | null {
  if (deadlineMs === null) return null
  if (ms > deadlineMs) return 'late'
  return ms >= deadlineMs * nearDeadline ? 'near' : 'in-time'
}
