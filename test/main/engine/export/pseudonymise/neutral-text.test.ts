import { describe, expect, test } from 'vitest'
import { chancesOf } from '../../../../../src/main/engine/export/pseudonymise/chance.ts'
import { createNeutralText } from '../../../../../src/main/engine/export/pseudonymise/neutral-text.ts'
import { holdsFor, textOf } from '../../../../support/property.ts'

const neutral = createNeutralText(chancesOf('seed'), (name) => `Someone${name.length}`)

describe('words in place of words', () => {
  test('are other words of about the same length, the same each time', () => {
    const text = 'My daughter is in hospital and I cannot come.'
    const made = neutral.of(text)
    expect(made).not.toMatch(/daughter|hospital/)
    expect(Math.abs(made.length - text.length)).toBeLessThan(40)
    expect(made).toMatch(/^[A-Z].*\.$/)
    expect(neutral.of(text)).toBe(made)
    expect(neutral.of(`${text} Sorry.`)).not.toBe(made)
  })

  test('a sentence that begins small stays small', () => {
    expect(neutral.of('yes I will')).toMatch(/^[a-z]/)
  })

  test.each(['', '   ', '\n\n', '…', '--- ***', '😀'])('“%s” says nothing and stays', (text) =>
    expect(neutral.of(text)).toBe(text),
  )
})

describe('the structure stays', () => {
  test('lines, roles, and names of speakers as stand-ins', () => {
    const made = neutral.of('Agent: Hello there\r\nMaya Chen: I live at the lake\n\nUser: Yes').split(/\r?\n/)
    expect(made).toHaveLength(4)
    expect(made[0]).toMatch(/^Agent: \S/)
    expect(made[1]).toMatch(/^Someone9: \S/)
    expect([made[2], made[3]?.startsWith('User: ')]).toEqual(['', true])
    expect(made.join()).not.toMatch(/Maya|lake|Hello/)
  })

  test('times and cue lines of subtitles', () => {
    const made = neutral.of(
      'WEBVTT\n\n1\n00:00:01.000 --> 00:00:04.000\nI am Maya\n\n2\n00:00:05.000 --> 00:00:06.500\nBye',
    )
    expect(made).toContain('\n1\n00:00:01.000 --> 00:00:04.000\n')
    expect(made).toContain('\n2\n00:00:05.000 --> 00:00:06.500\n')
    expect(made).not.toContain('Maya')
  })

  test('tags without what stands in them', () => {
    const made = neutral.of('<p class="maya">Call me</p><br/>')
    expect(made).toMatch(/^<p>.+<\/p><br\/>$/)
    expect(made).not.toMatch(/maya|Call me/)
  })

  test('labels within a line', () => {
    const made = neutral.of('Agent: Hi. Caller: I am in pain! Agent: Oh')
    expect([...made.matchAll(/(Agent|Caller):/g)].map(([, role]) => role)).toEqual(['Agent', 'Caller', 'Agent'])
    expect(made).not.toContain('pain')
  })
})

test('nothing that was said is left, whatever it is made of', () => {
  const said = textOf(
    'hospital',
    'Maya: ',
    'Agent: ',
    'lake',
    ' ',
    '\n',
    '. ',
    '10:30',
    '<b>',
    '</b>',
    '[',
    ']',
    '!',
    'ü',
    '🙂',
    '2026-04-05T10:00:00Z',
    ' --> ',
    '12',
  )
  holdsFor(said, (text) => {
    const made = neutral.of(text)
    expect(made).not.toMatch(/hospital|lake/)
    expect(made.split('\n')).toHaveLength(text.split('\n').length)
    expect(neutral.of(text)).toBe(made)
  })
})
