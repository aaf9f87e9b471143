import type { DeliveryRow } from '../model/delivery.ts'
import { formatDuration } from './units.ts'

/** One line: what the provider got as an answer, and when against its deadline. */
export function answerSentence(delivery: Pick<DeliveryRow, 'answer' | 'deadlineMs' | 'aborted' | 'handshake'>): string {
  const { answer, deadlineMs } = delivery
  if (!answer) {
    return delivery.aborted ? 'No answer: the sender disconnected before the whole body had arrived.' : 'No answer yet.'
  }
  const what = delivery.handshake ? `${answer.status} to a setup request (${delivery.handshake})` : `${answer.status}`
  return `${what} after ${formatDuration(answer.ms)}${againstDeadline(answer.ms, deadlineMs)}.`
}

function againstDeadline(ms: number, deadlineMs: number | null): string {
  if (deadlineMs === null) return '; the provider’s deadline is not documented'
  if (ms <= deadlineMs) return `, ${formatDuration(deadlineMs - ms)} before the deadline`
  return `, ${formatDuration(ms - deadlineMs)} after the deadline of ${formatDuration(deadlineMs)}`
}
