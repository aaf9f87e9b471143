import fc from 'fast-check'
import { expect, test } from 'vitest'
import { deliveryId, logCodeOf, seqOfId } from '../../../../src/main/engine/log/delivery-id.ts'
import { holdsFor, textOf } from '../../../support/property.ts'

test('the number is in the id, and only ids of the same log give it back', () => {
  expect(deliveryId('9f3c', 1)).toBe('dlv_9f3c_1')
  expect(deliveryId('9f3c', 36 ** 3 + 35)).toBe('dlv_9f3c_100z')
  expect(seqOfId('9f3c', 'dlv_9f3c_100z')).toBe(36 ** 3 + 35)
  expect(seqOfId('0000', 'dlv_9f3c_100z')).toBeNull()
})

test('a code is the beginning of the identity of the log', () => {
  expect(logCodeOf('9f3c6a1e-0000')).toBe('9f3c')
})

test.each([
  ['nothing', ''],
  ['no number', 'dlv_9f3c_'],
  ['no delivery has the number 0', 'dlv_9f3c_0'],
  ['a number below 0', 'dlv_9f3c_-1'],
  ['upper case', 'dlv_9f3c_1Z'],
  ['leading zeros', 'dlv_9f3c_01'],
  ['blanks around it', ' dlv_9f3c_1'],
  ['a blank before the number', 'dlv_9f3c_ 1'],
  ['something behind it', 'dlv_9f3c_1;'],
  ['a fraction', 'dlv_9f3c_1.5'],
  ['a number that is not exact', 'dlv_9f3c_zzzzzzzzzzzz'],
  ['another prefix', 'evt_9f3c_1'],
])('%s is no id', (_, id) => expect(seqOfId('9f3c', id)).toBeNull())

test('every number comes back', () => {
  holdsFor(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), (seq) =>
    expect(seqOfId('abcd', deliveryId('abcd', seq))).toBe(seq),
  )
})

test('a text names a delivery only as the log itself would', () => {
  holdsFor(textOf('dlv_', 'abcd', '_', '1', '0', '-', 'z', 'Z', ' ', '.', 'e5'), (text) => {
    const seq = seqOfId('abcd', text)
    expect(seq === null || (seq > 0 && deliveryId('abcd', seq) === text)).toBe(true)
  })
})
