import { expect, test } from 'vitest'
import { asSentence, nameOf } from '#shared/sentences/provider-name.ts'

test('a provider by its name, else as what it is', () => {
  expect(nameOf({ name: 'Allo' })).toBe('Allo')
  expect(nameOf(null)).toBe('The provider')
})

test.each([
  ['the timestamp is not signed', 'The timestamp is not signed.'],
  ['already a sentence.', 'Already a sentence.'],
  ['  blanks around ', 'Blanks around.'],
  ['v1= stands before the digest', 'v1= stands before the digest.'],
  ['x-signature is empty', 'x-signature is empty.'],
  ['Twilio signs the URL', 'Twilio signs the URL.'],
  ['{timestamp} is missing', '{timestamp} is missing.'],
  ['no, it does not', 'No, it does not.'],
])('“%s” becomes “%s”', (text, sentence) => expect(asSentence(text)).toBe(sentence))
