import { describe, expect, test } from 'vitest'
import { findCommands } from '../../../../src/renderer/src/features/palette/palette.tsx'
import type { Command } from '../../../../src/renderer/src/state/commands.ts'

const command = (title: string, group: Command['group'], more: Partial<Command> = {}): Command => ({
  id: title,
  title,
  group,
  run: () => undefined,
  ...more,
})
const commands = [
  command('Replay to the last target', 'This delivery'),
  command('Save as HAR', 'This delivery', { keywords: 'export download' }),
  command('Search deliveries', 'Stream'),
  command('Sales agent', 'Go to', { note: 'endpoint, Replicer' }),
  command('Settings', 'Go to'),
  command('New endpoint…', 'Switchhook'),
]
const titles = (search: string) =>
  findCommands(commands, search).flatMap((group) => group.commands.map(({ title }) => title))

describe('findCommands', () => {
  test('nothing typed: all, in the order of their groups', () => {
    expect(titles('  ')).toEqual(commands.map(({ title }) => title))
    expect(findCommands(commands, '').map(({ title }) => title)).toEqual([
      'This delivery',
      'Stream',
      'Go to',
      'Switchhook',
    ])
  })

  test.each([
    ['new endp', 'New endpoint…'],
    ['repl', 'Replay to the last target'],
    ['set', 'Settings'],
    ['har', 'Save as HAR'],
    ['SEARCH', 'Search deliveries'],
  ])('%j finds %j first', (search, title) => expect(titles(search)[0]).toBe(title))

  test('words of the note and the keywords find, too; the title counts more', () => {
    expect(titles('download')).toEqual(['Save as HAR'])
    expect(titles('replicer')[0]).toBe('Sales agent')
    expect(titles('endpoint').slice(0, 2)).toEqual(['New endpoint…', 'Sales agent'])
  })

  test('nothing fits: no groups', () => expect(findCommands(commands, 'zzz')).toEqual([]))
})
