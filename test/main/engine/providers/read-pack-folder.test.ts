import { expect, test } from 'vitest'
import { readSampleFileName } from '../../../../src/main/engine/providers/read-pack-folder.ts'

test.each([
  ['call.ended.json', { event: 'call.ended', fails: null, notes: null }],
  ['call.ended.fails-missing-callId.json', { event: 'call.ended', fails: 'missing-callId', notes: null }],
  ['call.ended.notes-null-email.json', { event: 'call.ended', fails: null, notes: 'null-email' }],
  ['call.ringing.form', { event: 'call.ringing', fails: null, notes: null }],
  ['orders%2Fcreate.json', { event: 'orders/create', fails: null, notes: null }],
  [
    'zen%3Aevent-type%3Auser.created.fails-type-id.json',
    { event: 'zen:event-type:user.created', fails: 'type-id', notes: null },
  ],
  ['100%.json', null],
  ['call.ended.txt', null],
  ['.json', null],
])('%s', (name, meaning) => {
  expect(readSampleFileName(name)).toEqual(meaning)
})
