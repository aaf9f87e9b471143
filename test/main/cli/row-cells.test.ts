import { describe, expect, test } from 'vitest'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { rowCells, timeOf } from '../../../src/main/cli/row-cells.ts'
import { deliveryDetail } from '../../support/delivery-detail.ts'

const cells = (over: Partial<DeliveryRow> = {}) =>
  rowCells({ ...deliveryDetail(), ...over } as DeliveryRow).map((cell) => (typeof cell === 'string' ? cell : cell.text))
const styleOf = (over: Partial<DeliveryRow>, column: number) => {
  const cell = rowCells({ ...deliveryDetail(), ...over } as DeliveryRow)[column]!
  return typeof cell === 'string' ? undefined : cell.style
}
const verdict = (state: DeliveryRow['verification']['state']) =>
  ({ verification: { state, reason: 'signature-matches' } }) as Partial<DeliveryRow>

describe('a delivery as a line', () => {
  test('says what is missing without a word of its own', () => {
    const found = cells({ provider: null, eventType: null, method: 'PUT', answer: null, attempt: 1 })
    expect([found[2], found[3], found[6], found[7]]).toEqual(['-', 'PUT', '-', ''])
    expect(cells({ answer: null, aborted: true })[6]).toBe('aborted')
  })

  test('tells the answer, a later attempt, and how many differences there are', () => {
    expect(cells({ answer: { status: 503, ms: 2 } })[6]).toBe('503')
    expect(cells({ attempt: 3 })[7]).toBe('attempt 3')
    expect(cells({ conformance: { state: 'differs', issues: 4 } })[5]).toBe('differs (4)')
    expect(cells({ conformance: { state: 'conforms', issues: 0 } })[5]).toBe('conforms')
  })

  test('says who it is about, and the rest', () => {
    const summary = { ...deliveryDetail().summary, who: 'Maya', text: 'called' }
    expect(cells({ summary })[8]).toBe('Maya called')
    expect(cells({ summary: { ...summary, who: null } })[8]).toBe('called')
  })

  test.each([
    ['verified', 'green'],
    ['failed', 'red'],
    ['unsigned', 'dim'],
    ['unverifiable', 'yellow'],
    ['checking', 'dim'],
  ] as const)('%s is %s, and a word', (state, style) => {
    expect([styleOf(verdict(state), 4), cells(verdict(state))[4]]).toEqual([style, state])
  })
})

test('time is local, to the second, each part with its digits', () => {
  const at = new Date(2026, 0, 2, 3, 4, 5, 999)
  expect(timeOf(at.getTime())).toBe('2026-01-02 03:04:05')
})
