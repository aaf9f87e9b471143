import { createPrivateKey, createPublicKey } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { testKeyTypes } from '../../../../src/main/engine/state/test-key-types.ts'
import { createTestKeys, testKeyLabel } from '../../../../src/main/engine/state/test-keys.ts'
import { type StateParts, stateParts } from './state-parts.ts'

let parts: StateParts
beforeAll(async () => {
  parts = await stateParts()
})
afterAll(() => parts.remove())
beforeEach(() => parts.clear())

const open = () => createTestKeys(parts.stored().settings, parts.write, parts.ports.vault)

test.each(testKeyTypes)('%s: made once, whoever asks, and the same after a restart', async (type) => {
  const keys = open()
  const [one, two] = await Promise.all([keys.get(type), keys.get(type)])
  expect(two).toEqual(one)
  expect(parts.written).toHaveLength(1)
  expect(await open().get(type)).toEqual(one)
  expect(parts.written).toHaveLength(1)
})

test('the secret is the public half, and is found by its id; the private one is sealed on disk', async () => {
  const keys = open()
  const { privateKey, secret } = await keys.get('ed25519')
  expect(secret).toMatchObject({ id: 'test-key-ed25519', label: testKeyLabel })
  expect(createPublicKey(createPrivateKey(privateKey)).export({ type: 'spki', format: 'pem' })).toBe(secret.value)
  expect(await open().byId(secret.id)).toEqual(secret)
  expect(await keys.byId('sec_001')).toBeNull()

  const stored = JSON.stringify([...parts.stored().settings])
  const bytes = Buffer.from(privateKey.replace(/-----[^-]+-----|\s/g, ''), 'base64')
  expect(stored).not.toContain('PRIVATE KEY')
  expect(stored).not.toContain(bytes.toString('base64').slice(0, 40))
})

test('one that cannot be stored is made again by the next who asks', async () => {
  const keys = open()
  parts.fault = new Error('the disk is full')
  await expect(keys.get('ec')).rejects.toThrow('the disk is full')
  parts.fault = null
  const key = await keys.get('ec')
  expect(await open().get('ec')).toEqual(key)
})
