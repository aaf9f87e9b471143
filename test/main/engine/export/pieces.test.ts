import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { base64Of, jsonPieces, longText } from '../../../../src/main/engine/export/pieces.ts'
import { joinPieces } from '../../../support/join-pieces.ts'

const textOf = (value: object) => Buffer.from(joinPieces(jsonPieces(value))).toString()

it('writes the JSON that JSON.stringify would', () => {
  const text = `a "quoted"\n\u0001\u{1f600}${'x'.repeat(300_000)}\u{1f600}`
  const value = { a: [1, { text: longText(text) }], b: null, c: longText(''), d: { e: 'plain' } }
  const plain = { a: [1, { text }], b: null, c: '', d: { e: 'plain' } }

  expect(textOf(value)).toBe(`${JSON.stringify(plain, null, 2)}\n`)
})

it.each([0, 1, 2, 3, 196_607, 196_608, 196_609, 400_000])('writes %i bytes as one Base64', (size) => {
  const bytes = randomBytes(size)

  expect(JSON.parse(textOf({ body: base64Of(bytes) })).body).toBe(bytes.toString('base64'))
})

it('keeps both halves of a character together, wherever it is cut', () => {
  const text = 'x'.repeat(128 * 1024 - 1) + '\u{1f600}'.repeat(10)

  const pieces = [...longText(text).pieces()]

  expect(pieces.length).toBeGreaterThan(1)
  expect(pieces.join('')).toBe(text)
  for (const piece of pieces) expect(piece.isWellFormed()).toBe(true)
})

it('can be read twice', () => {
  const pieces = jsonPieces({ text: longText('abc') })

  expect(Buffer.compare(joinPieces(pieces), joinPieces(pieces))).toBe(0)
})
