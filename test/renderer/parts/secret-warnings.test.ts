import { expect, test } from 'vitest'
import { secretWarning } from '../../../src/renderer/src/parts/secret-warnings.ts'

test.each([
  [''],
  ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'],
  ['a pass phrase with blanks inside'],
  ['env:REPLICER_SECRET'],
])('%j is taken without a word', (value) => expect(secretWarning(value)).toBeNull())

test.each([
  [' secret', 'blanks'],
  ['secret\n', 'line break'],
  ['https://example.com/in/abc', 'URL'],
  ['"secret"', 'quotes'],
  ['sk_••••••••1234', 'masked'],
  ['Bearer abc', 'Bearer'],
  ['env:', 'environment variable'],
  ['env:not a name', 'environment variable'],
])('%j is warned about: %s', (value, word) => expect(secretWarning(value)).toContain(word))
