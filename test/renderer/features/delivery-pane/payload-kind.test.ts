import { describe, expect, test } from 'vitest'
import { formRows } from '../../../../src/renderer/src/features/delivery-pane/tabs/body/field-tables.tsx'
import { payloadKind } from '../../../../src/renderer/src/features/delivery-pane/tabs/body/payload-kind.ts'

const utf8 = (text: string) => new TextEncoder().encode(text)

describe('payloadKind', () => {
  test.each([
    ['', 'text/plain', 'empty'],
    ['{"a":1}', 'application/json; charset=utf-8', 'json'],
    ['{"a":1}', 'text/plain', 'json'],
    ['{"a":', 'application/problem+json', 'json'],
    ['{"a":', 'text/plain', 'text'],
    ['a=1&b=2', 'application/x-www-form-urlencoded', 'form'],
    ['hello', '', 'text'],
    ['<a><b>1</b></a>', 'text/plain', 'xml'],
    ['<a>', 'application/xml', 'text'],
    ['--x\r\n\u0000\u0001', 'multipart/form-data; boundary=x', 'multipart'],
    ['RIFF\u0000\u0001', 'application/json', 'binary'],
  ])('%j as %s is %s', (body, mediaType, kind) => expect(payloadKind(utf8(body), mediaType).kind).toBe(kind))

  test('binary goes straight to hex', () => expect(payloadKind(Uint8Array.of(0, 1), '').views[0]).toBe('hex'))
})

test('form fields keep order, duplicates and empty values', () => {
  expect(formRows('b=2&a=%2B1+x&b=&c')).toEqual([
    { name: 'b', value: '2' },
    { name: 'a', value: '+1 x' },
    { name: 'b', value: '' },
    { name: 'c', value: '' },
  ])
})
