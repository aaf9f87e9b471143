import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formLeaves, queryLeaves } from '../../../../../src/main/engine/export/pseudonymise/form-leaves.ts'
import { jsonLeaves } from '../../../../../src/main/engine/export/pseudonymise/json-leaves.ts'
import { applyEdits, type Leaf } from '../../../../../src/main/engine/export/pseudonymise/leaf.ts'
import { multipartLeaves } from '../../../../../src/main/engine/export/pseudonymise/multipart-leaves.ts'
import { xmlLeaves } from '../../../../../src/main/engine/export/pseudonymise/xml-leaves.ts'
import { readForm } from '../../../../../src/main/engine/lib/form.ts'
import { holdsFor, textOf } from '../../../../support/property.ts'

const sameValues = (leaves: readonly Leaf[]) =>
  leaves.map(({ start, end, value, encode }) => ({ start, end, text: encode(value) }))

/** No two leaves share a character, and all lie in the text. */
function liesApart(text: string, leaves: readonly Leaf[]): void {
  let at = 0
  for (const { start, end } of leaves.toSorted((one, other) => one.start - other.start)) {
    expect(start).toBeGreaterThanOrEqual(at)
    expect(end).toBeGreaterThanOrEqual(start)
    at = end
  }
  expect(at).toBeLessThanOrEqual(text.length)
}

/** What is left where every leaf is blanked: structure alone. */
const structureOf = (text: string, leaves: readonly Leaf[]) =>
  applyEdits(
    text,
    leaves.map(({ start, end }) => ({ start, end, text: '' })),
  )

describe('JSON', () => {
  const documents = fc.tuple(fc.jsonValue({ maxDepth: 4 }), fc.constantFrom(0, 2))

  test('every text, number and name is a leaf, with its very value', () => {
    holdsFor(documents, ([value, indent]) => {
      const text = JSON.stringify(value, null, indent)
      const leaves = jsonLeaves(text)
      liesApart(text, leaves)
      for (const { value: found, what, start, end } of leaves) {
        const written: unknown = JSON.parse(text.slice(start, end))
        expect(what === 'number' ? String(found) : found).toBe(what === 'number' ? text.slice(start, end) : written)
      }
      expect(structureOf(text, leaves)).toMatch(/^(?:[\s{}[\],:]|true|false|null)*$/)
    })
  })

  test('written again with the same values it is the same document', () => {
    holdsFor(documents, ([value, indent]) => {
      const text = JSON.stringify(value, null, indent)
      const again = applyEdits(text, sameValues(jsonLeaves(text)))
      expect(JSON.parse(again)).toEqual(JSON.parse(text))
    })
  })

  test('whatever is sent, nothing that could tell of somebody lies outside of all leaves', () => {
    const pieces = textOf(
      '{',
      '}',
      '[',
      ']',
      '"',
      ':',
      ',',
      '\\',
      '\\u00e9',
      'maya',
      '15550100',
      'true',
      'null',
      '//',
      '/*',
      '*/',
      '\n',
      '-',
      '1.5',
      "'",
    )
    holdsFor(pieces, (text) => {
      const leaves = jsonLeaves(text)
      liesApart(text, leaves)
      const rest = structureOf(text, leaves)
      expect(rest).not.toMatch(/maya|15550100/)
    })
  })

  test('its places are those of JSON pointers, and siblings have the short texts beside', () => {
    const leaves = jsonLeaves('{"a/b":[{"type":"phone","value":"+1"}],"n":5}')
    const found = leaves.map(({ place, value, what }) => [place, value, what])
    expect(found).toContainEqual(['/a~1b/0/value', '+1', 'text'])
    expect(found).toContainEqual(['/n', '5', 'number'])
    expect(found).toContainEqual(['/a~1b', 'a/b', 'name'])
    const value = leaves.find(({ place, what }) => place === '/a~1b/0/value' && what === 'text')
    expect(Object.fromEntries(value!.siblings)).toEqual({ type: 'phone', value: '+1' })
  })
})

describe('forms', () => {
  const forms = textOf('a', 'b', '=', '&', '+', '%20', '%C3%A9', '%', 'user[name]', '+1555', '?', '[]', '%2B1')

  test('written again with the same values they are read the same', () => {
    holdsFor(forms, (text) => {
      const leaves = formLeaves(text)
      liesApart(text, leaves)
      const again = applyEdits(text, sameValues(leaves))
      // A plus that was not encoded is meant as one, and stays as it is written.
      expect({ ...readForm(again) }).toEqual({ ...readForm(text) })
    })
  })

  test('nothing but structure lies outside of all leaves', () => {
    holdsFor(forms, (text) => expect(structureOf(text, formLeaves(text))).toMatch(/^[=&+%?[\]]*$/))
  })

  test('a name in brackets is a way of two steps; a query has names of its own', () => {
    const [name, value] = formLeaves('user[name]=Maya')
    expect([name!.what, name!.path, value!.place, value!.path]).toEqual([
      'name',
      ['user', 'name'],
      '/user/name',
      ['user', 'name'],
    ])
    const found = queryLeaves('/in/token?from=%2B1555&x').map(({ place, value: text, start, end }) => [
      place,
      text,
      start,
      end,
    ])
    expect(found).toEqual([
      ['?from', 'from', 10, 14],
      ['?from', '+1555', 15, 22],
      ['?x', 'x', 23, 24],
    ])
    expect(queryLeaves('/no/query')).toEqual([])
  })

  test('a number whose plus was not encoded keeps it', () => {
    const text = 'From=+15550100&To=a+b'
    const leaves = formLeaves(text)
    const from = leaves.find(({ value }) => value === '+15550100')!
    expect(from.encode('+15550199')).toBe('+15550199')
    const to = leaves.find(({ value }) => value === 'a b')!
    expect(to.encode('c d&')).toBe('c+d%26')
  })
})

describe('XML', () => {
  const documents = textOf(
    '<a>',
    '</a>',
    '<b x="',
    '"/>',
    "<c y='",
    "'>",
    '</c>',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '&amp;',
    '&',
    'maya',
    '15550100',
    '<',
    '>',
    '"',
    '?>',
    '<?xml ',
    ' = ',
  )

  test('written again with the same values it holds the same texts', () => {
    const texts = fc.array(
      fc.tuple(fc.constantFrom('a', 'name', 'x-y'), fc.string({ unit: 'grapheme', maxLength: 8 })),
      { maxLength: 5 },
    )
    holdsFor(texts, (members) => {
      const escaped = (text: string) =>
        text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
      const text = `<r>${members.map(([name, value]) => `<${name} k="${escaped(value)}">${escaped(value)}</${name}>`).join('')}</r>`
      const leaves = xmlLeaves(text)
      liesApart(text, leaves)
      expect(xmlLeaves(applyEdits(text, sameValues(leaves))).map(({ place, value }) => [place, value])).toEqual(
        leaves.map(({ place, value }) => [place, value]),
      )
    })
  })

  test('whatever is sent, nothing that could tell of somebody lies outside of all leaves', () => {
    holdsFor(documents, (text) => {
      const leaves = xmlLeaves(text)
      const rest = structureOf(text, leaves)
      // Names of elements and attributes are structure.
      expect(rest.replaceAll(/<[/?!]?[\w.:-]*|[\w.:-]+\s*=/g, '')).not.toMatch(/maya|15550100/)
    })
  })

  test('places are the names of the elements around, and of attributes', () => {
    const text = '<call id="c-1"><from>+1 555</from><!-- Maya --><note><![CDATA[ <b>hi</b> ]]></note></call>'
    expect(xmlLeaves(text).map(({ place, value }) => [place, value])).toEqual([
      ['/call/id', 'c-1'],
      ['/call/from', '+1 555'],
      ['/call', ' Maya '],
      ['/call/note', ' <b>hi</b> '],
    ])
  })

  test('what takes the place of a comment or a section cannot end it', () => {
    const [comment] = xmlLeaves('<!-- Maya -->')
    expect(comment!.encode('a --> b')).not.toContain('-->')
    const [section] = xmlLeaves('<![CDATA[Maya]]>')
    expect(section!.encode('a ]]> b')).not.toContain(']]>')
  })
})

describe('multipart forms', () => {
  const type = 'multipart/form-data; boundary="x y"'
  const part = (head: string, body: string) => `--x y\r\n${head}\r\n\r\n${body}\r\n`
  const field = (name: string, body: string) => part(`Content-Disposition: form-data; name="${name}"`, body)
  const read = (text: string, contentType = type) => multipartLeaves(text, contentType)
  const shown = (text: string, contentType?: string) =>
    read(text, contentType)?.leaves.map(({ place, value, what }) => [place, value, what])

  test('fields are leaves with their names', () => {
    expect(shown(`${field('who', 'Maya')}${field('a/b', '+1555')}--x y--\r\n`)).toEqual([
      ['/who', 'who', 'name'],
      ['/who', 'Maya', 'text'],
      ['/a~1b', 'a/b', 'name'],
      ['/a~1b', '+1555', 'text'],
    ])
  })

  test('a file is opaque, at its length, and its name is a leaf', () => {
    const text = `${part('Content-Disposition: form-data; name="rec"; filename="maya.wav"\r\nContent-Type: audio/wav', 'RIFF1234')}--x y--`
    const { leaves, opaque } = read(text)!
    expect(leaves.map(({ place, value }) => [place, value])).toEqual([
      ['/rec', 'rec'],
      ['/rec/filename', 'maya.wav'],
    ])
    expect(opaque.map(({ start, end, fill }) => [text.slice(start, end), fill])).toEqual([['RIFF1234', '\0']])
  })

  test.each([
    ['what stands before the first part', `Maya was here\r\n${field('a', 'b')}--x y--`],
    ['what stands behind the last one', `${field('a', 'b')}--x y--\r\nMaya was here`],
    [
      'a field of the head that nobody knows',
      `${part('X-Caller: Maya was here\r\nContent-Disposition: form-data; name="a"', 'b')}--x y--`,
    ],
    [
      'a field of the head that is called as what every object has',
      `${part('constructor: Maya was here\r\nContent-Disposition: form-data; name="a"', 'b')}--x y--`,
    ],
    [
      'a parameter that nobody knows',
      `${part('Content-Disposition: form-data; name="a"; caller="Maya was here"', 'b')}--x y--`,
    ],
    ['a part that was cut off in its head', `--x y\r\nContent-Disposition: form-data; name="Maya was here`],
  ])('%s is blanked', (_, text) => {
    const { opaque } = read(text)!
    expect(opaque.map(({ start, end }) => text.slice(start, end)).join('|')).toMatch(/Maya was here/)
  })

  test.each([
    ['no boundary', 'multipart/form-data'],
    ['another boundary', 'multipart/form-data; boundary=z'],
  ])('with %s it cannot be read', (_, contentType) => expect(read(field('a', 'b'), contentType)).toBeNull())

  test('a new name for a file cannot leave its head', () => {
    const { leaves } = read(`${part('Content-Disposition: form-data; name="rec"; filename="m.wav"', 'x')}--x y--`)!
    const name = leaves.find(({ place }) => place === '/rec/filename')!
    expect(name.encode('a"\r\nX-Evil: 1;b')).not.toMatch(/["\r\n;]/)
  })

  test('whatever is sent, leaves and what is opaque cover all that could tell of somebody', () => {
    const bodies = textOf(
      '--b',
      '--b--',
      '\r\n',
      '\n',
      '\r\n\r\n',
      'Content-Disposition: form-data; name="n"',
      'Content-Type: text/plain',
      'maya',
      '15550100',
      '"',
      ';',
      ': ',
      '; filename="f"',
      '__proto__: ',
      'toString',
      ' ',
      '=',
    )
    holdsFor(bodies, (text) => {
      const found = multipartLeaves(text, 'multipart/mixed; boundary=b')
      if (found === null) return
      const { leaves, opaque } = found
      const spans = [...leaves, ...opaque].toSorted((one, other) => one.start - other.start)
      let rest = ''
      let at = 0
      for (const { start, end } of spans) {
        rest += text.slice(at, Math.max(at, start))
        at = Math.max(at, end)
      }
      expect(rest + text.slice(at)).not.toMatch(/maya|15550100/)
    })
  })
})
