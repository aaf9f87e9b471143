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

function Offering({ commands }: { commands: readonly Command[] }) {
  useCommands(commands)
  return null
}

const page = (commands: readonly Command[], brief = false) => (
  <>
    <Offering commands={commands} />
    <ShortcutList brief={brief} />
  </>
)
const lines = () => screen.queryAllByRole('term').map((term) => term.parentElement?.textContent)

test('commands of one title are one line with all their keys, by group', async () => {
  await renderWith(
    memoryEngine(),
    page([
      command('a', 'Settings', ['g s'], { group: 'Go to' }),
      command('b', 'Next delivery', ['j']),
      command('c', 'Next delivery', ['ArrowDown']),
      command('d', 'Without a key', []),
    ]),
  )
  expect(lines()).toEqual(['Next deliveryj↓', 'Settingsg s'])
  expect(screen.getAllByRole('heading').map(({ textContent }) => textContent)).toEqual(['Stream', 'Go to'])
})

test('what asks something first comes last in its group', async () => {
  await renderWith(
    memoryEngine(),
    page([command('a', 'Delete all…', ['Shift+Delete']), command('b', 'Search', ['/']), command('c', 'Pause', [' '])]),
  )
  expect(screen.getAllByRole('term').map(({ textContent }) => textContent)).toEqual(['Search', 'Pause', 'Delete all…'])
})

test('a command appears once it is possible, and goes when it is not', async () => {
  const next = (possible: boolean) => [command('stream.next', 'Next delivery', ['j'], { when: () => possible })]
  const { rerender } = await renderWith(memoryEngine(), page(next(false)))
  expect(lines()).toEqual([])
  rerender(page(next(true)))
  expect(lines()).toEqual(['Next deliveryj'])
  rerender(page(next(false)))
  expect(lines()).toEqual([])
})

test('the brief list leaves out what only repeats', async () => {
  const commands = [
    command('stream.next', 'Next delivery', ['j']),
    command('stream.page-down', 'A page down', ['PageDown']),
    command('go.endpoint.ep_1', 'Sales agent', ['g 1'], { group: 'Go to' }),
  ]
  const { rerender } = await renderWith(memoryEngine(), page(commands))
  expect(lines()).toHaveLength(3)
  rerender(page(commands, true))
  expect(lines()).toEqual(['Next deliveryj'])
})

const listed = (id: string, title: string, keys: string[], part: Partial<Command> = {}): Command => ({
  id,
  title,
  keys,
  group: 'Stream',
  run: () => undefined,
  ...part,
})
const moves = [
  listed('stream.next', 'Next delivery', ['j']),
  listed('stream.down', 'Next delivery', ['ArrowDown']),
  listed('stream.page-down', 'A page down', ['PageDown']),
  listed('go.endpoint.end_1', 'Front desk', ['g 1'], { group: 'Go to' }),
  listed('palette', 'Commands', ['Mod+k'], { group: 'Switchhook' }),
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
    listed('a', 'No key', []),
    listed('b', 'Not now', ['b'], { when: () => false }),
    listed('c', 'Now', ['c']),
  ])
  expect(screen.getAllByRole('term').map((term) => term.textContent)).toEqual(['Now'])
})

test('the brief list leaves out what only repeats', async () => {
  await show(<ShortcutList brief />)
  expect(screen.queryByText('A page down')).toBeNull()
  expect(screen.queryByText('Front desk')).toBeNull()
  expect(screen.getByText('Next delivery')).toBeTruthy()
})

test('the brief list stays as it is, whatever is possible at the moment', async () => {
  await show(<ShortcutList brief />, [
    listed('stream.check-all', 'Select all', ['Mod+a'], { when: () => false }),
    listed('stream.show-new', 'Show 3 new deliveries', ['.']),
    listed('delivery.replay', 'Replay', ['r'], { group: 'This delivery' }),
  ])
  expect(screen.getAllByRole('term').map((term) => term.textContent)).toEqual(['Select all'])
})

test('it follows the commands as parts of the window come and go', async () => {
  const { rerender } = await show(<ShortcutList />)
  const added = [...moves, listed('new', 'Brand-new', ['x'])]
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
