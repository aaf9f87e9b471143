// @vitest-environment jsdom
import { render, screen } from '@testing-library/react'
import { useState } from 'react'
import { afterEach, expect, test } from 'vitest'
import { useMedia, useSecondsUntil } from '../../../src/renderer/src/state/browser.ts'
import {
  type Command,
  possibleCommands,
  useCommands,
  usePossibleCommands,
} from '../../../src/renderer/src/state/commands.ts'
import { setGrouped, useGrouping } from '../../../src/renderer/src/state/grouping.ts'
import { happens, memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

afterEach(() => localStorage.clear())

const command = (id: string, part: Partial<Command> = {}): Command => ({
  ...{ id, title: id, group: 'Stream', run: () => undefined },
  ...part,
})
function Offers({ list }: { list: readonly Command[] }) {
  useCommands(list)
  return null
}
function Shown({ always = false }: { always?: boolean }) {
  return (
    <output>
      {usePossibleCommands(always)
        .map(({ title }) => title)
        .join()}
    </output>
  )
}
const shown = () => screen.getByRole('status').textContent
const ids = () => possibleCommands().map(({ id }) => id)

test('commands come and go with the part of the page that offers them', async () => {
  const { rerender } = await renderWith(memoryEngine(), <Offers list={[command('a'), command('b')]} />)
  expect(ids()).toEqual(['a', 'b'])
  rerender(<Offers list={[command('b')]} />)
  expect(ids()).toEqual(['b'])
  rerender(null)
  expect(ids()).toEqual([])
})

test('in the order of their groups, wherever they are offered', async () => {
  await renderWith(
    memoryEngine(),
    <>
      <Offers list={[command('go', { group: 'Go to' }), command('filter', { group: 'Filter' })]} />
      <Offers list={[command('delivery', { group: 'This delivery' })]} />
    </>,
  )
  expect(ids()).toEqual(['delivery', 'go', 'filter'])
})

test('what is not possible now is not there, unless all are asked for', async () => {
  const list = [command('a'), command('b', { when: () => false })]
  const { rerender } = await renderWith(
    memoryEngine(),
    <>
      <Offers list={list} />
      <Shown />
    </>,
  )
  expect(shown()).toBe('a')
  rerender(
    <>
      <Offers list={list} />
      <Shown always />
    </>,
  )
  expect(shown()).toBe('a,b')
})

test('who shows them hears of titles that change and of what becomes possible', async () => {
  let change: (next: { title: string; on: boolean }) => void = () => undefined
  function Part() {
    const [state, setState] = useState({ title: 'Pause', on: false })
    change = setState
    useCommands([command('pause', { title: state.title }), command('more', { when: () => state.on })])
    return null
  }
  await renderWith(
    memoryEngine(),
    <>
      <Part />
      <Shown />
    </>,
  )
  expect(shown()).toBe('Pause')
  await happens(() => change({ title: 'Resume', on: true }))
  expect(shown()).toBe('Resume,more')
})

test('where an id is offered twice, the one that came later counts', async () => {
  const said: string[] = []
  await renderWith(
    memoryEngine(),
    <>
      <Offers list={[command('a', { run: () => said.push('first') })]} />
      <Offers list={[command('a', { run: () => said.push('second') })]} />
    </>,
  )
  for (const each of possibleCommands()) each.run()
  expect(said).toEqual(['second'])
})

test('a command does what it means at the time, not what it meant when it was offered', async () => {
  const said: number[] = []
  const part = (value: number) => <Offers list={[command('a', { run: () => said.push(value) })]} />
  const { rerender } = await renderWith(memoryEngine(), part(1))
  const [held] = possibleCommands()
  rerender(part(2))
  possibleCommands()[0]?.run()
  held?.run()
  expect(said).toEqual([2, 1])
})

test('whether the stream is grouped is remembered', () => {
  setGrouped(true)
  expect(useGrouping.getState().grouped).toBe(true)
  expect(localStorage.getItem('switchhook.stream.grouped')).toBe('on')
  setGrouped(false)
  expect(localStorage.getItem('switchhook.stream.grouped')).toBe('off')
})

test('what depends on the size of the window follows it', async () => {
  const list = Object.assign(new EventTarget(), { matches: false })
  Object.assign(globalThis, { matchMedia: () => list })
  function Narrow() {
    return <output>{useMedia('(max-width: 800px)') ? 'narrow' : 'wide'}</output>
  }
  const { unmount } = render(<Narrow />)
  expect(shown()).toBe('wide')
  await happens(() => {
    list.matches = true
    list.dispatchEvent(new Event('change'))
  })
  expect(shown()).toBe('narrow')
  unmount()
})

test.each([
  [null, 'none'],
  [-5000, '0'],
  [90_400, '90'],
])('seconds until a moment %s ms from now: %s', async (ms, words) => {
  function Left() {
    const [at] = useState(ms === null ? null : Date.now() + ms)
    return <output>{useSecondsUntil(at) ?? 'none'}</output>
  }
  const { unmount } = render(<Left />)
  expect(shown()).toBe(words)
  unmount()
})
