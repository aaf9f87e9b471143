import type { StopSignal } from '#shared/api/contract-types.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { createAutoResetEvent, pause } from '../lib/auto-reset-event.ts'
import type { FoundCause } from '../log/entries.ts'
import type { Clock } from '../ports.ts'
import type { Views } from '../reading/views.ts'

type Source = Pick<Views, 'read' | 'changes'>

const pageSize = 100
/** So long a delivery waits for its answer's status and time, milliseconds. */
const patienceMs = 300
const lookMs = 15

/** May its answer still come? Where the clock was set back meanwhile, nobody waits until it has caught up. */
function isUnanswered({ answer, aborted, unanswered, receivedAt }: DeliveryRow, now: number): boolean {
  const age = now - receivedAt
  return answer === null && !aborted && !unanswered && age >= 0 && age < patienceMs
}

/**
 * Every delivery that is stored after `after`, in order, as soon as it is answered; until stopped. It reads when the last
 * one was taken, so a slow reader costs no memory.
 */
export async function* arrivals(
  views: Source,
  clock: Clock,
  after: number,
  stop: StopSignal,
): AsyncGenerator<DeliveryRow> {
  const wake = createAutoResetEvent(stop)
  const unsubscribe = views.changes.subscribe(() => wake.set())
  let last = after
  try {
    wake.set()
    while (await wake.wait()) {
      const rows = await views.read.page({ query: '', after: last, order: 'oldest', limit: pageSize }, clock.now())
      for (const row of rows) {
        if (isUnanswered(row, clock.now())) {
          // The ones behind it wait as well: they are told in the order of arrival.
          await pause(lookMs, stop)
          wake.set()
          break
        }
        last = row.seq
        // Read from a file: it did not arrive.
        if (row.imported) continue
        yield row
      }
      if (rows.length === pageSize) wake.set()
    }
  } finally {
    unsubscribe()
  }
}

export interface DeliveryCause {
  /** Of the entry that says so: where to go on after a break. */
  readonly seq: number
  readonly deliveryId: string
  readonly deliverySeq: number
  readonly cause: FoundCause
}

/** Why signatures do not hold, as it is found after the log's entry `after`; each once, and after the delivery's arrival. */
export async function* causes(
  views: Source,
  idOf: (seq: number) => string,
  after: number,
  stop: StopSignal,
): AsyncGenerator<DeliveryCause> {
  const wake = createAutoResetEvent(stop)
  const unsubscribe = views.changes.subscribe(() => wake.set())
  let mark = after
  try {
    wake.set()
    while (await wake.wait()) {
      // Its arrival is told when the answer is known, in the same moment.
      if (!(await pause(2 * lookMs, stop))) return
      const { causes, through } = await views.read.causes(mark, pageSize)
      for (const { seq, about, cause } of causes) yield { seq, deliveryId: idOf(about), deliverySeq: about, cause }
      mark = through
      if (causes.length > 0) wake.set()
    }
  } finally {
    unsubscribe()
  }
}
