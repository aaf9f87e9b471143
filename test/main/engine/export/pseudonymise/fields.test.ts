import { describe, expect, it } from 'vitest'
import {
  type FieldKind,
  fieldKind,
  plainName,
  ruleFits,
} from '../../../../../src/main/engine/export/pseudonymise/fields.ts'

const kind = (pointer: string, ...siblings: string[]) =>
  fieldKind({ path: pointer.slice(1).split('/'), siblings: new Set(siblings) })

it('reads the names of fields in every spelling', () => {
  for (const name of ['fromNumber', 'From-Number', 'FROM_NUMBER', 'from number', 'FromNumber'])
    expect(plainName(name)).toBe('from_number')
  expect(plainName('callerID')).toBe('caller_id')
})

it.each<[string, FieldKind | null]>([
  ['/data/customerPhone', 'phone'],
  ['/data/numbers/0', 'phone?'],
  ['/From', 'phone?'],
  ['/order_number', 'phone?'],
  ['/data/customerName', 'name'],
  ['/CallerName', 'name'],
  ['/data/lead/name', 'name'],
  ['/contacts/3/name', 'name'],
  ['/data/company/name', 'organisation'],
  ['/data/event/name', null],
  ['/data/emails/0', 'email'],
  ['/data/lead/service_address', 'address'],
  ['/ip_address', 'keep'],
  ['/FromCity', 'address'],
  ['/FromState', null],
  ['/transcriptions/0/text', 'text'],
  ['/transcript', 'text'],
  ['/Body', 'text'],
  ['/message', 'text?'],
  ['/disconnectionReason', null],
  ['/data/person/id', 'id'],
  ['/AccountSid', 'id'],
  ['/CallSid', null],
  ['/access_token', 'token'],
  ['/tokenCost', null],
  ['/date_of_birth', 'birth-date'],
  ['/status', null],
  ['/topic', 'text?'],
  ['/event', null],
])('%s is of kind %s', (pointer, expected) => {
  expect(kind(pointer)).toBe(expected)
})

it('takes a name beside a phone number or an e-mail address for a person’s', () => {
  expect(kind('/data/name', 'name', 'email')).toBe('name')
  expect(kind('/data/name', 'name', 'colour')).toBeNull()
})

describe('rules', () => {
  const fits = (path: string, place: string) =>
    ruleFits({ path, as: 'keep' }, { place, path: place.slice(1).split('/') })

  it.each([
    ['/data/name', '/data/name', true],
    ['/data', '/data/person/name', true],
    ['/data/*/name', '/data/7/name', true],
    ['/data/*/name', '/data/7/other', false],
    ['/data/name', '/data/names', false],
    ['/data/name/first', '/data/name', false],
    ['header:x-caller', 'header:X-Caller', true],
    ['?from', '?from', true],
    ['/from', '?from', false],
  ])('%s and %s: %s', (path, place, expected) => {
    expect(fits(path, place)).toBe(expected)
  })
})
