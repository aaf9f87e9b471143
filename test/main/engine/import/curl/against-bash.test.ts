import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { requestsOf } from '../../../../support/import-samples.ts'

const plain = fc.constantFrom(
  'a',
  'B9',
  '-',
  '/x',
  '=',
  ':',
  '@',
  ',',
  '%',
  '+',
  '.',
  '~b',
  'é',
  '📞',
  '#',
  ']',
  '}x',
  '^',
  'x!',
)
const inQuotes = fc.constantFrom(
  'a b',
  '"',
  '\\',
  '\\n',
  '$x',
  '`',
  '!',
  '#',
  '\n',
  '\t',
  '|&;<>()',
  'é',
  '%s',
  '*',
  '',
)
const inDouble = fc.constantFrom(
  'a b',
  "'",
  '\\\\',
  '\\"',
  '\\$',
  '\\`',
  '\\n',
  '\\\n',
  '$ ',
  '#',
  '\n',
  '|&;<>()',
  'é',
  '\\x41',
  '',
)
const inAnsi = fc.constantFrom(
  ...[
    'a b',
    '"',
    "\\'",
    '\\\\',
    '\\n',
    '\\t',
    '\\e',
    '\\x41',
    '\\x7',
    '\\xe9',
    '\\101',
    '\\7',
    '\\u00e9',
    '\\u9',
    '\\U0001f600',
  ],
  ...['\\"', '\\?', '\\z', '\\%', '$x', '`', '\n', '\\a\\b\\f\\v\\r', 'é', '\\xzz', '\\u20AC'],
)
const escaped = fc.constantFrom("\\'", '\\"', '\\\\', '\\ ', '\\$', '\\`', '\\a', '\\\n', '\\&', '\\;', '\\#', '\\é')

const joined = (pieces: fc.Arbitrary<string>) => fc.array(pieces, { maxLength: 5 }).map((parts) => parts.join(''))
const piece = fc.oneof(
  plain,
  escaped,
  joined(inQuotes).map((text) => `'${text}'`),
  joined(inDouble).map((text) => `"${text}"`),
  joined(inAnsi).map((text) => `$'${text}'`),
)
/** A word begins with a letter: what is made of nothing but `#` or `~` is another matter. */
const word = fc.array(piece, { maxLength: 6 }).map((parts) => `x${parts.join('')}`)

/** What bash makes of these words, as bytes. */
function byBash(words: readonly string[]): string[] {
  const script = words.map((one) => `printf '%s\\0' ${one}\n`).join('')
  const out = execFileSync('bash', ['--noprofile', '--norc'], {
    input: script,
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
    maxBuffer: 64 * 1024 * 1024,
  })
  return out.toString('latin1').split('\0').slice(0, -1)
}

const byReader = (words: readonly string[]) =>
  requestsOf(words.map((one) => `curl http://a/ --data-raw ${one}\n`).join(''), 'curl').map(({ body }) =>
    Buffer.from(body).toString('latin1'),
  )

describe('words are what bash makes of them', () => {
  test('in any mix of quotes and escapes', () => {
    const words = fc.sample(word, { numRuns: 1500, seed: 7 })
    const [expected, found] = [byBash(words), byReader(words)]
    expect(found).toHaveLength(words.length)
    expect(words.flatMap((one, at) => (found[at] === expected[at] ? [] : [[one, expected[at], found[at]]]))).toEqual([])
  })

  test.each([
    [`x"$(printf '\\303\\251')"`],
    [`"$(printf 'a\\nb\\n\\n')"`],
    [`"$(printf '100%%')"x`],
    [`"$(printf 'tab\\there')"`],
    [`"$(printf '\\\\041')"`],
    [`"$(printf '\\0101')"`],
  ])('%s', (one) => expect(byReader([one])).toEqual(byBash([one])))
})
