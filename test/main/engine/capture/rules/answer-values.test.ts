import { gzipSync } from 'node:zlib'
import { describe, expect, test } from 'vitest'
import type { HeaderPair } from '#shared/model/headers.ts'
import { placeholdersIn } from '#shared/rules/answer-template.ts'
import { answerValues } from '../../../../../src/main/engine/capture/rules/answer-values.ts'
import { request } from '../../log/log-support.ts'

const now = Date.UTC(2026, 10, 21, 14, 0, 0, 5)
interface Given {
  readonly headers?: readonly HeaderPair[]
  readonly target?: string
  readonly body?: string | Uint8Array | null
}

function value(placeholder: string, { headers = [], target = '/in/token', body = '' }: Given = {}): string | null {
  const bytes = body === null ? null : Buffer.from(body as string)
  const values = answerValues({ ...request, target, headers: [...headers], bodySize: bytes?.length ?? 5 }, bytes, now)
  const [asked] = placeholdersIn(placeholder)
  return values(asked!)
}

const json: HeaderPair[] = [['Content-Type', 'application/json']]
const form: HeaderPair[] = [['Content-Type', 'application/x-www-form-urlencoded']]

describe('the clock', () => {
  test('seconds are whole ones, and the time is to the millisecond', () => {
    expect(value('{{now}}')).toBe(String(Math.floor(now / 1000)))
    expect(value('{{now.iso}}')).toBe('2026-11-21T14:00:00.005Z')
  })
})

describe('head', () => {
  const given: Given = {
    headers: [
      ['X-Id', 'first'],
      ['x-id', 'second'],
    ],
    target: '/in/token?q=a%20b&q=c&e=',
  }
  test.each([
    ['{{header.X-Id}}', 'first'],
    ['{{header.x-ID}}', 'first'],
    ['{{header.None}}', null],
    ['{{query.q}}', 'a b'],
    ['{{query.e}}', ''],
    ['{{query.none}}', null],
  ])('%s', (placeholder, expected) => expect(value(placeholder, given)).toBe(expected))
})

describe('JSON', () => {
  const body = '{"s":"é","n":12.50,"big":10000000000000000001,"on":false,"none":null,"o":{"a/b":"x"},"l":["y",1e3]}'
  test.each([
    ['{{json./s}}', 'é'],
    ['{{json./n}}', '12.50'],
    ['{{json./big}}', '10000000000000000001'],
    ['{{json./on}}', 'false'],
    ['{{json./none}}', null],
    ['{{json./o}}', null],
    ['{{json./o/a~1b}}', 'x'],
    ['{{json./l/0}}', 'y'],
    ['{{json./l/1}}', '1e3'],
    ['{{json./l/2}}', null],
    ['{{json./missing}}', null],
    ['{{form.s}}', null],
  ])('%s', (placeholder, expected) => expect(value(placeholder, { headers: json, body })).toBe(expected))

  test('is read of a compressed body as well', () => {
    const headers: HeaderPair[] = [...json, ['Content-Encoding', 'gzip']]
    expect(value('{{json./s}}', { headers, body: gzipSync(body) })).toBe('é')
  })

  test.each([
    ['broken', '{"s":'],
    ['empty', ''],
    ['text', 'hello'],
  ])('that is %s has no values', (_, text) => expect(value('{{json./s}}', { headers: json, body: text })).toBeNull())
})

describe('a form', () => {
  const given: Given = { headers: form, body: 'CallSid=CA1&a%2Fb=x&Tag=1&Tag=2&e=&Sum=1.50' }
  test.each([
    ['{{form.CallSid}}', 'CA1'],
    ['{{form.a/b}}', 'x'],
    ['{{form.Tag}}', '1'],
    ['{{form.e}}', ''],
    ['{{form.Sum}}', '1.50'],
    ['{{form.none}}', null],
    ['{{json./CallSid}}', null],
  ])('%s', (placeholder, expected) => expect(value(placeholder, given)).toBe(expected))
})

test('a body that is in a file has no values, and the head has', () => {
  const given: Given = { headers: [...json, ['X-Id', '7']], body: null }
  expect([value('{{json./s}}', given), value('{{form.s}}', given), value('{{header.X-Id}}', given)]).toEqual([
    null,
    null,
    '7',
  ])
})
