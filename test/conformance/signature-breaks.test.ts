import { describe, expect, test } from 'vitest'
import type { SignatureBreak } from '#shared/model/signature-break.ts'
import { causesOfBreak, signatureBreaks } from '#shared/model/signature-break-words.ts'
import { breakSignature, possibleBreaks } from '../../src/main/engine/signatures/break-signature.ts'
import { explainCase } from '../support/faults/fault-case.ts'
import { type Row, resolveRow, rows } from '../support/faults/good-deliveries.ts'
import { plant } from '../support/faults/planting.ts'

/** Milliseconds of a search. Where nothing can be found it would be waited for to its end. */
const limitOf = (broken: SignatureBreak) => (causesOfBreak(broken).includes('no-match') ? 50 : 2000)

const orderOf = (row: Row) => {
  let ids = 0
  return {
    request: row.request,
    means: { by: resolveRow(row), key: row.secret, checkWith: row.checkWith },
    newId: () => `msg_${++ids}a7`,
    // The bytes are the same in each run, and no key is like another.
    randomBytes: (size: number) => Buffer.alloc(size, 'another key than theirs '),
  }
}

/** The fault's cause as the ladder finds it, given the endpoint's own secret; "verified" where nothing fails. */
function causeOf(row: Row, broken: SignatureBreak): string {
  const made = breakSignature(broken, orderOf(row))
  const [one] = plant(row, broken, made, null)
  if (!one) return 'not made'
  const { verification, ladder } = explainCase(one, limitOf(broken))
  return ladder?.cause ?? verification.state
}

const offered = new Map(rows.map((row) => [row.name, possibleBreaks(orderOf(row))]))

describe('what is broken on purpose is found as just that', () => {
  test.each(rows.map((row) => [row.name, row] as const))(
    '%s',
    (name, row) => {
      const found = (offered.get(name) ?? []).map((broken) => [broken, causeOf(row, broken)])
      expect(found.filter(([broken, cause]) => !causesOfBreak(broken as never).includes(cause as never))).toEqual([])
    },
    60_000,
  )
})

test('every scheme that signs a digest can be broken in several ways, and every break is offered somewhere', () => {
  const all = new Set([...offered.values()].flat())
  expect(signatureBreaks.filter((broken) => !all.has(broken))).toEqual([])
  const signing = rows.filter(({ ref }) => ['hmac', 'standard-webhooks', 'public-key', 'twilio'].includes(ref.scheme))
  const poor = signing.filter(({ name }) => (offered.get(name)?.length ?? 0) < 4)
  expect(poor.map(({ name }) => name)).toEqual([])
})

test('what a scheme does not have is not offered', () => {
  const of = (name: string) => offered.get(name) ?? []
  const stripe = rows.find(({ provider }) => provider === 'stripe')!
  expect(of(stripe.name)).toContain('timestamp-too-old')
  expect(of(stripe.name)).not.toContain('url-scheme')
  const twilio = rows.find(({ name }) => name === 'twilio (form)')!
  expect(of(twilio.name)).toContain('url-scheme')
  expect(of(twilio.name)).not.toContain('timestamp-too-old')
  expect(of(twilio.name)).not.toContain('timestamp-missing')
})

test('a body is changed in a number where it has one, and stays JSON', () => {
  const row = rows.find(({ provider }) => provider === 'stripe')!
  const changed = (body: string) => {
    const made = breakSignature('body-changed', {
      ...orderOf(row),
      request: { ...row.request, body: Buffer.from(body) },
    })
    return made && Buffer.from(made.body).toString()
  }
  expect(changed('{"id":"1\\"2","n":9}')).toBe('{"id":"1\\"2","n":1}')
  expect(changed('{"id":"a1"}')).toBe('{"id":"a2"}')
  expect(changed('{"Z":"z"}')).toBeNull()
  expect(changed('{"za":true}')).toBe('{"zb":true}')
  const long = `["${'1'.repeat(1_000_000)}"]`
  expect(changed(long)?.slice(0, 4)).toBe('["21')
})

test('the request that is broken stays as it was', () => {
  const row = rows.find(({ provider }) => provider === 'stripe')!
  const before = JSON.stringify(row.request)
  for (const broken of signatureBreaks) breakSignature(broken, orderOf(row))
  expect(JSON.stringify(row.request)).toBe(before)
})
