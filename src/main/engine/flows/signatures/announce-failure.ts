import type { Verification } from '#shared/model/verification.ts'
import type { Examined } from '../examine-delivery.ts'
import type { Notices } from '../notices.ts'
import type { FailureExplainer } from './explain-failures.ts'

/** So long a notice waits for the cause, milliseconds: with it, it says what to do. */
const patienceMs = 400

export type AnnounceFailure = (id: string, endpointName: string, what: Pick<Examined, 'facts' | 'verification'>) => void

/** Has a failed signature explained in the background and tells the user, with the cause where it is known in time. */
export function createFailureAnnouncer(explainer: FailureExplainer, notices: Notices): AnnounceFailure {
  return (id, endpointName, { facts, verification }) => {
    const explained = explainer.explainLater(id)
    if (!notices.wanted()) return
    void soon(explained).then((cause) => {
      const known = cause ? { ...verification, cause } : verification
      notices.verificationFailed(id, endpointName, { facts, verification: known })
    })
  }
}

async function soon(cause: Promise<Verification['cause'] | null>): Promise<Verification['cause'] | null> {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<null>((resolve) => {
    timer = setTimeout(resolve, patienceMs, null)
  })
  try {
    return await Promise.race([cause, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
