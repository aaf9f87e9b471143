import { z } from 'zod'
import type { AppClient } from '#shared/api/contract.ts'
import type { DeliveryRow, Summary } from '#shared/model/delivery.ts'
import { plural } from '#shared/sentences/units.ts'
import { readEndpoints } from '../api/client-reads.ts'
import { shown, shownLine } from './untrusted.ts'

/** A delivery in a list, as tools give it. */
export const RowOut = z.object({
  id: z.string(),
  received_at: z.string().describe('ISO 8601, UTC'),
  endpoint: z.string(),
  provider: z.string().nullable(),
  method: z.string(),
  size_bytes: z.number(),
  signature: z.object({ state: z.string(), reason: z.string() }),
  schema: z.object({ state: z.string(), differences: z.number() }),
  answer: z.object({ status: z.number(), after_ms: z.number() }).nullable().describe('null: none was given (yet)'),
  deadline_ms: z.number().nullable().describe('how long the provider waits; null: not documented'),
  attempt: z.number(),
  replays: z.number(),
  sample: z.boolean().describe('sent by Switchhook itself'),
  untrusted: z.object({
    event_type: z.string().nullable(),
    about: z.string(),
    cause: z.string().nullable().describe('why the signature failed'),
  }),
})
export type RowOut = z.infer<typeof RowOut>

/** Names of endpoints by id, for rows. */
export async function endpointNames(client: AppClient): Promise<ReadonlyMap<string, string>> {
  return new Map((await readEndpoints(client)).map(({ id, name }) => [id, name]))
}

/** A delivery of a list, as tools give it. `names` are those of the endpoints, by id. */
export function rowOut(row: DeliveryRow, names: ReadonlyMap<string, string>): RowOut {
  const { verification, conformance, answer, eventType } = row
  return {
    id: row.id,
    received_at: new Date(row.receivedAt).toISOString(),
    endpoint: names.get(row.endpointId) ?? row.endpointId,
    provider: row.provider,
    method: row.method,
    size_bytes: row.size,
    signature: { state: verification.state, reason: verification.reason },
    schema: { state: conformance.state, differences: conformance.issues },
    answer: answer && { status: answer.status, after_ms: Math.round(answer.ms) },
    deadline_ms: row.deadlineMs,
    attempt: row.attempt,
    replays: row.replays,
    sample: row.sample,
    untrusted: {
      event_type: eventType && shown(eventType, 200),
      about: aboutOf(row.summary),
      cause: verification.cause === undefined ? null : shown(verification.cause, 300),
    },
  }
}

const aboutOf = ({ who, text }: Summary): string => shown([who, text].filter(Boolean).join(' '), 200)

/** One line for each delivery; all of it may hold what came from outside. */
export function rowLines(rows: readonly RowOut[]): string {
  return rows
    .map((row) => {
      const { event_type, about, cause } = row.untrusted
      const answer = row.answer === null ? 'no answer' : `${row.answer.status} after ${row.answer.after_ms} ms`
      const signature =
        row.signature.state === 'verified' ? 'verified' : `${row.signature.state} (${row.signature.reason})`
      return [
        row.id,
        row.received_at,
        row.endpoint,
        row.provider ?? 'no provider',
        shownLine(event_type ?? row.method, 100),
        signature,
        row.schema.state === 'differs' ? `differs in ${plural(row.schema.differences, 'place')}` : row.schema.state,
        answer,
        ...(row.attempt > 1 ? [`attempt ${row.attempt}`] : []),
        ...(row.sample ? ['sample'] : []),
        ...(about === '' ? [] : [shownLine(about, 120)]),
        ...(cause === null ? [] : [shownLine(cause, 200)]),
      ].join(' | ')
    })
    .join('\n')
}
