// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { SavedInput } from '../../../src/renderer/src/parts/saved-input.tsx'
import { happens, memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

/** Saves what is typed; `refuse` says why it is not taken. */
async function show(refuse: (value: string) => string | null = () => null, stored = 'one') {
  const saved: string[] = []
  const gate = { wait: Promise.resolve() }
  function Holder() {
    const [value, setValue] = useState(stored)
    const onSave = async (next: string) => {
      saved.push(next)
      await gate.wait
      const problem = refuse(next)
      if (problem !== null) throw new Error(problem)
      setValue(next)
    }
    return (
      <>
        <SavedInput label="Port" value={value} onSave={onSave} hint="0: any free one." />
        <output aria-label="Stored">{value}</output>
        <button type="button">Elsewhere</button>
      </>
    )
  }
  const shown = await renderWith(memoryEngine(), <Holder />)
  /** What is saved waits until the returned function is called. */
  const hold = () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    gate.wait = promise
    return resolve
  }
  return { ...shown, saved, hold }
}
const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Port' })
const stored = () => screen.getByRole('status', { name: 'Stored' }).textContent

test('Enter saves, and says so', async () => {
  const { user, saved } = await show()
  await user.type(field(), '!')
  expect(screen.getByText('Enter saves')).toBeTruthy()
  await user.keyboard('{Enter}')
  expect(saved).toEqual(['one!'])
  expect(await screen.findByText('saved')).toBeTruthy()
  expect(field().value).toBe('one!')
})

test('leaving the field saves', async () => {
  const { user, saved } = await show()
  await user.type(field(), '!')
  await user.tab()
  await happens(() => undefined)
  expect(saved).toEqual(['one!'])
  expect(stored()).toBe('one!')
})

test('Enter and leaving the field at once is one saving', async () => {
  const { user, saved, hold } = await show()
  const answer = hold()
  await user.type(field(), '!{Enter}')
  await user.tab()
  await happens(answer)
  expect(saved).toEqual(['one!'])
})

test('what is typed while it is being saved is not lost', async () => {
  const { user, saved, hold } = await show()
  const answer = hold()
  await user.type(field(), '!{Enter}')
  await user.type(field(), '?')
  await happens(answer)
  expect(field().value).toBe('one!?')
  expect(stored()).toBe('one!')
  await user.keyboard('{Enter}')
  await happens(() => undefined)
  expect(saved).toEqual(['one!', 'one!?'])
})

test('nothing typed, nothing saved', async () => {
  const { user, saved } = await show()
  await user.click(field())
  await user.keyboard('{Enter}')
  await user.tab()
  expect(saved).toEqual([])
})

test('Escape takes back what was typed, and goes no further', async () => {
  const { user, saved } = await show()
  const above = vi.fn()
  document.body.addEventListener('keydown', above)
  await user.type(field(), '!')
  above.mockClear()
  await user.keyboard('{Escape}')
  expect(field().value).toBe('one')
  expect(above).not.toHaveBeenCalled()
  await user.keyboard('{Escape}')
  expect(above).toHaveBeenCalledOnce()
  document.body.removeEventListener('keydown', above)
  await user.tab()
  expect(saved).toEqual([])
})

test('what is refused stays in the field with the reason, and can be put right', async () => {
  const { user } = await show((value) => (value.includes('x') ? 'must be a number' : null))
  await user.type(field(), 'x{Enter}')
  expect((await screen.findByRole('alert')).textContent).toBe('must be a number')
  expect(field().value).toBe('onex')
  expect(field().getAttribute('aria-invalid')).toBe('true')
  expect(screen.queryByText('0: any free one.')).toBeNull()
  await user.type(field(), '{Backspace}2{Enter}')
  expect(await screen.findByText('saved')).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
  expect(stored()).toBe('one2')
})

test('typed back to what is stored, nothing is wrong any more', async () => {
  const { user } = await show(() => 'must be a number')
  await user.type(field(), 'x{Enter}')
  await screen.findByRole('alert')
  await user.type(field(), '{Backspace}')
  expect(screen.queryByRole('alert')).toBeNull()
  expect(field().getAttribute('aria-invalid')).toBe('false')
  expect(screen.getByText('0: any free one.')).toBeTruthy()
})

test('a value that changes elsewhere is shown, unless somebody is typing another', async () => {
  const input = (value: string) => <SavedInput label="Port" value={value} onSave={async () => undefined} />
  const { user, rerender } = await renderWith(memoryEngine(), input('one'))
  rerender(input('two'))
  expect(field().value).toBe('two')
  await user.type(field(), '!')
  rerender(input('three'))
  expect(field().value).toBe('two!')
  await user.keyboard('{Escape}')
  expect(field().value).toBe('three')
})

test('its name is heard whether it is seen or not', async () => {
  const input = (showLabel: boolean) => (
    <SavedInput label="Port" showLabel={showLabel} value="" onSave={async () => undefined} hint="A hint." />
  )
  const { rerender } = await renderWith(memoryEngine(), input(false))
  expect(screen.queryByText('Port')).toBeNull()
  expect(screen.getByRole('textbox', { name: 'Port', description: 'A hint.' })).toBeTruthy()
  rerender(input(true))
  expect(screen.getByText('Port')).toBeTruthy()
})
