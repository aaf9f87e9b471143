import { expect, test } from 'vitest'
import { safeName } from '../../../../src/main/engine/export/request-parts.ts'
import { holdsFor, textOf } from '../../../support/property.ts'

test.each([
  ['call.ended', 'call.ended'],
  ['Call Ended!', 'call-ended'],
  ['../../etc/passwd', 'etc-passwd'],
  ['a/b\\c:d', 'a-b-c-d'],
  ['.hidden', 'hidden'],
  ['CON', 'con'],
  ['ünïcode', 'n-code'],
  ['', 'x'],
  ['...', 'x'],
  ['漢字', 'x'],
])('%s becomes %s', (text, expected) => expect(safeName(text)).toBe(expected))

test('whatever an event is called, its part of a name leads nowhere', () => {
  holdsFor(textOf('..', '/', '\\', 'A', 'b.', '-', ' ', '\0', 'x'.repeat(30), '%2e', ':'), (text) => {
    const name = safeName(text)
    expect(name).toMatch(/^[a-z0-9_](?:[a-z0-9._-]*[a-z0-9_])?$/)
    expect(name.length).toBeLessThanOrEqual(48)
    expect(safeName(name)).toBe(name)
  })
})
