// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { Rail } from '../../../../src/renderer/src/features/rail/rail.tsx'
import { address, happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const show = (at = '#/') => renderWith(memoryEngine(), <Rail />, { at })
const names = () =>
  screen.getAllByRole('link').flatMap((link) => (link.closest('[data-view]') ? [link.getAttribute('aria-label')] : []))
const link = (name: string) => screen.getByRole('link', { name })
const field = (name: string) => screen.getByLabelText(name, { selector: 'input' })
const first = ['Signature failed', 'Schema differs', 'Near the deadline']

test('Shift V saves the search that is shown, under a name', async () => {
  const { user, inputs } = await show('#/?q=is%3Alate')
  await user.keyboard('{Shift>}v{/Shift}')
  expect(document.activeElement).toBe(field('Name'))
  expect(field('Search')).toHaveProperty('value', 'is:late')
  await user.keyboard('Too late{Enter}')
  await happens(() => undefined)
  expect(inputs('savedViews.add')).toEqual([{ name: 'Too late', query: 'is:late' }])
  expect(names()).toEqual([...first, 'Too late'])
  expect(link('Too late').getAttribute('aria-current')).toBe('page')
})

test('a view without a name, or with a search that cannot be read, is not saved', async () => {
  const { user, inputs } = await show()
  await user.click(screen.getByRole('button', { name: 'Save a search as a view' }))
  await user.click(screen.getByRole('button', { name: /^Save/ }))
  expect(screen.getByText('A name is needed.')).toBeTruthy()
  expect(screen.getByText('A search is needed.')).toBeTruthy()
  await user.type(field('Search'), 'typ:x')
  expect(screen.getByText('There is no field "typ:". Did you mean "type:"?')).toBeTruthy()
  expect(inputs('savedViews.add')).toEqual([])
})

test('what the engine refuses is told in the form', async () => {
  const { user, engine } = await show('#/?q=is%3Alate')
  engine.connection.fail('savedViews.add', new AppError('conflict', 'There are 50 views already.'))
  await user.keyboard('{Shift>}v{/Shift}X{Enter}')
  expect(await screen.findByText('There are 50 views already.')).toBeTruthy()
})

test('F2 changes a view, Alt and arrows move it, Delete removes it, and that can be undone', async () => {
  const { user, inputs } = await show()
  link('Schema differs').focus()
  await user.keyboard('{F2}')
  await user.clear(field('Name'))
  await user.keyboard('Differs{Enter}')
  await happens(() => undefined)
  expect(names()).toEqual(['Signature failed', 'Differs', 'Near the deadline'])
  link('Differs').focus()
  await user.keyboard('{Alt>}{ArrowUp}{/Alt}')
  await happens(() => undefined)
  expect(names()).toEqual(['Differs', 'Signature failed', 'Near the deadline'])
  await user.keyboard('{Alt>}{ArrowUp}{/Alt}')
  expect(inputs('savedViews.move')).toEqual([{ id: 'schema-differs', to: 0 }])
  link('Differs').focus()
  await user.keyboard('{Delete}')
  expect(await message('The view “Differs” was removed')).toBeTruthy()
  expect(names()).toEqual(['Signature failed', 'Near the deadline'])
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  await happens(() => undefined)
  expect(names()).toEqual(['Differs', 'Signature failed', 'Near the deadline'])
})

test('the menu offers the same; what is first cannot go up', async () => {
  const { user, inputs } = await show()
  await user.click(screen.getByRole('button', { name: 'More for Signature failed' }))
  const menu = within(screen.getByRole('menu'))
  expect(menu.getByRole('menuitem', { name: /^Move up/ }).getAttribute('aria-disabled')).toBe('true')
  await user.click(menu.getByRole('menuitem', { name: /^Move down/ }))
  expect(inputs('savedViews.move')).toEqual([{ id: 'signature-failed', to: 1 }])
})

test('a view that is shown can be changed by v; all can be removed and brought back', async () => {
  const { user, engine } = await show('#/?q=schema%3Adiffers')
  await user.keyboard('{Shift>}v{/Shift}')
  expect(screen.getByRole('dialog', { name: 'Change the view' })).toBeTruthy()
  await user.keyboard('{Escape}')
  for (const name of first) {
    link(name).focus()
    await user.keyboard('{Delete}')
    await happens(() => undefined)
  }
  expect(screen.getByText('None.')).toBeTruthy()
  await happens(() => engine.collections.calls['savedViews.restore']())
  expect(names()).toEqual(first)
})

test('Enter on a view leads to it', async () => {
  const { user } = await show()
  await user.click(link('Near the deadline'))
  await happens(() => undefined)
  expect(address()).toBe('#/?q=is:near-deadline')
})
