import { expect, test } from 'vitest'
import { createExpectedSamples } from '../../../../src/main/engine/flows/expected-samples.ts'

const bytes = (text: string) => Buffer.from(text)
const key = { id: 'test-key', label: 'test key', value: 'private' }

test('a sample is recognised once, at its own endpoint, by its exact bytes', () => {
  const samples = createExpectedSamples()
  samples.expect('end_1', bytes('{"a":1}'), key)
  expect(samples.take('end_2', bytes('{"a":1}'))).toBeNull()
  expect(samples.take('end_1', bytes('{"a":1} '))).toBeNull()
  expect(samples.take('end_1', bytes('{"a":1}'))).toMatchObject({ testKey: key })
  expect(samples.take('end_1', bytes('{"a":1}'))).toBeNull()
})

test('two of the same bytes are two', () => {
  const samples = createExpectedSamples()
  samples.expect('end_1', bytes('x'), null)
  samples.expect('end_1', bytes('x'), key)
  expect([1, 2, 3].map(() => samples.take('end_1', bytes('x'))?.testKey)).toEqual([null, key, undefined])
})

test('one that never came is forgotten, and only that one', () => {
  const samples = createExpectedSamples()
  const forget = samples.expect('end_1', bytes('x'), null)
  samples.expect('end_1', bytes('y'), null)
  forget()
  expect(samples.take('end_1', bytes('x'))).toBeNull()
  expect(samples.take('end_1', bytes('y'))).not.toBeNull()
})
