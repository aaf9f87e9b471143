import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeBody } from '../../../../src/main/engine/lib/decode-body.ts'
import { formPlaces, readForm } from '../../../../src/main/engine/lib/form.ts'
import { locate, pointerSteps, pointerTo, valueAtPointer } from '../../../../src/main/engine/lib/json-places.ts'
import { parseJson } from '../../../../src/main/engine/lib/json-problem.ts'
import { scanJson } from '../../../../src/main/engine/lib/json-scan.ts'
import { isJsonType, parseMediaType } from '../../../../src/main/engine/lib/media-type.ts'
import { holdsFor, textOf } from '../../../support/property.ts'

describe('forms', () => {
  const forms = textOf(
    '&',
    '=',
    '+',
    '%',
    '%2',
    '%26',
    '%ff',
    '?',
    'a',
    'b',
    'a=1',
    '&a=2&',
    '/',
    '~',
    '__proto__',
    ';',
  )

  test('each value stands where its place says', () => {
    holdsFor(
      forms,
      (text) => {
        const form = readForm(text)
        const places = formPlaces(text)
        const decoded = (raw: string) => [...new URLSearchParams(`x=${raw}`)][0]?.[1]
        for (const [name, values] of Object.entries(form)) {
          const list = typeof values === 'string' ? [values] : values
          const found = list.map((_, index) => places.get(`${pointerTo('', name)}/${index}`))
          expect(found.map((place) => decoded(text.slice(place!.offset, place!.offset + place!.length)))).toEqual(list)
        }
      },
      ['?a=1', 'a=1&?b=2', '&&', '=', '%3Fa=1'],
    )
  })

  test('it is read as the standard says: a question mark is a part of the first name', () => {
    holdsFor(forms, (text) => {
      const pairs = [...new URLSearchParams(`&${text}`)]
      const form = readForm(text)
      expect(Object.values(form).flat()).toHaveLength(pairs.length)
      for (const [name, value] of pairs) expect([form[name]].flat()).toContain(value)
    })
  })
})

describe('JSON', () => {
  const spaced = fc.tuple(fc.jsonValue(), fc.constantFrom(undefined, 1, '\t', '\r\n '))
  const pointersOf = (value: unknown, at = ''): string[] => {
    if (typeof value !== 'object' || value === null) return [at]
    return [at, ...Object.entries(value).flatMap(([name, item]) => pointersOf(item, pointerTo(at, name)))]
  }

  test('each value stands where its place says', () => {
    holdsFor(spaced, ([value, space]) => {
      const text = JSON.stringify(value, null, space)
      const pointers = pointersOf(value)
      const places = locate(text, pointers)
      for (const pointer of pointers) {
        const { offset, length } = places.get(pointer)!
        expect(JSON.parse(text.slice(offset, offset + length))).toEqual(
          JSON.parse(JSON.stringify(valueAtPointer(value, pointerSteps(pointer)))),
        )
      }
    })
  })

  test('levels and values are counted before anything is built', () => {
    const depthOf = (value: unknown): number =>
      typeof value !== 'object' || value === null ? 0 : 1 + Math.max(0, ...Object.values(value).map(depthOf))
    const countOf = (value: unknown): number =>
      typeof value !== 'object' || value === null
        ? 1
        : 1 + Object.values(value).reduce((sum: number, item) => sum + countOf(item), 0)
    holdsFor(spaced, ([value, space]) => {
      const text = JSON.stringify(value, null, space)
      const depth = depthOf(value)
      const many = { depth: 1000, values: 100_000 }
      expect(scanJson(text, many).exceeded).toBeNull()
      if (depth > 0) expect(scanJson(text, { ...many, depth: depth - 1 }).exceeded).toBe('depth')
      expect(scanJson(text, { ...many, depth }).exceeded).toBeNull()
      // Never fewer than there are, and at most one more for each level: a limit bounds what is built.
      expect(scanJson(text, { ...many, values: 2 * countOf(value) }).exceeded).toBeNull()
      if (countOf(value) > 2)
        expect(scanJson(text, { ...many, values: Math.floor(countOf(value) / 2) - 1 }).exceeded).toBe('values')
    })
  })

  test('any text is scanned, searched and explained, JSON or not', () => {
    const texts = textOf(
      '{',
      '}',
      '[',
      ']',
      '"',
      '\\',
      ',',
      ':',
      '1',
      '-',
      'e',
      '.',
      'true',
      'nul',
      '\\u00',
      '"a":',
      ' ',
      '\n',
    )
    holdsFor(
      texts,
      (text) => {
        scanJson(text, { depth: 5, values: 10 })
        locate(text, ['', '/a', '/a/0', '/0', '/__proto__'])
        const parsed = parseJson(text)
        if (!parsed.ok) expect(parsed.problem).toMatch(/./)
      },
      ['{"\\u00'],
    )
  })
})

test('any media type', () => {
  const types = textOf('application/json', '/', ';', '=', '"', '\\', 'charset', 'utf-8', '+json', ' ', ',', 'a')
  holdsFor(types, (text) => {
    const { essence } = parseMediaType(text)
    expect(essence).toBe(essence.toLowerCase())
    isJsonType(essence)
  })
})

test('any bytes in any content coding are decoded within the limit, or not at all', () => {
  const codings = fc.option(textOf('gzip', 'br', 'deflate', 'zstd', 'identity', ',', ' ', 'x-gzip'))
  holdsFor(fc.tuple(fc.uint8Array({ maxLength: 200 }), codings), ([bytes, coding]) => {
    const decoded = decodeBody(bytes, coding, { bytes: 1000, compressed: 1000, brotli: true })
    if ('bytes' in decoded) expect((decoded.bytes as Uint8Array).byteLength).toBeLessThanOrEqual(1000)
  })
})
