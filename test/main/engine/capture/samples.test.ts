import { expect, test } from 'vitest'
import { createExpectedSamples } from '../../../../src/main/engine/capture/samples.ts'

const body = (text: string) => Buffer.from(text)
const key = { id: 'k', label: 'test key', value: 'x' }

test('a sample is recognised once, at its endpoint, by its bytes', () => {
  const samples = createExpectedSamples()
  samples.expect('end_1', body('{"a":1}'), key)
  expect(samples.take('end_2', body('{"a":1}'))).toBeNull()
  expect(samples.take('end_1', body('{"a": 1}'))).toBeNull()
  expect(samples.take('end_1', body('{"a":1}'))).toMatchObject({ testKey: key })
  expect(samples.take('end_1', body('{"a":1}'))).toBeNull()
})

test('two of the same bytes are two samples, taken in the order in which they were sent', () => {
  const samples = createExpectedSamples()
  samples.expect('end_1', body(''), key)
  samples.expect('end_1', body(''), null)
  expect([samples.take('end_1', body(''))?.testKey, samples.take('end_1', body(''))?.testKey]).toEqual([key, null])
})

test('one that could not be sent is forgotten, and no other', () => {
  const samples = createExpectedSamples()
  const first = samples.expect('end_1', body('x'), key)
  const second = samples.expect('end_1', body('x'), null)
  expect(second).not.toBe(first)
  samples.forget(first)
  samples.forget(first)
  expect(samples.take('end_1', body('x'))).toMatchObject({ testKey: null })
  expect(samples.take('end_1', body('x'))).toBeNull()
})
