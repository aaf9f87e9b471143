import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { resolveScheme } from '../../../../../src/main/engine/signatures/registry.ts'
import type { SchemeRequest } from '../../../../../src/main/engine/signatures/signature-scheme.ts'
import { holdsFor } from '../../../../support/property.ts'
import { applySigned } from '../../../../support/scheme-cases.ts'
import { arrival, schemeRequest, secretList } from '../../../../support/verify-with.ts'

function resolve(scheme: string, params: object = {}) {
  const found = resolveScheme({ scheme, params: params as never })
  if ('problem' in found) throw new Error(found.problem)
  return found
}
function signed(scheme: string, params: object, secret: string, request: SchemeRequest) {
  const by = resolve(scheme, params)
  const made = by.scheme.sign(request, by.params, secret, arrival, () => 'id')
  if (made === null) return null
  const outcome = by.scheme.verify(applySigned(request, made), by.params, secretList(secret))
  return { made, verdict: outcome.ok ? 'verified' : outcome.reason }
}

describe('a token in the body', () => {
  const at = (pointer: string, body: string) => {
    const found = signed('body-token', { pointer }, 'new token', schemeRequest([], body))
    return found && [Buffer.from(found.made.body ?? []).toString(), found.verdict]
  }

  test.each([
    ['/token', '{"token":"old","n":1.50}', '{"token":"new token","n":1.50}'],
    ['/data/token', '{"data":{"token":"old"}}', '{"data":{"token":"new token"}}'],
    ['/list/1/token', '{"list":[{}, {"token":"old"}]}', '{"list":[{}, {"token":"new token"}]}'],
    ['/a~1b', '{"a/b":5}', '{"a/b":"new token"}'],
    ['/0', '{"0":"old"}', '{"0":"new token"}'],
  ])('at %s of %s takes the place of the old one, and nothing else changes', (pointer, body, expected) => {
    expect(at(pointer, body)).toEqual([expected, 'verified'])
  })

  test.each([
    ['/token', '{}'],
    ['/data/token', '{"id":1}'],
    ['/data/token', '{"data":{"id":1}}'],
  ])('at %s of %s is added where there was none', (pointer, body) => expect(at(pointer, body)?.[1]).toBe('verified'))

  test.each([
    ['/token', '[1]'],
    ['/token', ''],
    ['/token', 'token=x'],
    ['/token', '{"token":'],
    ['/data/token', '{"data":"text"}'],
    ['/data/token', '{"data":null}'],
    ['/data/token', '{"data":[1]}'],
    ['/list/5/token', '{"list":[]}'],
  ])('at %s of %s cannot be put there, and nothing is thrown', (pointer, body) => {
    const found = at(pointer, body)
    expect(found === null || found[1] === 'verified').toBe(true)
  })

  test('whatever the body and the pointer are, it is signed so that it verifies, or not at all', () => {
    const pointer = fc.constantFrom('/token', '/a/token', '/a/0', '/0', '/a/b/c', '/a~1b', '/')
    const bodies = fc.oneof(
      fc.json(),
      fc.object({ key: fc.constantFrom('a', 'b', 'token', '0') }).map((value) => JSON.stringify(value)),
      fc.string(),
    )
    holdsFor(fc.tuple(pointer, bodies), ([where, body]) => {
      if (where === '/') return
      const found = at(where, body)
      expect(found === null || found[1] === 'verified').toBe(true)
    })
  })
})

describe('what is presented in a header', () => {
  test.each([
    ['bearer', {}],
    ['basic', {}],
    ['static-header', {}],
    ['static-header', { header: 'X-A, X-B', prefix: 'Token ' }],
  ])('%s %j verifies what it signs, in bytes that a header can hold', (scheme, params) => {
    for (const secret of ['plain', 'user:pässword', 'with:😀', 'a:b:c']) {
      const found = signed(scheme, params, secret, schemeRequest([]))
      if (found === null) continue
      expect([secret, found.verdict]).toEqual([secret, 'verified'])
      // One character for each byte.
      expect(found.made.headers[0]![1]).toMatch(/^[\x20-\xff]*$/)
    }
  })
})
