import { expect, test } from 'vitest'
import { type ComparedMessage, compareMessages } from '#shared/compare/compare-messages.ts'
import { patternOf } from '#shared/compare/ignore.ts'
import { usualIgnoreRules } from '#shared/compare/ignore-rules.ts'

const message = (text: string | null, part: Partial<ComparedMessage> = {}): ComparedMessage => ({
  status: 200,
  headers: [['Content-Type', 'application/json']],
  text,
  digest: text ?? 'binary',
  size: text?.length ?? 6,
  isCut: false,
  ...part,
})
const rules = (pointers: readonly string[], headers: readonly string[] = []) => ({
  pointers: [...pointers],
  headers: [...headers],
})

test('equal answers have no difference', () => {
  expect(compareMessages(message('{"a":1}'), message('{"a":1}'), usualIgnoreRules)).toMatchObject({
    isSame: true,
    status: null,
    headers: [],
    body: { kind: 'same' },
    ignored: 0,
  })
})

test('status, headers by name without regard to case, and the body’s places', () => {
  const left = message('{"a":1}', {
    headers: [
      ['X-A', '1'],
      ['Set-Cookie', 'a'],
      ['set-cookie', 'b'],
    ],
  })
  const right = message('{"a":2}', {
    status: 500,
    headers: [
      ['x-a', '1'],
      ['Set-Cookie', 'a'],
      ['X-New', 'n'],
    ],
  })
  expect(compareMessages(left, right, usualIgnoreRules)).toMatchObject({
    isSame: false,
    status: { left: 200, right: 500 },
    headers: [
      { name: 'Set-Cookie', left: 'a\nb', right: 'a' },
      { name: 'X-New', left: null, right: 'n' },
    ],
    body: { kind: 'json', differences: [{ pointer: '/a', kind: 'changed' }] },
  })
})

test('what the rules leave out is counted, not told', () => {
  const left = message('{"at":1,"a":1}', {
    headers: [
      ['Date', 'Mon'],
      ['X-Request-Id', '1'],
    ],
  })
  const right = message('{"at":2,"a":1}', {
    headers: [
      ['Date', 'Tue'],
      ['X-Request-Id', '2'],
    ],
  })
  expect(compareMessages(left, right, rules(['/at'], ['date', 'x-request-id']))).toMatchObject({
    isSame: true,
    ignored: 3,
    body: { kind: 'same' },
    notes: [],
  })
})

test('the same values laid out otherwise are the same, and that is said', () => {
  const compared = compareMessages(message('{"a":1,"b":2}'), message('{\n "b": 2, "a": 1}'), usualIgnoreRules)
  expect(compared.isSame).toBe(true)
  expect(compared.notes).toEqual([expect.stringMatching(/only whitespace, escapes or the order of names/)])
})

test('forms are compared by their values', () => {
  const headers = [['content-type', 'application/x-www-form-urlencoded; charset=utf-8']] as ComparedMessage['headers']
  const left = message('To=%2B1&Name=J+D&Tag=a&Tag=b', { headers })
  const right = message('Name=J%20D&To=%2B2&Tag=a', { headers })
  const { body } = compareMessages(left, right, usualIgnoreRules)
  expect(body).toMatchObject({
    kind: 'form',
    differences: [
      { pointer: '/To', left: '"+1"', right: '"+2"' },
      { pointer: '/Tag', isStructural: true },
    ],
  })
})

test('text by its first line that differs; what is no text only by its bytes', () => {
  expect(compareMessages(message('a\nb\nc'), message('a\nx\nc'), usualIgnoreRules).body).toEqual({
    kind: 'text',
    line: 2,
    left: 'b',
    right: 'x',
  })
  expect(compareMessages(message('a'), message('a\nb'), usualIgnoreRules).body).toMatchObject({
    line: 2,
    left: '',
    right: 'b',
  })
  const binary = compareMessages(message(null), message(null, { digest: 'other' }), usualIgnoreRules)
  expect(binary.body).toEqual({ kind: 'differs' })
  expect(binary.notes).toEqual([expect.stringMatching(/not text/)])
})

test('large and cut bodies say so', () => {
  const big = 'x'.repeat(1024 * 1024 + 1)
  const compared = compareMessages(message(big), message(`${big}y`, { isCut: true }), usualIgnoreRules)
  expect(compared.body).toEqual({ kind: 'differs' })
  expect(compared.notes).toEqual([
    expect.stringMatching(/larger than 1 MiB/),
    expect.stringMatching(/Only the beginning/),
  ])
})

test('a rule for one item is a rule for all', () => {
  expect(patternOf('/items/3/at')).toBe('/items/*/at')
  expect(patternOf('/items/12')).toBe('/items/*')
  expect(patternOf('/a1/b')).toBe('/a1/b')
})
