// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { ShortcutList, ShortcutSheet } from '../../../../src/renderer/src/features/shortcuts/shortcuts.tsx'
import { type Command, useCommands } from '../../../../src/renderer/src/state/commands.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const command = (id: string, title: string, keys: string[], part: Partial<Command> = {}): Command => ({
  id,
  title,
  keys,
  group: 'Stream',
  run: () => undefined,
  ...part,
})
const moves = [
  command('stream.next', 'Next delivery', ['j']),
  command('stream.down', 'Next delivery', ['ArrowDown']),
  command('stream.page-down', 'A page down', ['PageDown']),
  command('go.endpoint.end_1', 'Front desk', ['g 1'], { group: 'Go to' }),
  command('palette', 'Commands', ['Mod+k'], { group: 'Switchhook' }),
]
function Page({ commands, children }: { commands: Command[]; children: React.ReactNode }) {
  useCommands(commands)
  return children
}
const show = (element: React.ReactNode, commands = moves) =>
  renderWith(memoryEngine(), <Page commands={commands}>{element}</Page>)
const line = (title: string) => screen.getByText(title).parentElement?.textContent

test('keys by group, as they are printed on the keyboard', async () => {
  await show(<ShortcutSheet onClose={() => undefined} />)
  const sheet = within(screen.getByRole('dialog', { name: 'Keys' }))
  const titles = sheet.getAllByRole('heading', { level: 3 }).map((heading) => heading.textContent)
  expect(titles).toEqual(['Stream', 'Go to', 'Switchhook'])
  expect(line('Commands')).toBe('CommandsCtrl K')
  expect(line('Front desk')).toBe('Front deskg 1')
})

test('commands of one title are one line with all their keys', async () => {
  await show(<ShortcutList />)
  expect(line('Next delivery')).toBe('Next deliveryj↓')
})

test('a command without a key, or not possible now, has no line', async () => {
  await show(<ShortcutList />, [
    command('a', 'No key', []),
    command('b', 'Not now', ['b'], { when: () => false }),
    command('c', 'Now', ['c']),
  ])
  expect(screen.getAllByRole('term').map((term) => term.textContent)).toEqual(['Now'])
})

test('the brief list leaves out what only repeats', async () => {
  await show(<ShortcutList brief />)
  expect(screen.queryByText('A page down')).toBeNull()
  expect(screen.queryByText('Front desk')).toBeNull()
  expect(screen.getByText('Next delivery')).toBeTruthy()
})

test('it follows the commands as parts of the window come and go', async () => {
  const { rerender } = await show(<ShortcutList />)
  const added = [...moves, command('new', 'Brand-new', ['x'])]
  rerender(
    <Page commands={added}>
      <ShortcutList />
    </Page>,
  )
  expect(screen.getByText('Brand-new')).toBeTruthy()
})

test('Escape closes', async () => {
  const onClose = vi.fn()
  const { user } = await show(<ShortcutSheet onClose={onClose} />)
  await user.keyboard('{Escape}')
  expect(onClose).toHaveBeenCalledOnce()
})
