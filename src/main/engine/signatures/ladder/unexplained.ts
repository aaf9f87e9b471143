import { type Finding, finding } from './found.ts'
import type { Search } from './search.ts'
import type { Subject } from './subject.ts'

/** What is left to say when nothing matched: what is visible, or what was ruled out. */
export function unexplained(subject: Subject, result: Search): Finding {
  const { reason, detail } = subject.verification
  if (reason !== 'signature-mismatch' && reason !== 'signature-matches')
    return finding({ cause: reason as Finding['cause'], sentence: reason, evidence: detail ?? '', advice: '' })
  return finding({
    cause: 'no-match',
    proven: false,
    sentence: 'Nothing that was tried fits: the body was altered, or the secret is another one.',
    evidence: `${result.candidates} recomputations did not match.`,
    advice: 'Compare the secret with the one at the sender.',
  })
}
