// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { findProviders, ProviderPicker } from '../../../src/renderer/src/parts/provider-picker.tsx'
import { memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

const show = async (none?: string) => {
  const onChange = vi.fn()
  const element = <ProviderPicker label="Provider" value={null} onChange={onChange} {...(none ? { none } : {})} />
  return { onChange, ...(await renderWith(memoryEngine(), element)) }
}
const button = () => screen.getByRole('combobox', { name: 'Provider' })
const marked = () => screen.getByRole('option', { selected: true }).textContent

test('an arrow key opens it, arrows go round, Enter takes, and the focus is back on the button', async () => {
  const { user, onChange } = await show()
  button().focus()
  await user.keyboard('{ArrowDown}')
  expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Search providers' }))
  expect(marked()).toContain('Allo')
  await user.keyboard('{ArrowUp}')
  expect(marked()).toContain('OutCallerAI')
  await user.keyboard('{Enter}')
  expect(onChange).toHaveBeenCalledWith('outcallerai')
  expect(document.activeElement).toBe(button())
})

test('Escape chooses nothing; what nothing matches is said', async () => {
  const { user, onChange } = await show()
  await user.click(button())
  await user.keyboard('qqq')
  expect(screen.getByText('No provider matches “qqq”.')).toBeTruthy()
  await user.keyboard('{Enter}{Escape}')
  expect(screen.queryByRole('listbox')).toBeNull()
  expect(onChange).not.toHaveBeenCalled()
})

test('none is a choice where it has words', async () => {
  const { user, onChange } = await show('Detect automatically')
  expect(button().textContent).toContain('Detect automatically')
  await user.click(button())
  await user.click(screen.getByRole('option', { name: /Detect/ }))
  expect(onChange).toHaveBeenCalledWith(null)
})

const named = (...names: string[]) =>
  names.map((name) => ({ id: name.toLowerCase().replaceAll(' ', '-'), name }) as ProviderInfo)
const found = (search: string, none?: string) =>
  findProviders(named('Vonage', 'Bland AI', 'Aircall', 'Allo v1'), search, none).map(({ name }) => name)

test.each([
  ['', ['Aircall', 'Allo v1', 'Bland AI', 'Vonage']],
  ['a', ['Aircall', 'Allo v1', 'Bland AI', 'Vonage']],
  [' AI', ['Aircall', 'Bland AI']],
  ['allo-v', ['Allo v1']],
  ['v', ['Vonage', 'Allo v1']],
  ['x', []],
])('%j finds %j', (search, names) => expect(found(search)).toEqual(names))

test('the words for none stand first and are found by their letters', () => {
  expect(found('', 'Detect')[0]).toBe('Detect')
  expect(found('det', 'Detect')).toEqual(['Detect'])
})
