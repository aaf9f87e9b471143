import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { SchemeRef } from '#shared/model/verification.ts'
import { readHeader, writeHeader } from '../../../../src/main/engine/signatures/lib/headers.ts'
import { renderTemplate, templateProblem } from '../../../../src/main/engine/signatures/lib/template.ts'
import { resolveScheme } from '../../../../src/main/engine/signatures/registry.ts'
import type { SchemeRequest } from '../../../../src/main/engine/signatures/signature-scheme.ts'
import { holdsFor, mutationsOf, textOf } from '../../../support/property.ts'
import { schemeCases, signedCase } from '../../../support/scheme-cases.ts'

const templates = textOf(
  ...['{body}', '{timestamp}', '{id}', '{secret}', '{url}', '{json:/a}', '{json:/a,/b/0}', '{json:x}', '{header:X-A}'],
  ...['{query:b}', '{form}', '{body|sha256}', '{body?}', '|hex', '{', '}', '.', ':', '?', '{nothing}', '{__proto__}'],
)
const headers = fc.array(
  fc.tuple(
    fc.constantFrom('Content-Type', 'X-A', 'X-Signature', 'Authorization', 'x-a', ''),
    textOf(
      'application/json',
      'Bearer ',
      'Basic ',
      'sha256=',
      't=1,',
      'v1=',
      ',',
      ';',
      '=',
      '%',
      'YTpi',
      '.',
      '\u00ff',
    ),
  ),
  { maxLength: 5 },
)
const requests: fc.Arbitrary<SchemeRequest> = fc.record({
  method: fc.constantFrom('POST', 'GET', ''),
  target: textOf('/in/abc', '?', 'a=1', '&', '%', '#', '/..'),
  publicUrl: textOf('https://example.com/in/abc', '?', 'a=1', '&', '%', '#', ':'),
  headers,
  body: fc.oneof(
    fc.uint8Array({ maxLength: 60 }),
    fc.jsonValue().map((value) => Buffer.from(JSON.stringify(value))),
    textOf('a=1', '&', '%', '+', '?').map((text) => Buffer.from(text)),
  ),
  arrivedAtMs: fc.integer({ min: 0, max: 4e12 }),
})
const secret = { id: 's', label: 'live', value: 'a secret' }

test('any text is a template, or told what is wrong with it; a template is rendered for any request', () => {
  holdsFor(fc.tuple(templates, requests), ([template, request]) => {
    const problem = templateProblem(template)
    if (problem !== undefined) expect(problem).toMatch(/./)
    else expect(renderTemplate(template, request, { timestamp: '1', id: 'x' }, Buffer.from('k'))).toBeTruthy()
  })
})

test('what is written into a header by a format is read from it by the same', () => {
  const formats = fc.constantFrom(
    ...[
      '{signature}',
      'sha256={signature}',
      'v0:{signature}',
      't={timestamp},v1={signature}',
      '{timestamp};{signature}',
    ],
  )
  const value = fc.stringMatching(/^[A-Za-z0-9+/=_-]{1,20}$/)
  holdsFor(fc.tuple(formats, value, fc.stringMatching(/^\d{1,13}$/)), ([format, signature, timestamp]) => {
    const read = readHeader(writeHeader(format, { signature, timestamp }), format, '')
    expect(read).toMatchObject({ signatures: [signature] })
  })
})

describe.each(schemeCases.map((one) => [one.name, one] as const))('%s', (_name, one) => {
  const { request: signed } = signedCase(one)

  test('with any parameters it is refused with a reason, or judges any request', () => {
    holdsFor(fc.tuple(mutationsOf(one.ref.params), requests), ([params, request]) => {
      const open = resolveScheme({ scheme: one.ref.scheme, params: params as SchemeRef['params'] })
      if ('problem' in open) return void expect(open.problem).toMatch(/./)
      const { scheme, params: parsed } = open
      for (const each of [request, signed]) {
        expect(typeof scheme.verify(each, parsed, [secret, { ...secret, value: one.checkWith }]).ok).toBe('boolean')
        scheme.describe(parsed, each)
        scheme.explain(each, parsed, [secret])
      }
    })
  })
})
