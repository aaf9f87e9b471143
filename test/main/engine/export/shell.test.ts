import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bytesOf } from '../../../../src/main/engine/export/pieces.ts'
import { piped, shellBytes, shellLines, shellNote, shellWord } from '../../../../src/main/engine/export/shell.ts'

const shells = ['/bin/sh', '/bin/bash', '/bin/zsh'].filter((path) => existsSync(path))

/** What a shell makes of these words, as bytes; none of them may have a NUL. */
function words(shell: string, written: readonly string[]): string[] {
  const script = written.map((word) => `printf '%s\\0' ${word}\n`).join('')
  const out = execFileSync(shell, {
    input: script,
    env: { LC_ALL: 'C.UTF-8', PATH: process.env.PATH },
    maxBuffer: 2 ** 26,
  })
  return out.toString('latin1').split('\0').slice(0, -1)
}
const latin1 = (text: string) => Buffer.from(text).toString('latin1')

const hostile = [
  "'",
  '"',
  '\\',
  '$(id)',
  '`id`',
  '$HOME',
  '!',
  '!!',
  '#',
  '~',
  '*',
  '?',
  '[a]',
  '{a,b}',
  ';',
  '|',
  '&',
  '<',
  '>',
  '\n',
  '\t',
  ' ',
  '%',
  '%s',
  '\\n',
  '-n',
  '--',
  'é',
  '📞',
  '=',
  '',
]

describe.each(shells)('%s', (shell) => {
  test('gets a text as one word, and expands nothing in it', () => {
    const texts = [
      ...hostile,
      ...fc.sample(
        fc.array(fc.constantFrom(...hostile), { maxLength: 8 }).map((parts) => parts.join('')),
        { numRuns: 400, seed: 1 },
      ),
    ]
    expect(words(shell, texts.map(shellWord))).toEqual(texts.map(latin1))
  })

  test('gets the bytes of a header, whatever they are', () => {
    const byte = fc.integer({ min: 1, max: 255 }).filter((code) => code !== 10)
    const values = fc.sample(
      fc.array(byte, { maxLength: 12 }).map((codes) => String.fromCharCode(...codes)),
      { numRuns: 400, seed: 2 },
    )
    const all = [...values, '-\xff', '--\x80', "it's 100%\xe9", '\\\x01!']
    expect(words(shell, all.map(shellBytes))).toEqual(all)
  })

  test('passes over a note, whatever is in it', () => {
    const script = `${hostile.map((text) => shellNote(`a ${text} b`)).join('')}printf done`
    expect(execFileSync(shell, { input: script, encoding: 'utf8' })).toBe('done')
  })

  test('pipes bytes into a command', () => {
    const bytes = Buffer.from([...Array(256).keys(), 10, 13, 0])
    const script = Buffer.concat([...piped('', bytes, 'cat')].map((piece) => Buffer.from(bytesOf(piece))))
    expect(execFileSync(shell, { input: script }).equals(bytes)).toBe(true)
  })
})

test('a note is one line for everybody, also with what only some take for a line end', () => {
  expect(shellNote('a\r\nb\u2028c\u202ed\u0085e')).toBe(": 'a b c d e'\n")
})

test('lines go on with a backslash, and the last one ends', () => {
  expect(shellLines(['curl', '-X POST', 'url'])).toBe('curl \\\n  -X POST \\\n  url\n')
})
