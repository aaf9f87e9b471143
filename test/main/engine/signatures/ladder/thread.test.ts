import { createHmac } from 'node:crypto'
import { afterAll, expect, test } from 'vitest'
import type { SchemeRef } from '#shared/model/verification.ts'
import { startThread } from '../../../../../src/main/engine/lib/thread.ts'
import type { LadderFunctions, LadderInput } from '../../../../../src/main/engine/signatures/ladder/ladder-input.ts'
import { explainWith, inputWith } from '../../../../support/faults/explain-with.ts'
import { packs } from '../../../../support/faults/fault-case.ts'
import { schemeRequest } from '../../../../support/verify-with.ts'

const ref: SchemeRef = { scheme: 'hmac', params: { header: 'X-Replicer-Signature' } }
const hmac = (text: string) => createHmac('sha256', 'key').update(text).digest('hex')
const delivery = (body: string, signed: string) => schemeRequest([['X-Replicer-Signature', hmac(signed)]], body)
const noLog = () => undefined

const thread = startThread<LadderFunctions>({
  url: new URL('../../../../../src/main/engine/signatures/ladder/thread.ts', import.meta.url),
  name: 'the ladder’s thread',
  data: () => null,
  log: { info: noLog, warn: noLog, error: noLog },
})
afterAll(() => thread.close())

const everything = {
  others: [{ secret: { id: 'o1', label: 'old', value: 'other' }, endpoint: null, provider: null }],
  packs: [...packs.values()].map(({ manifest: { id, name, signature } }) => ({ id, name, signature, detected: 0 })),
  publicUrls: ['http://127.0.0.1:4190/in/abc'],
  knownBodies: [Buffer.from('{"b":1,"a":2}')],
}

/** The body goes beside the rest, as bytes. */
function explain({ request: { body, ...request }, ...input }: LadderInput, limitMs: number) {
  return thread.remote.explain({ ...input, request }, body, { limitMs })
}

test.each([
  ['a newline too many', '{"a":1,"b":2}\n', '{"a":1,"b":2}', 'body-trailing-newline'],
  ['keys in another order', '{"a":2,"b":1}', '{"b":1,"a":2}', 'body-key-order'],
  ['nothing that fits', '{"a":2,"b":1}', '{"a":3}', 'no-match'],
])('explains as a plain call does: %s', async (_name, body, signed, cause) => {
  const input = inputWith(ref, delivery(body, signed), ['key'], everything)
  const found = await explain(input, 10_000)
  expect(found).toEqual({ ...explainWith(input, 10_000), tookMs: expect.any(Number) })
  expect(found?.cause).toBe(cause)
})

test('nothing to explain where the signature holds', async () => {
  expect(await explain(inputWith(ref, delivery('{}', '{}'), ['key']), 1000)).toBeNull()
})

test('the limit is the caller’s', async () => {
  const input = inputWith(ref, delivery('{"a":2,"b":1}', '{"a":3}'), ['key'], everything)
  expect(await explain(input, 0)).toMatchObject({ timedOut: true })
})
