import { describe, expect, test } from 'vitest'
import type { AnnotationChange, LogEntry } from '../../../../src/main/engine/log/entries.ts'
import { isPinned, latestExamination, latestNote } from '../../../../src/main/engine/log/latest-facts.ts'
import { delivery, examination } from '../../../support/fake-log.ts'

const { head } = delivery({ verification: { state: 'failed', reason: 'signature-mismatch' } })
const entry = (rest: object) => ({ seq: 2, about: 1, ...rest }) as unknown as LogEntry
const examined = (state: 'verified' | 'failed') =>
  entry({ kind: 'examined', examination: examination({ verification: { state } }) })
const cause = (sentence: string) => entry({ kind: 'cause-found', cause: { code: 'no-match', sentence } })
const annotated = (change: AnnotationChange) => entry({ kind: 'annotated', change })

describe('what was found last', () => {
  test('is what was found on arrival, where nothing came after it', () => {
    expect(latestExamination(head, [])).toBe(head)
    expect(latestExamination(head, [annotated({ note: 'x' })])).toBe(head)
  })

  test('is the last examination as a whole', () => {
    expect(latestExamination(head, [examined('failed'), examined('verified')]).verification.state).toBe('verified')
  })

  test('has the cause that was found after it', () => {
    const found = latestExamination(head, [cause('First.'), cause('Second.')])
    expect(found.verification).toEqual({ ...head.verification, cause: { code: 'no-match', sentence: 'Second.' } })
    expect(head.verification).not.toHaveProperty('cause')
  })

  test('has no cause of an earlier examination: it may hold now', () => {
    expect(latestExamination(head, [cause('Old.'), examined('verified')]).verification).not.toHaveProperty('cause')
    expect(latestExamination(head, [examined('failed'), cause('New.')]).verification.cause?.sentence).toBe('New.')
  })
})

describe('what the user did', () => {
  test('nothing: no note, no pin', () => {
    expect([latestNote([]), isPinned([])]).toEqual([null, false])
  })

  test('a note and a pin change without each other', () => {
    const found = [annotated({ note: 'ask them' }), annotated({ pinned: true })]
    expect([latestNote(found), isPinned(found)]).toEqual(['ask them', true])
    const later = [...found, annotated({ note: 'solved' }), annotated({ pinned: false })]
    expect([latestNote(later), isPinned(later)]).toEqual(['solved', false])
  })

  test('a note that was emptied or taken away is none', () => {
    expect(latestNote([annotated({ note: 'x' }), annotated({ note: null })])).toBeNull()
    expect(latestNote([annotated({ note: 'x' }), annotated({ note: '' })])).toBeNull()
  })
})
