import type { StopSignal } from '#shared/api/contract-types.ts'
import type { DeliveryFacts } from '#shared/model/delivery.ts'
import type { Verification } from '#shared/model/verification.ts'
import { plain } from '#shared/sentences/plain-text.ts'
import { createAutoResetEvent } from '../lib/auto-reset-event.ts'
import { createSignal } from '../lib/signal.ts'
import type { Log } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import type { FailureExplainer } from './explain.ts'

export interface Notice {
  readonly kind: 'verification-failed'
  readonly title: string
  readonly body: string
  readonly deliveryId: string
}

/** Things worth a desktop notification. */
export interface Notices {
  verificationFailed(id: string, endpointName: string, what: { facts: DeliveryFacts; verification: Verification }): void
  watch(stop: StopSignal): AsyncGenerator<Notice>
}

/** At most this many wait for a slow window; the newest are kept. */
const maxWaiting = 20

export function createNotices(log: Log): Notices {
  const signal = createSignal<Notice>((error) => log.error('a notice was not shown', { error: String(error) }))
  return {
    verificationFailed(deliveryId, endpointName, { facts, verification }) {
      const event = facts.eventType ?? 'A delivery'
      signal.emit({
        kind: 'verification-failed',
        title: `${endpointName}: verification failed`,
        body: `${event}: ${plain(verification.cause?.sentence ?? verification.detail ?? verification.reason)}`,
        deliveryId,
      })
    },
    async *watch(stop) {
      let waiting: Notice[] = []
      const wake = createAutoResetEvent(stop)
      const unsubscribe = signal.subscribe((notice) => {
        waiting = [...waiting, notice].slice(-maxWaiting)
        wake.set()
      })
      try {
        while (await wake.wait()) {
          const notices = waiting
          waiting = []
          yield* notices
        }
      } finally {
        unsubscribe()
      }
    },
  }
}

interface AnnouncerParts {
  readonly explainer: FailureExplainer
  readonly notices: Notices
  readonly views: Views
  readonly endpointName: (endpointId: string) => string
  /** Does the user want to be told now? */
  readonly wanted: () => boolean
  readonly log: Log
}

/** So long a notice waits for the cause, milliseconds: with it, it says what to do. */
const patienceMs = 400
/** With more failures than this waiting for their cause, single ones are no news. */
const calm = 10

/** Has failed signatures explained in the background and tells the user, with the cause where it is known in time. */
export function createFailureAnnouncer(parts: AnnouncerParts): (ids: readonly string[]) => void {
  const { explainer, notices, views } = parts

  async function announce(id: string, explained: Promise<unknown>): Promise<void> {
    await Promise.race([explained, new Promise((resolve) => setTimeout(resolve, patienceMs).unref())])
    const { endpointId, facts, verdict } = await views.read.detail(id)
    if (verdict.state === 'failed')
      notices.verificationFailed(id, parts.endpointName(endpointId), { facts, verification: verdict })
  }

  return (ids) => {
    for (const id of ids) {
      const explained = explainer.explainLater(id)
      if (!parts.wanted() || explainer.waiting() > calm) continue
      announce(id, explained).catch((error: unknown) =>
        parts.log.warn('a failed signature was not announced', { delivery: id, error: String(error) }),
      )
    }
  }
}
