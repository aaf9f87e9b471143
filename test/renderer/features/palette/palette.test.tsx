// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import { findCommands, Palette } from '../../../../src/renderer/src/features/palette/palette.tsx'
import { type Command, useCommands } from '../../../../src/renderer/src/state/commands.ts'
import { navigate } from '../../../../src/renderer/src/state/route.ts'
import { address, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const command = (id: string, part: Partial<Command> = {}): Command => ({
  id,
  title: id,
  group: 'Stream',
  run: () => undefined,
  ...part,
})

function Page({ commands, onClose, open = true }: { commands: Command[]; onClose: () => void; open?: boolean }) {
  useCommands(commands)
  return open ? <Palette onClose={onClose} /> : null
}

/** The window with its commands first: the palette reads them when it opens. */
async function show(...commands: Command[]) {
  const onClose = vi.fn()
  const closed = <Page commands={commands} onClose={onClose} open={false} />
  const shown = await renderWith(memoryEngine(), closed)
  shown.rerender(<Page commands={commands} onClose={onClose} />)
  return { onClose, ...shown }
}
const options = () => screen.getAllByRole('option').map((option) => option.textContent)

test('commands that are possible now, by group, with their first key', async () => {
  await show(
    command('Settings', { group: 'Go to' }),
    command('Replay', { group: 'This delivery', keys: ['r', 'F9'] }),
    command('Impossible', { when: () => false }),
    command('Next', { hidden: true }),
  )
  expect(options()).toEqual(['Replayr', 'Settings'])
  expect(screen.getByText('This delivery')).toBeTruthy()
  expect(screen.queryByText('Stream')).toBeNull()
})

test('the search has the focus; letters of title, note or key words find', async () => {
  const { user } = await show(
    command('Office', { note: 'endpoint, Allo' }),
    command('Save as cURL', { keywords: 'export download' }),
    command('Pause'),
  )
  expect(document.activeElement).toBe(screen.getByRole('combobox'))
  await user.keyboard('download')
  expect(options()).toEqual(['Save as cURL'])
  await user.clear(screen.getByRole('combobox'))
  await user.keyboard('allo')
  expect(options()[0]).toContain('Office')
  expect(screen.getByText('Allo').tagName).toBe('MARK')
})

test('a search without a hit says so', async () => {
  const { user } = await show(command('Pause'))
  await user.keyboard('qqq')
  expect(screen.queryByRole('option')).toBeNull()
  expect(screen.getByText('No command matches “qqq”.')).toBeTruthy()
})

test('arrows choose, Enter runs after the palette has closed', async () => {
  const order: string[] = []
  const { user, onClose } = await show(
    command('First', { run: () => order.push('first') }),
    command('Second', { run: () => order.push('second') }),
  )
  onClose.mockImplementation(() => order.push('closed'))
  await user.keyboard('{ArrowDown}{Enter}')
  await waitFor(() => expect(order).toEqual(['closed', 'second']))
})

test('the list goes round', async () => {
  const { user } = await show(command('First'), command('Second'), command('Third'))
  await user.keyboard('{ArrowUp}')
  expect(screen.getByRole('option', { selected: true }).textContent).toBe('Third')
})

test('a click runs', async () => {
  const run = vi.fn()
  const { user } = await show(command('Pause', { run }))
  await user.click(screen.getByRole('option', { name: 'Pause' }))
  await waitFor(() => expect(run).toHaveBeenCalledOnce())
})

test('Escape closes and runs nothing', async () => {
  const run = vi.fn()
  const { user, onClose } = await show(command('Pause', { run }))
  await user.keyboard('{Escape}')
  expect(onClose).toHaveBeenCalledOnce()
  expect(run).not.toHaveBeenCalled()
})

test('keys of other commands do nothing while it is open', async () => {
  const run = vi.fn()
  const { user } = await show(command('Pause', { keys: ['x'], run }))
  await user.keyboard('x')
  expect(run).not.toHaveBeenCalled()
})

test('Tab adds what a value stands for to the search', async () => {
  const filter = command('Allo', { filter: 'provider:allo-v2' })
  const { user, onClose } = await show(filter)
  navigate({ query: 'sink' })
  expect(screen.queryByRole('option')).toBeNull()
  await user.keyboard('allo')
  expect(screen.getByText('add to the filter')).toBeTruthy()
  await user.keyboard('{Tab}')
  expect(onClose).toHaveBeenCalledOnce()
  await waitFor(() => expect(address()).toBe('#/?q=sink+provider:allo-v2'))
})

const titled = (title: string, group: Command['group'], more: Partial<Command> = {}): Command => ({
  id: title,
  title,
  group,
  run: () => undefined,
  ...more,
})
const commands = [
  titled('Replay to the last target', 'This delivery'),
  titled('Save as HAR', 'This delivery', { keywords: 'export download' }),
  titled('Search deliveries', 'Stream'),
  titled('Search for the darkest', 'Stream'),
  titled('Sales agent', 'Go to', { note: 'endpoint, Replicer' }),
  titled('Settings', 'Go to'),
  titled('New endpoint…', 'Switchhook'),
  titled('Dark theme', 'Switchhook', { keywords: 'appearance colours mode' }),
  titled('Replicer', 'Filter', { note: 'provider:replicer', filter: 'provider:replicer' }),
]
const titles = (search: string) =>
  findCommands(commands, search).flatMap((group) => group.commands.map(({ title }) => title))

describe('findCommands', () => {
  test('nothing typed: all, in the order of their groups', () => {
    expect(titles('  ')).toEqual(commands.filter(({ filter }) => !filter).map(({ title }) => title))
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
    ['dark', 'Dark theme'],
    ['provider', 'Replicer'],
    ['provider:replicer', 'Replicer'],
  ])('%j finds %j first', (search, title) => expect(titles(search)[0]).toBe(title))

  test('words of the note and the keywords find, too; the title counts more', () => {
    expect(titles('download')).toEqual(['Save as HAR'])
    expect(titles('replicer')).toEqual(['Sales agent', 'Replicer'])
    expect(titles('endpoint').slice(0, 2)).toEqual(['New endpoint…', 'Sales agent'])
  })

  test('nothing fits: no groups', () => expect(findCommands(commands, 'zzz')).toEqual([]))
})
