import { runInNewContext } from 'node:vm'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import {
  commentLine,
  goString,
  jsBytes,
  jsString,
  pyBytes,
  pyString,
} from '../../../../../src/main/engine/export/test-code/quote.ts'
import { holdsFor, textOf } from '../../../../support/property.ts'

const hostile = textOf(
  "'",
  '"',
  '`',
  '\\',
  '\n',
  '\r',
  '\u2028',
  // biome-ignore lint/suspicious/noTemplateCurlyInString: what an attacker writes.
  '${x}',
  '*/',
  '\0',
  '\u202e',
  '\ufeff',
  '\u{1f600}',
  '\ud800',
)
const latin1 = fc.array(fc.integer({ min: 0, max: 255 })).map((bytes) => String.fromCharCode(...bytes))
/** Controls, line ends and what turns or hides text. */
const invisible = /[\p{C}\p{Zl}\p{Zp}]/u

it('a literal of JavaScript is the text again', () => {
  holdsFor(hostile, (text) => {
    const literal = jsString(text)
    expect(runInNewContext(literal)).toBe(text.toWellFormed())
    expect(literal).not.toMatch(invisible)
  })
  holdsFor(latin1, (text) => {
    expect(runInNewContext(jsBytes(text))).toBe(text)
    expect(jsBytes(text)).toMatch(/^[ -~]*$/)
  })
})

it('Python and Go have escapes of their own', () => {
  const text = '"\\\n\u0007\u00a0\u202e\u{e0001}é\u{1f600}'
  expect(pyString(text)).toBe("'\"\\\\\\n\\x07\\xa0\\u202e\\U000e0001é\u{1f600}'")
  expect(goString('{"a":1}')).toBe('`{"a":1}`')
  expect(goString(text)).toBe('"\\"\\\\\\n\\u0007\\u00a0\\u202e\\U000e0001é\u{1f600}"')
  expect(pyBytes('\u00e9"')).toBe("b'\\xe9\"'")
  expect(goString('\ud800')).toBe('"\ufffd"')
})

it('a comment stays one line and one comment', () => {
  holdsFor(hostile, (text) => {
    expect(commentLine(text)).not.toMatch(invisible)
    expect(commentLine(text)).not.toContain('*/')
  })
})
