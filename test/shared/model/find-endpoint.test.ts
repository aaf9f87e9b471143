import { expect, test } from 'vitest'
import { findEndpoint } from '#shared/model/find-endpoint.ts'

const kitchen = { id: 'ep_1', name: 'Kitchen' }
const bath = { id: 'ep_2', name: 'Bath' }
const otherBath = { id: 'ep_3', name: 'BATH' }
const misleading = { id: 'ep_4', name: 'ep_1' }
const all = [bath, misleading, kitchen, otherBath]

test.each([
  ['ep_3', { kind: 'found', endpoint: otherBath }],
  ['Kitchen', { kind: 'found', endpoint: kitchen }],
  [' kitchen ', { kind: 'found', endpoint: kitchen }],
  ['bath', { kind: 'several', endpoints: [bath, otherBath] }],
  ['garden', { kind: 'none' }],
])('%j', (wanted, found) => expect(findEndpoint(all, wanted)).toEqual(found))

test('an id goes before a name', () => expect(findEndpoint(all, 'ep_1')).toEqual({ kind: 'found', endpoint: kitchen }))
