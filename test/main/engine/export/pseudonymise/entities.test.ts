import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeEntities, encodeEntities } from '../../../../../src/main/engine/export/pseudonymise/encoded-pieces.ts'
import { holdsFor } from '../../../../support/property.ts'

describe('decoding', () => {
  test.each([
    ['&amp;&lt;&gt;&quot;&apos;', '&<>"\''],
    ['maya&#64;example&#x2E;com', 'maya@example.com'],
    ['&#x1F4DE;&#128222;', '📞📞'],
    ['maya&commat;example&period;com', 'maya@example.com'],
    ['&plus;49&nbsp;30', '+49\u00a030'],
    ['&amp;amp;', '&amp;'],
  ])('%s', (text, expected) => expect(decodeEntities(text)).toBe(expected))

  test.each([
    '&unknown;',
    '&constructor;',
    '&__proto__;',
    '&toString;',
    '&#x110000;',
    '&#99999999999;',
    '&;',
    '& amp;',
    '&amp',
    '&#;',
  ])('%s stays', (text) => expect(decodeEntities(text)).toBe(text))
})

test('what was encoded comes back, and marks of a document are gone from it', () => {
  holdsFor(fc.string({ unit: 'binary' }), (text) => {
    expect(decodeEntities(encodeEntities(text))).toBe(text)
    expect(encodeEntities(text)).not.toMatch(/[<>"']/)
  })
})
