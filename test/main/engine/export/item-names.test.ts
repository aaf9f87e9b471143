import { expect, it } from 'vitest'
import { createItemNames } from '../../../../src/main/engine/export/item-names.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'

it('is provider, event, time in UTC and the end of the id', () => {
  expect(createItemNames()(deliveryDetail())).toBe('allo-v2-call.completed-20261120-163630-9x7qh3m8')
})

it('does without provider and event', () => {
  const name = createItemNames()(deliveryDetail({ provider: null, eventType: null }, { method: 'PUT' }))
  expect(name).toMatch(/^unknown-put-/)
})

it.each(['../../etc/passwd', 'a\\b:c*d?"<>|', '.hidden.', '', '   ', 'x'.repeat(500), '田中', 'a\u0000b'])(
  'makes event %j safe',
  (eventType) => {
    expect(createItemNames()(deliveryDetail({ eventType }))).toMatch(/^allo-v2-[a-z0-9][a-z0-9._-]{0,100}$/)
  },
)

it('counts what would have the same name, also on file systems without case', () => {
  const nameOf = createItemNames()
  const names = ['dlv_ABCDEFGH', 'dlv_abcdefgh', 'dlv_abcdefgh'].map((id) => nameOf(deliveryDetail({ id })))
  expect(names.map((name) => name.split('163630-')[1])).toEqual(['abcdefgh', 'abcdefgh-2', 'abcdefgh-3'])
})
