import { expect, test } from 'vitest'
import type { SchemeRef } from '#shared/model/verification.ts'
import { bodyAdvice, urlAdvice } from '../../../../../src/main/engine/signatures/ladder/advice.ts'
import { bodyCharset, bodyCompressed } from '../../../../../src/main/engine/signatures/ladder/rungs/body-encoding.ts'
import { bodyForm } from '../../../../../src/main/engine/signatures/ladder/rungs/body-form.ts'
import {
  bodyEscapes,
  bodyKeyOrder,
  bodyNumbers,
  bodyRewritten,
} from '../../../../../src/main/engine/signatures/ladder/rungs/body-json.ts'
import { bodyEnds, bodyWhitespace } from '../../../../../src/main/engine/signatures/ladder/rungs/body-whitespace.ts'
import { url } from '../../../../../src/main/engine/signatures/ladder/rungs/url.ts'
import { subjectOf } from '../../../../../src/main/engine/signatures/ladder/subject.ts'
import { inputWith } from '../../../../support/faults/explain-with.ts'
import { schemeRequest } from '../../../../support/verify-with.ts'

const ref: SchemeRef = { scheme: 'hmac', params: { header: 'X-Signature', signed: '{url}{body}' } }
const failing = (body: string) => {
  const subject = subjectOf(inputWith(ref, schemeRequest([['X-Signature', '0'.repeat(64)]], body), ['a secret']))
  if (!subject) throw new Error('It should fail.')
  return subject
}
/** Of the first few hundred. */
function* advices(rung: typeof bodyEnds, body: string): Iterable<string> {
  let left = 300
  for (const step of rung.candidates(failing(body))) {
    if (typeof step !== 'number') yield step.advice
    if (left-- === 0) return
  }
}

test.each([
  ['ends', bodyEnds, '{"a":1}\r\n'],
  ['charset', bodyCharset, '{"a":"\u00e9"}'],
  ['compression', bodyCompressed, '{"a":1}'],
  ['whitespace', bodyWhitespace, '{"a":1}'],
  ['escapes', bodyEscapes, '{"a":"\u00e9/"}'],
  ['numbers', bodyNumbers, '{"a":12.50}'],
  ['key order', bodyKeyOrder, '{"b":1,"a":2}'],
  ['another serialiser', bodyRewritten, '{"b":1.0,"a":"/"}'],
  ['form', bodyForm, 'a=1&b=x+y'],
  ['url', url, '{}'],
])('%s: each advice names who may be at fault, and never asks for what Switchhook did already', (_, rung, body) => {
  const found = [...new Set(advices(rung, body))]
  expect(found.length).toBeGreaterThan(0)
  for (const text of found) {
    expect(text).toMatch(/At the (sender|provider): /)
    expect(text).toMatch(/In between: /)
    expect(text).not.toMatch(/verify over|raw body/i)
  }
})

test('each is made of whole sentences', () => {
  for (const text of [...Object.values(bodyAdvice), ...Object.values(urlAdvice)]) {
    expect(text).toMatch(/^[A-Z].*\.$/)
    expect(text).not.toMatch(/\.\.|undefined/)
  }
})
