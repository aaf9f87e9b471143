import type { DeliveryDetail } from '../model/delivery.ts'
import { appliedRuleSentence } from './rule-sentence.ts'
import { formatDuration } from './units.ts'

type AnsweredDelivery = Pick<DeliveryDetail, 'answer' | 'deadlineMs' | 'aborted' | 'handshake'> &
  Partial<Pick<DeliveryDetail, 'appliedRule' | 'attempt' | 'unanswered' | 'imported'>>

/** What the provider got as an answer, by which rule, and when against its deadline. */
export function answerSentence(delivery: AnsweredDelivery): string {
  const { answer, deadlineMs, appliedRule, attempt = 1, unanswered } = delivery
  if (appliedRule) {
    const decided = appliedRuleSentence({ rule: appliedRule, status: answer?.status ?? null, unanswered, attempt })
    return answer ? `${decided} After ${formatDuration(answer.ms)}${againstDeadline(answer.ms, deadlineMs)}.` : decided
  }
  if (!answer && delivery.imported) return 'None: it was imported, and so was neither answered nor forwarded.'
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
