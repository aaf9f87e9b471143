import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { Cell } from './printer.ts'

export const verdictStyles: Readonly<Record<DeliveryRow['verification']['state'], Cell['style']>> = {
  verified: 'green',
  failed: 'red',
  unsigned: 'dim',
  unverifiable: 'yellow',
  checking: 'dim',
}

/** A delivery as a line of a table: id, time, event, verdicts, answer, what it is about. */
export function rowCells(row: DeliveryRow): (string | Cell)[] {
  const { verification, conformance, answer, summary } = row
  const verdict = verdictStyles[verification.state]
  const about = [summary.who, summary.text].filter(Boolean).join(' ')
  return [
    { text: row.id, style: 'dim' },
    timeOf(row.receivedAt),
    row.provider ?? '-',
    row.eventType ?? row.method,
    { text: verification.state, ...(verdict && { style: verdict }) },
    conformance.state === 'differs' ? { text: `differs (${conformance.issues})`, style: 'yellow' } : conformance.state,
    answer === null ? (row.aborted ? 'aborted' : '-') : String(answer.status),
    row.attempt > 1 ? `attempt ${row.attempt}` : '',
    about,
  ]
}

/** Local time without its zone, as the list on the page has it: "2026-03-04 14:03:10". */
export function timeOf(ms: number): string {
  const at = new Date(ms)
  const two = (value: number) => String(value).padStart(2, '0')
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`
  return `${day} ${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`
}
