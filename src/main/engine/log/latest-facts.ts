import type { DeliveryHead, Examination, LogEntry } from './entries.ts'

/** What was found last in a delivery, with the cause if it was found after that. `found`: oldest first. */
export function latestExamination(head: DeliveryHead, found: readonly LogEntry[]): Examination {
  let examination: Examination = head
  for (const entry of found) {
    if (entry.kind === 'examined') examination = entry.examination
    else if (entry.kind === 'cause-found') {
      examination = { ...examination, verification: { ...examination.verification, cause: entry.cause } }
    }
  }
  return examination
}

/** The user's note on a delivery, null where there is none. */
export function latestNote(found: readonly LogEntry[]): string | null {
  let note: string | null = null
  for (const entry of found) if (entry.kind === 'annotated' && entry.change.note !== undefined) note = entry.change.note
  return note || null
}

/** Has the user pinned the delivery? */
export function isPinned(found: readonly LogEntry[]): boolean {
  let pinned = false
  for (const entry of found) if (entry.kind === 'annotated') pinned = entry.change.pinned ?? pinned
  return pinned
}
