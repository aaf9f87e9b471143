import { expect, it } from 'vitest'
import { isJsonType, mediaTypeOf } from '../../../../src/main/engine/lib/media-type.ts'

it.each([
  ['application/json', { essence: 'application/json', charset: null }],
  ['Application/JSON; Charset="UTF-8"', { essence: 'application/json', charset: 'utf-8' }],
  ['text/plain;format=flowed; charset=iso-8859-1', { essence: 'text/plain', charset: 'iso-8859-1' }],
  ['', { essence: '', charset: null }],
])('reads %s', (value, expected) => {
  expect(mediaTypeOf([['content-TYPE', value]])).toEqual(expected)
})

it('is null without a Content-Type', () => {
  expect(mediaTypeOf([['Content-Length', '2']])).toBeNull()
})

it.each([
  ['application/json', true],
  ['application/cloudevents+json', true],
  ['text/json', true],
  ['text/plain', false],
  ['application/jsonp', false],
])('knows whether %s is JSON', (essence, expected) => {
  expect(isJsonType(essence)).toBe(expected)
})

it('keeps no more than a media type can have', () => {
  const type = mediaTypeOf([['Content-Type', `text/${'x'.repeat(9000)}; charset=${'y'.repeat(9000)}`]])
  expect([type?.essence.length, type?.charset?.length]).toEqual([255, 60])
})
