// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { useState } from 'react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { CopyButton } from '../../../src/renderer/src/ui/buttons.tsx'
import { Field } from '../../../src/renderer/src/ui/inputs.tsx'
import { Menu, MenuItem } from '../../../src/renderer/src/ui/overlays.tsx'
import { countFitting, TabPanel, Tabs } from '../../../src/renderer/src/ui/tabs.tsx'
import { RichText } from '../../../src/renderer/src/ui/text.tsx'
import { toast } from '../../../src/renderer/src/ui/toast.tsx'
import { clipboard, happens, memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

const show = (element: React.ReactNode) => renderWith(memoryEngine(), element)
const button = (name: string | RegExp) => screen.getByRole('button', { name })

test('a copy button copies and says so on itself', async () => {
  const { user } = await show(<CopyButton text="abc" label="Copy the id" />)
  await user.click(button('Copy the id'))
  expect(await screen.findByRole('button', { name: 'Copied' })).toBeTruthy()
  expect(await clipboard()).toBe('abc')
})

test('a copy button with a word keeps its name', async () => {
  const { user } = await show(<CopyButton text="abc" label="Copy the URL" word="Copy" />)
  await user.click(button('Copy the URL'))
  expect(await screen.findByText('Copied')).toBeTruthy()
  expect(button('Copy the URL')).toBeTruthy()
})

test('where the browser does not allow copying nothing is claimed', async () => {
  const { user } = await show(<CopyButton text="abc" label="Copy the id" />)
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'))
  document.execCommand = () => false
  onTestFinished(() => void vi.restoreAllMocks())
  await user.click(button('Copy the id'))
  expect(button('Copy the id')).toBeTruthy()
})

test('where there is no Clipboard API a selected text is copied', async () => {
  const { user } = await show(<CopyButton text="abc" label="Copy the id" />)
  vi.spyOn(navigator.clipboard, 'writeText').mockRejectedValue(new Error('not allowed'))
  onTestFinished(() => void vi.restoreAllMocks())
  let copied = ''
  document.execCommand = () => {
    copied = document.querySelector('textarea')?.value ?? ''
    return true
  }
  await user.click(button('Copy the id'))
  expect(copied).toBe('abc')
  expect(await screen.findByRole('button', { name: 'Copied' })).toBe(document.activeElement)
})

const openMenu = async (onSelect = vi.fn()) => {
  const shown = await show(
    <Menu trigger={<button type="button">More</button>}>
      <MenuItem onSelect={onSelect}>Copy</MenuItem>
      <MenuItem disabled onSelect={onSelect}>
        Not now
      </MenuItem>
      <MenuItem onSelect={() => onSelect('deleted')} note="for good">
        Delete
      </MenuItem>
    </Menu>,
  )
  button('More').focus()
  await shown.user.keyboard('{Enter}')
  return { onSelect, ...shown }
}

test('a menu opens by key, its items are walked by arrows, one that is off is left out', async () => {
  const { user, onSelect } = await openMenu()
  expect(document.activeElement).toBe(screen.getByRole('menuitem', { name: 'Copy' }))
  await user.keyboard('{ArrowDown}')
  expect(document.activeElement).toBe(screen.getByRole('menuitem', { name: 'Delete for good' }))
  await user.keyboard('{Enter}')
  expect(onSelect).toHaveBeenCalledExactlyOnceWith('deleted')
})

test('Escape closes a menu and gives the focus back', async () => {
  const { user, onSelect } = await openMenu()
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('menu')).toBeNull()
  expect(document.activeElement).toBe(button('More'))
  expect(onSelect).not.toHaveBeenCalled()
})

function Two() {
  const [value, setValue] = useState('a')
  const items = [
    { id: 'a', label: 'First', count: 0 },
    { id: 'b', label: 'Second', count: 3 },
  ]
  return (
    <Tabs label="Parts" items={items} value={value} onChange={setValue}>
      <TabPanel id="a">one</TabPanel>
      <TabPanel id="b">two</TabPanel>
    </Tabs>
  )
}

test('tabs: one panel at a time, a count only where there is something', async () => {
  const { user } = await show(<Two />)
  expect(screen.getByRole('tab', { name: 'First' }).getAttribute('aria-selected')).toBe('true')
  expect(screen.getByRole('tabpanel').textContent).toBe('one')
  await user.click(screen.getByRole('tab', { name: 'Second3' }))
  expect(screen.getByRole('tabpanel', { name: 'Second3' }).textContent).toBe('two')
  await user.keyboard('{ArrowRight}')
  expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'First' }))
})

test('a message with details and an action; it can be dismissed', async () => {
  const { user } = await show(null)
  const run = vi.fn()
  await happens(() => toast({ tone: 'bad', title: 'No answer', detail: 'Why', action: { label: 'Show', run } }))
  expect(screen.getByText('No answer')).toBeTruthy()
  expect(screen.getByText('Why')).toBeTruthy()
  await user.click(button('Show'))
  expect(run).toHaveBeenCalledOnce()
  await happens(() => toast({ tone: 'ok', title: 'Saved' }))
  await user.click(button('Dismiss'))
  expect(screen.queryByText('Saved')).toBeNull()
})

test('the newest message is the only one', async () => {
  await show(null)
  await happens(() => {
    for (const title of ['one', 'two', 'three']) toast({ tone: 'ok', title })
  })
  expect(screen.queryByText('two')).toBeNull()
  expect(screen.getAllByRole('button', { name: 'Dismiss' })).toHaveLength(1)
})

test('a field: its hint describes it, what is wrong takes the hint’s place', async () => {
  const field = (error: string | null) => (
    <Field label="Name" hint="In the list." error={error}>
      {(control) => <input {...control} />}
    </Field>
  )
  const { rerender } = await show(field(null))
  expect(screen.getByRole('textbox', { name: 'Name', description: 'In the list.' })).toBeTruthy()
  rerender(field('a name is needed'))
  const input = screen.getByRole('textbox', { name: 'Name', description: 'a name is needed' })
  expect(input.getAttribute('aria-invalid')).toBe('true')
  expect(screen.queryByText('In the list.')).toBeNull()
})

test('code and strong words in a sentence; everything else is text', async () => {
  await show(<RichText text="Send `X-Sig` **now** <b>not bold</b>" />)
  expect(screen.getByText('X-Sig').tagName).toBe('CODE')
  expect(screen.getByText('now').tagName).toBe('B')
  expect(screen.getByText(/<b>not bold<\/b>/)).toBeTruthy()
})

test.each([
  [[40, 40, 40], 128, 3],
  [[40, 40, 40], 127, 2],
  [[40, 40, 40], 108, 2],
  [[40, 40, 40], 107, 1],
  [[40, 40, 40], 10, 1],
  [[], 0, 0],
])('of tabs %j as many stand in %i px as have room with the button for the rest: %i', (widths, room, count) =>
  expect(countFitting(widths, room)).toBe(count),
)
