import { describe, expect, test, vi } from 'vitest'
import { fillPlaceholders } from '../../../../src/main/engine/import/variables.ts'
import * as places from '../../../../src/main/engine/lib/json-places.ts'
import { problemOf, requestOf } from '../../../support/import-samples.ts'

vi.mock('../../../../src/main/engine/lib/json-places.ts', { spy: true })

describe('what is larger than JavaScript can hold is no fault', () => {
  const placeholders = Array.from({ length: 250_000 }, (_, at) => `{{${at}}}`).join('')

  test('placeholders that nothing is known of', () => {
    expect(requestOf(`POST http://a/\n\n${placeholders}\n`, 'http').note).toContain('{{0}}, {{1}}')
    const request = { url: 'http://a/', method: 'POST', body: { mode: 'raw', raw: placeholders } }
    expect(requestOf(JSON.stringify({ info: { name: 'x' }, item: [{ request }] })).note).toContain('{{0}}, {{1}}')
  })

  test('a long value in many places', () => {
    const text = '{{v}}'.repeat(1000)
    const filled = fillPlaceholders(text, new Map([['v', 'x'.repeat(900_000)]]), () => undefined)
    expect(filled).toEqual({ text, unknown: ['v'] })
  })

  test('any other', () => {
    vi.mocked(places.locate).mockImplementationOnce(() => {
      throw new RangeError('Invalid string length')
    })
    const item = { id: 'r', source_id: 's', data: { headers: {}, path: '/', body: {} } }
    expect(problemOf(JSON.stringify([item]))).toBe('too-large: The file is too large to be read.')
  })
})
