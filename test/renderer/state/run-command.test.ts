import { afterEach, expect, test, vi } from 'vitest'
import type { Command } from '../../../src/renderer/src/state/commands.ts'
import { runCommand, setHostCheck } from '../../../src/renderer/src/state/run-command.ts'

afterEach(() => setHostCheck(() => true))
const command = (part: Partial<Command> = {}) => ({
  ...{ id: 'x', title: 'Replay to another target…', group: 'This delivery' as const },
  ...part,
  run: vi.fn(),
})

test('while the host is away, what needs it is not begun', () => {
  setHostCheck(() => false)
  const needs = command()
  runCommand(needs)
  expect(needs.run).not.toHaveBeenCalled()
})

test.each<Partial<Command>>([{ offline: true }, { hidden: true }, { group: 'Go to' }])('%j works alone', (part) => {
  setHostCheck(() => false)
  const alone = command(part)
  runCommand(alone)
  expect(alone.run).toHaveBeenCalledOnce()
})

test('with the host everything runs', () => {
  const any = command()
  runCommand(any)
  expect(any.run).toHaveBeenCalledOnce()
})
