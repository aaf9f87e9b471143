import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chancesOf } from '../../../../../src/main/engine/export/pseudonymise/chance.ts'
import { looksLikeId, scrambledId } from '../../../../../src/main/engine/export/pseudonymise/ids.ts'
import { holdsFor, textOf } from '../../../../support/property.ts'

const chanceOf = chancesOf('a seed')
const scrambled = (id: string, seed = chanceOf) => scrambledId(id, seed)

describe('the looks of an id', () => {
  test.each([
    'a1b2c3',
    '0f3d6c1e-9f3c-4a1e-8000-0123456789ab',
    'call_01HXYZ',
    '123456',
    '20260405',
    'user-name-without-digits',
    'CA0123456789abcdef0123456789abcdef',
  ])('%s', (text) => expect(looksLikeId(text)).toBe(true))

  test.each(['hello', 'a1', '12345', '2026-04-05', '2026-04-05T14:04:00Z', '1.2.34', 'v10.20.3', 'recording', ''])(
    'not %s',
    (text) => expect(looksLikeId(text)).toBe(false),
  )
})

describe('a scrambled id', () => {
  test.each([
    ['call_a1b2c3', /^call_[a-z]\d[a-z]\d[a-z]\d$/],
    ['con-12-AB', /^con-\d\d-[A-Z]{2}$/],
    ['CA0123456789abcdef0123456789abcdef', /^CA[0-9a-f]{32}$/],
    ['0f3d6c1e', /^[0-9a-f]{8}$/],
    ['123-456', /^\d{3}-\d{3}$/],
    ['Zoë.9', /^[A-Z][a-z]{2}\.\d$/],
    ['recording_session_9f', /^recording_session_[0-9a-f]{2}$|^recording_session_\d[a-z]$/],
  ])('%s keeps its form', (id, form) => {
    expect(scrambled(id)).toMatch(form)
    expect(scrambled(id)).not.toBe(id)
  })

  test.each([
    '0f3d6c1e-9f3c-4a1e-8000-0123456789ab',
    '0F3D6C1E-9F3C-7A1E-B000-0123456789AB',
    '12345678-1234-1234-9234-123456789012',
  ])('%s stays a UUID of its version and variant', (id) => {
    const made = scrambled(id)
    expect(made).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i)
    expect([made[14], made[19]]).toEqual([id[14], id[19]])
    expect(made).not.toBe(id)
  })

  test('is the same for the same seed and value, and another for another', () => {
    expect(scrambled('call_1234567890')).toBe(scrambled('call_1234567890', chancesOf('a seed')))
    expect(scrambled('call_1234567890')).not.toBe(scrambled('call_1234567890', chancesOf('another')))
    expect(scrambled('call_1234567890')).not.toBe(scrambled('call_1234567891'))
  })

  test('a number stays a number of JSON', () => {
    holdsFor(fc.bigInt({ min: 1n, max: 10n ** 25n }), (number) => {
      const made = scrambled(String(number))
      expect(made).toMatch(/^[1-9]\d*$/)
      expect(made).toHaveLength(String(number).length)
      expect(made).not.toBe(String(number))
    })
  })

  test('keeps length, marks and places of digits, and is never the original', () => {
    const ids = textOf('call', '_', '-', '9', 'A', 'b', 'ü', '漢', '.', '00', 'user', 'f', '🙂', ' ')
    holdsFor(ids, (id) => {
      const made = scrambled(id)
      const form = (text: string) => Array.from(text, (one) => (/[\p{L}\p{N}]/u.test(one) ? 'x' : one)).join('')
      expect(form(made)).toBe(form(id))
      if (/[\p{L}\p{N}]/u.test(id)) expect(made).not.toBe(id)
    })
  })
})
