import type { StopSignal } from '#shared/api/contract-types.ts'
import type { DeliveryFacts } from '#shared/model/delivery.ts'
import type { Verification } from '#shared/model/verification.ts'
import { createSignal } from '../lib/signal.ts'
import { createWakeUp } from '../lib/wake-up.ts'

export interface Notice {
  readonly kind: 'verification-failed'
  readonly title: string
  readonly body: string
  readonly deliveryId: string
}

/** Things worth a desktop notification. */
export interface Notices {
  /** Does the user want to be told now? */
  wanted(): boolean
  verificationFailed(id: string, endpointName: string, what: { facts: DeliveryFacts; verification: Verification }): void
  watch(stop: StopSignal): AsyncGenerator<Notice>
}

/** At most this many wait for a slow window; the newest are kept. */
const keep = 20

/** `wanted` is asked at each notice: it follows the setting. */
export function createNotices(wanted: () => boolean): Notices {
  const signal = createSignal<Notice>()
  return {
    wanted,
    verificationFailed(deliveryId, endpointName, { facts, verification }) {
      const event = facts.eventType ?? 'A delivery'
      signal.emit({
        kind: 'verification-failed',
        title: `${endpointName}: verification failed`,
        body: `${event}: ${plainText(verification.cause?.sentence ?? verification.detail ?? verification.reason)}`,
        deliveryId,
      })
    },
    async *watch(stop) {
      let waiting: Notice[] = []
      const bell = createWakeUp(stop)
      const unsubscribe = signal.subscribe((notice) => {
        waiting = [...waiting, notice].slice(-keep)
        bell.ring()
      })
      try {
        while (await bell.wait()) {
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

/** Backticks mark code in sentences; a notification shows plain text. */
const plainText = (sentence: string) => sentence.replaceAll('`', '')
