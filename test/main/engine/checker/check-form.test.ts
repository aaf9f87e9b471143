import { expect, test } from 'vitest'
import { checkBody, schemaOf } from './check-json.ts'

const form = 'application/x-www-form-urlencoded'
const schema = schemaOf({
  type: 'object',
  required: ['CallSid', 'From'],
  properties: {
    CallSid: { type: 'string' },
    From: { type: 'string', pattern: '^\\+' },
    'a/b': { type: 'array', items: { enum: ['x', 'y'] } },
  },
  additionalProperties: false,
})

const check = (text: string, contentType: string, of: Parameters<typeof checkBody>[2] = schema) =>
  checkBody(text, contentType, of)

test('a form is held against a schema as an object of strings', () => {
  expect(check('CallSid=CA1&From=%2B15550100', `${form}; charset=utf-8`)).toMatchObject({
    state: 'conforms',
    documentedFields: 3,
  })
})

test('issues of a form stand at their pair', () => {
  const text = 'From=15550100&Extra=1&a%2Fb=x&a%2Fb=z'
  const { state, issues } = check(text, form)

  expect(state).toBe('differs')
  const at = issues.map(({ pointer, kind, offset, length }) => [pointer, kind, text.slice(offset, offset + length)])
  expect(at).toEqual([
    ['/CallSid', 'missing', 'F'],
    ['/From', 'value', '15550100'],
    ['/Extra', 'extra', 'Extra'],
    ['/a~1b/1', 'value', 'z'],
  ])
})

test('a body that is a JWT is checked by its claims', () => {
  const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const jwt = (claims: unknown) => `${part({ alg: 'HS256' })}.${part(claims)}.c2ln`

  expect(check(jwt({ CallSid: 'CA1', From: '+1' }), 'application/jwt').state).toBe('conforms')
  expect(check(jwt({ CallSid: 1, From: '+1' }), 'application/jwt').issues).toMatchObject([
    { pointer: '/CallSid', kind: 'type' },
  ])
  expect(check(`${part({})}.bm90IEpTT04.c2ln`, 'application/jwt')).toMatchObject({
    state: 'not-json',
    detail: 'application/jwt',
  })
})

test("without a schema, nobody's form is not JSON, a known provider's is undocumented", () => {
  expect(check('a=1', form, 'provider-not-detected')).toMatchObject({ state: 'no-schema', detail: 'a form' })
  expect(check('a=1', form, 'event-not-documented')).toMatchObject({
    state: 'no-schema',
    reason: 'event-not-documented',
  })
})

test.each(['', '&&', 'a', '=1', 'a=%zz', '__proto__=1'])('the odd form %j is read', (text) => {
  expect(['conforms', 'differs', 'not-json', 'no-body']).toContain(check(text, form).state)
})
