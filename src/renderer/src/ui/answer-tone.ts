export interface AnswerTone {
  readonly status: 'quiet' | 'bad'
  /** `warn` from half of the deadline on, `bad` when it has passed. */
  readonly time: 'quiet' | 'warn' | 'bad'
}

/** How loud an answer is shown: 4xx and 5xx, and the time against the provider's documented deadline. */
export function answerTone(answer: { status: number; ms: number }, deadlineMs: number | null): AnswerTone {
  const late = deadlineMs !== null && answer.ms >= deadlineMs
  const near = deadlineMs !== null && answer.ms > deadlineMs / 2
  return { status: answer.status >= 400 || late ? 'bad' : 'quiet', time: late ? 'bad' : near ? 'warn' : 'quiet' }
}
