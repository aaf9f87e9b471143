import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { FieldKind } from '../../../../../src/main/engine/export/pseudonymise/fields.ts'
import { createPseudonyms, type Pseudonyms } from '../../../../../src/main/engine/export/pseudonymise/pseudonyms.ts'
import { holdsFor, textOf } from '../../../../support/property.ts'

const fresh = () => createPseudonyms('seed')
const textFor = (value: string, kind: FieldKind, fieldName = 'field', names: Pseudonyms = fresh()) =>
  names.ofField(value, kind, fieldName)?.text ?? null
/** As an export does it: everything is read twice before anything is replaced. */
function known(...values: readonly (readonly [value: string, kind: FieldKind | null])[]): Pseudonyms {
  const names = fresh()
  for (const round of ['international', 'all'] as const)
    for (const [value, kind] of values) names.learn(value, kind, 'field', round)
  return names
}

describe('a field', () => {
  test.each<[FieldKind, string, string, RegExp]>([
    ['phone', '+1 617-253-1000', 'from', /^\+1 617-555-01\d\d$/],
    ['phone', '+442079460123', 'to', /^\+442079460\d{3}$/],
    ['phone', '+16172531000;ext=12', 'from', /^\+1617555 ?01\d\d;ext=\d\d$/],
    ['phone', '+1 617 253 1000 x 7', 'from', /^\+1 617 555 01\d\d x \d$/],
    ['phone', 'client:maya', 'from', /^client:(?!maya)[a-z]{4}$/],
    ['phone', 'sip:maya@example.org', 'from', /@example\.com$/],
    ['phone?', 'anonymous', 'from', /^$/],
    ['name', 'Maya Chen', 'name', /^\p{Lu}\p{L}+ \p{Lu}\p{L}+$/u],
    ['name', 'Chen', 'last_name', /^\p{Lu}\p{L}+/u],
    ['name', 'maya@example.org', 'name', /@example\.com$/],
    ['organisation', 'Chen & Sons GmbH', 'company', /^\w+ \w+ GmbH$/],
    ['organisation', 'org_91a4', 'company', /^org_[0-9a-z]{4}$/],
    ['email', 'Maya.Chen@example.org', 'email', /^[\p{L}.\d-]+@example\.com$/u],
    ['email', 'Maya Chen <maya@example.org>', 'email', /<[^>]+@example\.com>$/],
    ['address', '12 Elm Street, Springfield', 'address', /^\d+ (?:Example|Sample|Specimen) Street, /],
    ['address', '12 Elm Street', 'street', /^\d+ (?:Example|Sample|Specimen) Street$/],
    ['address', 'Springfield', 'city', /^(?:Exampleton|Sampleford|Placeholder Bay)$/],
    ['address', 'SW1A 1AA', 'postcode', /^[A-Z]{2}\d[A-Z] \d[A-Z]{2}$/],
    ['address', '52.5200', 'latitude', /^51\.4779$/],
    ['address', '13.4050', 'longitude', /^-0\.0015$/],
    ['text', 'I live behind the church.', 'note', /^[A-Z][a-z ]+\.$/],
    ['text', 'https://example.org/people/maya-chen', 'note', /^https:\/\/example\.org\//],
    ['text?', 'completed', 'status', /^$/],
    ['text?', 'two words', 'status', /^[a-z ]+$/],
    ['id', 'call_a1b2c3', 'id', /^call_[a-z]\d[a-z]\d[a-z]\d$/],
    ['drop', 'anything', 'x', /^\(dropped\)$/],
    ['token', 'secret', 'x', /^\(dropped\)$/],
    ['signature', 'abc', 'x', /^\(dropped\)$/],
    ['card', '4111 1111 1111 1111', 'card', /^0\d{3} \d{4} \d{4} \d{4}$/],
    ['birth-date', '1984-07-23', 'dob', /^1990-01-01$/],
    ['birth-date', '1984-07-23T10:00:00Z', 'dob', /^1990-01-01T10:00:00Z$/],
    ['birth-date', '07/23/1984', 'dob', /^01\/01\/1990$/],
    ['birth-date', '23 July 1984', 'dob', /^01 January 1990$/],
    ['birth-date', '23 Jul 1984', 'dob', /^01 Jan 1990$/],
    ['birth-date', '19840723', 'dob', /^19900101$/],
    ['birth-date', '459388800', 'dob', /^631152000$/],
    ['birth-date', '459388800000', 'dob', /^631152000000$/],
    ['filename', 'maya-chen.wav', 'file', /^file\.wav$/],
    ['filename', 'maya', 'file', /^file$/],
    ['url', 'https://crm.example/people/maya', 'url', /^https:\/\/crm\.example\/[a-z]+\/[a-z]{4}$/],
    ['keep', 'Maya Chen', 'x', /^$/],
  ])('%s: %s in “%s”', (kind, value, fieldName, form) => {
    const made = textFor(value, kind, fieldName)
    expect(made ?? '').toMatch(form)
    expect(made).not.toBe(value)
  })

  test('a city that is its own stand-in becomes another', () => {
    for (const town of ['Exampleton', 'Sampleford', 'Placeholder Bay'])
      expect(textFor(town, 'address', 'city')).not.toBe(town)
  })

  test('a recording as text stays something that can be decoded', () => {
    expect(textFor('A'.repeat(400), 'text')).toBe('AAAA')
    expect(fresh().scan('A'.repeat(400))).toMatchObject({ text: 'AAAA', parts: [{ kind: 'drop', start: 0, end: 400 }] })
  })
})

describe('one value', () => {
  test('has one stand-in, wherever it stands', () => {
    const names = known(
      ['+1 617-253-1000', 'phone'],
      ['Maya Chen', 'name'],
      ['maya@example.org', 'email'],
      ['con_a1b2c3', 'id'],
    )
    const phone = textFor('+16172531000', 'phone', 'to', names)!
    const [given] = textFor('Maya Chen', 'name', 'name', names)!.split(' ')
    const email = textFor('maya@example.org', 'email', 'email', names)!
    const id = textFor('con_a1b2c3', 'id', 'id', names)!
    const { text } = names.scan('Maya rang +16172531000 about con_a1b2c3, write to MAYA@example.org')
    expect(text).toBe(`${given} rang ${phone} about ${id}, write to ${email}`)
  })

  test('and two have two', () => {
    const names = fresh()
    const emails = new Set(
      Array.from({ length: 300 }, (_, at) => textFor(`person${at}@example.org`, 'email', 'email', names)),
    )
    expect(emails.size).toBe(300)
  })

  test('is reported where it is still known', () => {
    const names = known(['Maya Chen', 'name'], ['+16172531000', 'phone'])
    textFor('maya@example.org', 'email', 'email', names)
    expect(names.knownIn('left: Maya, 6172531000 and maya@example.org; not Mayan or Robert')).toEqual([
      { kind: 'email', text: 'maya@example.org' },
      { kind: 'phone', text: '6172531000' },
      { kind: 'name', text: 'Maya' },
    ])
    expect(fresh().knownIn('Maya 6172531000 maya@example.org')).toEqual([])
  })

  test('a phrase of a field is found in sentences', () => {
    const names = known(['12 Elm Street, Springfield', 'address'], ['Chen & Sons', 'organisation'])
    const { text } = names.scan('They moved to 12 Elm Street, Springfield, near Chen & Sons.')
    expect(text).not.toMatch(/Elm|Springfield|Chen/)
    expect(text).toMatch(/^They moved to .+, near .+\.$/)
  })
})

test('nothing is thrown, and the same seed gives the same text, whatever a field holds', () => {
  const kinds = fc.constantFrom<FieldKind>(
    ...([
      'phone',
      'phone?',
      'name',
      'organisation',
      'email',
      'address',
      'address?',
      'text',
      'text?',
      'id',
      'url',
      'card',
      'birth-date',
      'filename',
    ] as const),
  )
  const values = textOf(
    'Maya',
    '+1617',
    '2531000',
    ' ',
    '@',
    'example.org',
    'https://',
    '/',
    '%40',
    '&#64;',
    ':',
    '-',
    '1984',
    'ü',
    '🙂',
    '\n',
    '(',
    ')',
    'ext',
    '?a=',
  )
  holdsFor(fc.tuple(values, kinds), ([value, kind]) => {
    expect(textFor(value, kind)).toBe(textFor(value, kind))
    const names = known([value, kind])
    names.scan(value)
    names.knownIn(value)
  })
})
