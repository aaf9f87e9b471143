import { nearDeadline } from '#shared/attempts/deadline.ts'
import type { DeliveryDetail, DeliveryRow } from '#shared/model/delivery.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import type { Condition, DeliveryFlag, TextField } from '#shared/query/query.ts'

/** Does a row fit a query? All of the language that can be told from a row; the engine's own is tested with the store. */
export function fitsQuery(row: DeliveryRow, query: string): boolean {
  return parseQuery(query, 0).terms.every(({ condition, negated }) => {
    if (condition === null) throw new Error(`the query is not readable: ${query}`)
    return holds(row, condition) !== negated
  })
}

function holds(row: DeliveryRow, condition: Condition): boolean {
  const { answer } = row
  switch (condition.kind) {
    case 'words':
      return JSON.stringify(row.summary).toLowerCase().includes(condition.text.toLowerCase())
    case 'verification':
      return condition.states.includes(row.verification.state)
    case 'reason':
      return row.verification.reason === condition.reason
    case 'conformance':
      return row.conformance.state === condition.state
    case 'status':
      return answer !== null && answer.status >= condition.from && answer.status <= condition.to
    case 'unanswered':
      return answer === null
    case 'text':
      return textOf(row, condition.field) === condition.value
    case 'number':
      return compare(condition.field === 'attempt' ? row.attempt : row.size, condition.value)[condition.is]
    case 'time':
      return condition.side === 'after' ? row.receivedAt >= condition.at : row.receivedAt < condition.at
    case 'forward':
      return (row.forward?.replace('copy-failed', 'failed') ?? 'none') === condition.state
    case 'flag':
      return flags(row)[condition.flag]
    case 'pinned':
      return (row.pinned ?? false) === condition.pinned
    case 'imported':
      return (row.imported ?? false) === condition.imported
    case 'header':
    case 'body':
      throw new Error('a row does not tell its headers and body')
  }
}

function textOf(row: DeliveryRow, field: TextField): string | null {
  const texts: Partial<Record<TextField, string | null>> = {
    type: row.eventType,
    provider: row.provider ?? 'none',
    endpoint: row.endpointId,
    method: row.method,
    call: row.callId,
    event: 'facts' in row ? (row as DeliveryDetail).facts.eventId : null,
    id: row.id,
    note: row.note ?? null,
  }
  const text = texts[field]
  if (text === undefined) throw new Error(`a row does not tell its ${field}`)
  return text
}

const compare = (a: number, b: number) => ({ '=': a === b, '>': a > b, '>=': a >= b, '<': a < b, '<=': a <= b })

function flags({ answer, deadlineMs, ...row }: DeliveryRow): Record<DeliveryFlag, boolean> {
  const share = answer === null || deadlineMs === null ? 0 : answer.ms / deadlineMs
  return {
    aborted: row.aborted,
    sample: row.sample,
    handshake: row.handshake !== null,
    replayed: row.replays > 0,
    late: share > 1,
    'near-deadline': share >= nearDeadline && share <= 1,
    retry: row.attempt > 1,
  }
}
