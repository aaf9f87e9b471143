import { createPrivateKey, createPublicKey } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { fixtureKey } from '../../../../../src/main/engine/export/pseudonymise/fixture-keys.ts'
import { fixtureSecret } from '../../../../../src/main/engine/export/pseudonymise/fixture-secret.ts'
import { type ResolvedScheme, resolveScheme } from '../../../../../src/main/engine/signatures/registry.ts'
import { applySigned, schemeCases } from '../../../../support/scheme-cases.ts'
import { secretList } from '../../../../support/verify-with.ts'

const resolve = (scheme: string, params: Record<string, never> | object = {}): ResolvedScheme => {
  const found = resolveScheme({ scheme, params: params as never })
  if ('problem' in found) throw new Error(found.problem)
  return found
}

describe('a secret made up for fixtures', () => {
  test.each([
    ['hmac', { header: 'X-S' }, /^switchhook-fixture-[0-9a-f]{13}$/],
    ['hmac', { header: 'X-S', secretForm: 'hex' }, /^[0-9a-f]{64}$/],
    ['hmac', { header: 'X-S', secretForm: 'base64' }, /^[A-Za-z0-9+/]{43}=$/],
    ['hmac', { header: 'X-S', secretForm: 'base64url', secretPrefix: 'key_' }, /^key_[\w-]{43}$/],
    ['standard-webhooks', {}, /^(?:whsec_)?[A-Za-z0-9+/]{43}=$/],
    ['bearer', {}, /^switchhook-fixture-/],
  ])('for %s %j', (scheme, params, form) => {
    const made = fixtureSecret(resolve(scheme, params), 'seed')!
    expect(made.signWith).toMatch(form)
    expect(made.checkWith).toBe(made.signWith)
  })

  test('is the same for the same seed, and another for another', () => {
    const hmac = resolve('hmac', { header: 'X-S' })
    expect(fixtureSecret(hmac, 'seed')).toEqual(fixtureSecret(hmac, 'seed'))
    expect(fixtureSecret(hmac, 'seed')).not.toEqual(fixtureSecret(hmac, 'another'))
  })

  test.each(schemeCases.map((one) => [one.name, one] as const))(
    'signs what its other half verifies: %s',
    (_, { ref, request }) => {
      const by = resolve(ref.scheme, ref.params)
      const made = fixtureSecret(by, 'seed')
      const signed = made && by.scheme.sign(request, by.params, made.signWith, request.arrivedAtMs, () => 'id_1')
      if (!made || !signed) return
      const outcome = by.scheme.verify(applySigned(request, signed), by.params, secretList(made.checkWith))
      expect(outcome).toMatchObject({ ok: true })
    },
  )
})

describe('key pairs of fixtures', () => {
  test.each(['ed25519', 'rsa', 'ec'] as const)('%s: both halves belong together', (type) => {
    const { signWith, checkWith } = fixtureKey(type)
    const privateKey = createPrivateKey({ key: Buffer.from(signWith, 'base64'), format: 'der', type: 'pkcs8' })
    expect(privateKey.asymmetricKeyType).toBe(type)
    const publicHalf = createPublicKey(privateKey).export({ type: 'spki', format: 'der' })
    const found = checkWith.startsWith('-----')
      ? createPublicKey(checkWith).export({ type: 'spki', format: 'der' })
      : Buffer.from(checkWith, 'base64')
    expect(publicHalf.subarray(-found.length).equals(found)).toBe(true)
  })
})
