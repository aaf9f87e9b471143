import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import {
  putEndpoint,
  putSecret,
  putSetting,
  removeEndpoint,
  removeSecret,
  type StoredEndpoint,
  type StoredSecret,
} from '../../../../src/main/engine/state/stored-state.ts'
import { type StateParts, stateParts } from './state-parts.ts'

let parts: StateParts
beforeAll(async () => {
  parts = await stateParts()
})
afterAll(() => parts.remove())
beforeEach(() => parts.clear())

const endpoint: StoredEndpoint = {
  id: 'end_1',
  name: 'Front desk',
  token: 'token-1',
  provider: 'allo-v2',
  target: 'http://localhost:3000/hooks',
  recipe: { scheme: 'hmac', params: { header: 'X-Signature' } },
  rules: [],
  createdAt: 5,
  configKey: null,
}
const secret: StoredSecret = {
  id: 'sec_1',
  endpointId: 'end_1',
  label: 'live',
  // A view on a larger buffer, as a Buffer of Node is.
  sealed: Buffer.from([9, 8, 7, 6]).subarray(1, 3),
  addedAt: 5,
  lastMatchAt: null,
  retiredAt: null,
}

test('endpoints are put, changed and removed, with their secrets and no others', async () => {
  const other = { ...endpoint, id: 'end_2', token: 'token-2', recipe: null, configKey: 'desk' }
  await parts.write([putEndpoint(other), putEndpoint(endpoint)])
  await parts.write([putEndpoint({ ...endpoint, name: 'Renamed', target: null })])
  expect(parts.stored().endpoints).toEqual([{ ...endpoint, name: 'Renamed', target: null }, other])
  await parts.write([putSecret(secret), putSecret({ ...secret, id: 'sec_2', endpointId: 'end_2' })])
  await parts.write([removeEndpoint('end_1')])
  expect(parts.stored().endpoints).toEqual([other])
  expect(parts.stored().secrets.map(({ id }) => id)).toEqual(['sec_2'])
})

test('secrets keep their sealed bytes and their order through changes', async () => {
  await parts.write([putSecret(secret), putSecret({ ...secret, id: 'sec_2' })])
  await parts.write([putSecret({ ...secret, label: 'old', lastMatchAt: 7, retiredAt: 9 })])
  const [first, second] = parts.stored().secrets
  expect({ ...first, sealed: [...(first?.sealed ?? [])] }).toEqual({
    ...{ ...secret, label: 'old', lastMatchAt: 7, retiredAt: 9 },
    sealed: [8, 7],
  })
  expect(second?.id).toBe('sec_2')
  await parts.write([removeSecret('sec_1')])
  expect(parts.stored().secrets.map(({ id }) => id)).toEqual(['sec_2'])
})

test('settings are any JSON', async () => {
  expect(parts.stored().settings.get('none')).toBeUndefined()
  for (const value of [{ a: [1, null, 'é'] }, 'text', false, null]) {
    await parts.write([putSetting('key', value)])
    expect(parts.stored().settings.get('key')).toEqual(value)
  }
})
