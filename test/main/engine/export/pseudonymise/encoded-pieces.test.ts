import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  decodeEntities,
  encodedPieces,
  percentDecoded,
} from '../../../../../src/main/engine/export/pseudonymise/encoded-pieces.ts'
import { holdsFor, textOf } from '../../../../support/property.ts'

const pieces = (text: string) => encodedPieces(text).map(({ start, end, meant }) => [text.slice(start, end), meant])

describe('what is written in another way than it is meant', () => {
  test.each([
    ['mail=maya%40example.com&x=1', [['maya%40example.com', 'maya@example.com']]],
    ['see maya&#64;example.com.', [['maya&#64;example.com.', 'maya@example.com.']]],
    ['token bWF5YUBleGFtcGxlLmNvbQ== here', [['bWF5YUBleGFtcGxlLmNvbQ==', 'maya@example.com']]],
    ['bWF5YUBleGFtcGxlLmNvbQ', [['bWF5YUBleGFtcGxlLmNvbQ', 'maya@example.com']]],
    ['nothing is encoded here', []],
    ['100% of it', []],
    ['%ZZ%1', []],
    ['shortB64', []],
    ['AAECAwQFBgcICQoL', []],
  ])('%s', (text, expected) => expect(pieces(text)).toEqual(expected))

  test('percent-encoding that is broken is not read', () => {
    expect(pieces('%ff%fe')).toEqual([])
    expect(percentDecoded('%ff')).toBe('%ff')
    expect(percentDecoded('a%20b')).toBe('a b')
  })
})

describe('another text is written the same way', () => {
  const texts = textOf('maya', '@', 'example.com', ' ', 'ü', '📞', '+1', '&', '<', '%', '"')
  const rewritten = (text: string, fresh: string) => {
    const [piece] = encodedPieces(text)
    return piece === undefined ? null : text.slice(0, piece.start) + piece.write(fresh) + text.slice(piece.end)
  }

  test('with percent signs', () => {
    holdsFor(fc.tuple(texts, texts), ([before, after]) => {
      if (!before.isWellFormed() || !after.isWellFormed()) return
      const made = rewritten(encodeURIComponent(before), after)
      if (made !== null && encodedPieces(encodeURIComponent(before))[0]!.meant === before)
        expect(decodeURIComponent(made)).toBe(after)
    })
  })

  test.each(['base64', 'base64url'] as const)('in %s, with the padding of the original', (alphabet) => {
    holdsFor(fc.tuple(texts, texts), ([before, after]) => {
      const encoded = Buffer.from(before).toString(alphabet)
      const made = rewritten(encoded, after)
      if (made === null || !after.isWellFormed()) return
      expect(Buffer.from(made, 'base64').toString()).toBe(after)
      if (!encoded.endsWith('=')) expect(made).not.toMatch(/=$/)
      if (alphabet === 'base64url' && /[-_]/.test(encoded)) expect(made).not.toMatch(/[+/]/)
    })
  })

  test('with entities', () => {
    expect(decodeEntities(rewritten('maya&#64;example.com', 'a<b@c.example')!)).toBe('a<b@c.example')
  })
})

test('a very long run is gone through once', () => {
  // What goes back for each of its characters would never end.
  const found = (run: string) => encodedPieces(run).length
  expect(['a'.repeat(200_000), '&'.repeat(100_000), 'a&'.repeat(50_000)].map(found)).toEqual([0, 0, 0])
  expect(['%41'.repeat(60_000), '&amp;'.repeat(40_000)].map(found)).toEqual([1, 1])
})
