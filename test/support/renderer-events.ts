import type { DeliveryDetail, DeliveryRow } from '#shared/model/delivery.ts'

const eventOf = ({ id, facts }: DeliveryDetail) => facts.eventId ?? id

/** The attempts of each event, in order of arrival; an event is named by its id, else by its only delivery. */
function byEvent(deliveries: readonly DeliveryDetail[]): Map<string, DeliveryDetail[]> {
  return Map.groupBy(
    deliveries.toSorted((a, b) => a.seq - b.seq),
    eventOf,
  )
}

/** One row for each event of which an attempt fits, oldest first, as the engine's lists of events have them. */
export function eventRows(
  deliveries: readonly DeliveryDetail[],
  fits: (each: DeliveryDetail) => boolean,
): DeliveryRow[] {
  return [...byEvent(deliveries).values()]
    .filter((attempts) => attempts.some(fits))
    .map((attempts) => {
      const [first, last] = [attempts[0]!, attempts.at(-1)!]
      const event = { attempts: attempts.length, lastSeq: last.seq, lastAt: last.receivedAt }
      return { ...last, attempt: attempts.length, seq: first.seq, receivedAt: first.receivedAt, event }
    })
}

/** The attempts of the event that a delivery belongs to, numbered. */
export function attemptsOf(deliveries: readonly DeliveryDetail[], seq: number): { rows: DeliveryRow[]; total: number } {
  const of = deliveries.find((each) => each.seq === seq)
  const attempts = of === undefined ? [] : (byEvent(deliveries).get(eventOf(of)) ?? [])
  const rows = attempts.map((each, index) => {
    const since = index === 0 ? {} : { sinceAttemptMs: each.receivedAt - attempts[index - 1]!.receivedAt }
    return { ...each, attempt: index + 1, ...since }
  })
  return { rows, total: rows.length }
}
