// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { ShortcutList } from '../../../../src/renderer/src/features/shortcuts/shortcuts.tsx'
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
