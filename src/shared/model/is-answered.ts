// Apart from the row's schema, because commands that only ask a host load no schema.
import type { DeliveryRow } from './delivery.ts'

/** Nothing of its answer is still to come: there is one, or there never will be. */
export const isAnswered = ({ answer, unanswered, aborted }: DeliveryRow): boolean =>
  answer !== null || unanswered !== undefined || aborted

/** Judged and answered: nothing is still to come but a cause, or a replay. */
export const isSettled = (row: DeliveryRow): boolean => row.verification.state !== 'checking' && isAnswered(row)
