import { describe, expect, test } from 'vitest'
import { createPseudonyms } from '../../../../../src/main/engine/export/pseudonymise/pseudonyms.ts'
import { idsOfUrl } from '../../../../../src/main/engine/export/pseudonymise/text-scanner.ts'
import { holdsFor, textOf } from '../../../../support/property.ts'

const scan = (text: string, ...names: readonly string[]) => {
  const pseudonyms = createPseudonyms('seed')
  for (const name of names) pseudonyms.learn(name, 'name', 'name', 'all')
  return pseudonyms.scan(text)
}

describe('what is recognised by its form', () => {
  test.each([
    ['ring +1 617-253-1000 now', 'phone', '+1 617-253-1000'],
    ['mail maya@example.org', 'email', 'maya@example.org'],
    ['card 4111111111111111', 'card', '4111111111111111'],
    ['from 93.184.216.34', 'ip', '93.184.216.34'],
    ['with Bearer abcdefghijkl', 'token', 'abcdefghijkl'],
    ['at https://example.org/r/0f3d6c1e9f3c', 'url', 'https://example.org/r/0f3d6c1e9f3c'],
  ])('%s', (text, kind, before) => {
    const { parts } = scan(text)
    expect(parts.map((part) => [part.kind, part.before])).toEqual([[kind, before]])
  })

  test.each(['call completed after 4 min', 'version 1.2.3', '2026-04-05T14:04:00Z', 'order 12345', '/in/token', ''])(
    'nothing of “%s”',
    (text) => expect(scan(text)).toEqual({ text, parts: [] }),
  )

  test('what is written in another way is found up to three layers deep', () => {
    let text = 'maya@example.org'
    for (let layer = 1; layer <= 3; layer += 1) {
      text = Buffer.from(text).toString('base64')
      const made = scan(text)
      expect(made.parts).toHaveLength(1)
      let meant = made.text
      for (let at = 0; at < layer; at += 1) meant = Buffer.from(meant, 'base64').toString()
      expect(meant).toMatch(/@example\.com$/)
    }
  })
})

describe('names in a text', () => {
  test.each([
    ['Maya said yes', true],
    ['hello MAYA', true],
    ['maya', false],
    ['ask maya tomorrow', true],
    ['Mayan calendar', false],
    ['himaya', false],
  ])('%s: %s', (text, isFound) => {
    const made = scan(text, 'Maya Chen')
    expect(made.parts.length > 0).toBe(isFound)
    if (isFound) expect(made.text).not.toMatch(/maya(?!n)/i)
  })

  test('short ones are names in a sentence with a capital only', () => {
    expect(scan('li said no', 'Li Wei').parts).toEqual([])
    expect(scan('Li said no', 'Li Wei').parts).toHaveLength(1)
  })
})

describe('a URL', () => {
  const url = (text: string) => scan(text).text

  test('keeps its host, its words, and its form', () => {
    const made = url('https://api.example.org:8443/v1/calls/0f3d6c1e9f3c.mp3?mail=maya%40example.org&page=2#top')
    expect(made).toMatch(
      /^https:\/\/api\.example\.org:8443\/v1\/calls\/[0-9a-f]{12}\.mp3\?mail=[^&]+%40example\.com&page=2#top$/,
    )
    expect(made).not.toContain('0f3d6c1e9f3c')
  })

  test('loses user and password', () => {
    expect(url('https://maya:secret@example.org/x')).toBe('https://example.org/x')
  })

  test('ids of its path are somebody’s elsewhere too', () => {
    expect(idsOfUrl('https://example.org/calls/0f3d6c1e9f3c.mp3?x=a1b2c3d4#e5f6a7')).toEqual(['0f3d6c1e9f3c'])
    expect(idsOfUrl('https://example.org')).toEqual([])
  })
})

describe('names beside an apostrophe', () => {
  const made = (text: string) => scan(text, "Anna O'Brien").text
  const [anna, brien] = made("Anna O'Brien").split(' ')

  test.each([
    ["This is Anna's phone", `This is ${anna}'s phone`],
    ['Je parle d’Anna, qu’Anna appelle', `Je parle d’${anna}, qu’${anna} appelle`],
    ["'Anna' called", `'${anna}' called`],
    ['Mrs O’Brien called', `Mrs ${brien} called`],
    ["It is O'Brien's house", `It is ${brien}'s house`],
    ["They don't call", "They don't call"],
  ])('%s', (text, expected) => expect(made(text)).toBe(expected))

  test('many apostrophes take no time', () => {
    const text = `a ${"b'".repeat(100_000)} c`
    expect(made(text)).toBe(text)
  })
})

test('parts lie in order, apart from each other, and give the text together', () => {
  const texts = textOf(
    'Maya ',
    '+16172531000',
    ' maya@example.org',
    '4111111111111111',
    'https://a.example/0f3d6c1e9f3c?q=maya',
    '%40',
    '&#64;',
    ' ',
    '\n',
    '127.0.0.1',
    '93.184.216.34',
    'bWF5YUBleGFtcGxlLm9yZw==',
    '🙂',
    '(',
    ')',
    '-',
  )
  holdsFor(texts, (text) => {
    const { text: made, parts } = scan(text, 'Maya Chen')
    let rebuilt = ''
    let at = 0
    for (const part of parts) {
      expect(part.start).toBeGreaterThanOrEqual(at)
      expect(text.slice(part.start, part.end)).toBe(part.before)
      expect(part.text).not.toBe(part.before)
      rebuilt += text.slice(at, part.start) + part.text
      at = part.end
    }
    expect(rebuilt + text.slice(at)).toBe(made)
  })
})

test('what was made safe once holds nothing of before', () => {
  const texts = textOf('Maya ', '+16172531000', ' maya@example.org ', '6172531000 ', '(617) 253-1000', ' and ')
  holdsFor(texts, (text) => {
    const pseudonyms = createPseudonyms('seed')
    for (const round of ['international', 'all'] as const) {
      pseudonyms.learn('Maya Chen', 'name', 'name', round)
      pseudonyms.learn('+16172531000', 'phone', 'phone', round)
    }
    // Within another word it is another word.
    expect(pseudonyms.scan(` ${text} `).text).not.toMatch(/(?<![\p{L}\p{M}\p{N}_-])Maya |(?<=\s)maya@example\.org/u)
  })
})
