// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { describe, expect, test, vi } from 'vitest'
import { IconButton } from '../../../src/renderer/src/ui/buttons.tsx'
import { Checkbox, Field, Input, Problem, Radio, Segmented, Select } from '../../../src/renderer/src/ui/inputs.tsx'
import { Fact, Facts, Finding, FormSection } from '../../../src/renderer/src/ui/layout.tsx'
import { ConfirmDialog, Dialog } from '../../../src/renderer/src/ui/overlays.tsx'
import { type TabItem, TabPanel, Tabs } from '../../../src/renderer/src/ui/tabs.tsx'
import { KeyCap, keyLabel } from '../../../src/renderer/src/ui/tooltip.tsx'
import { happens, memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

const show = (element: React.ReactNode) => renderWith(memoryEngine(), element)

describe('fields', () => {
  test('a label leads to its control, whichever that is', async () => {
    const { user } = await show(
      <>
        <Field label="Name">{(ids) => <Input {...ids} />}</Field>
        <Field label="Kind">
          {(ids) => (
            <Select {...ids} defaultValue="b">
              <option value="a">A</option>
              <option value="b">B</option>
            </Select>
          )}
        </Field>
      </>,
    )
    await user.click(screen.getByText('Name'))
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Name' }))
    expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Kind' }).value).toBe('b')
  })

  test('what is wrong is announced, by a sign and by words', async () => {
    const field = (error: string | null) => (
      <Field label="Port" hint="0: any" error={error}>
        {(ids) => <Input {...ids} />}
      </Field>
    )
    const { rerender } = await show(field(null))
    expect(screen.queryByRole('alert')).toBeNull()
    rerender(field('must be a number'))
    expect(screen.getByRole('alert').textContent).toBe('must be a number')
    expect(screen.getByRole('alert').querySelector('svg')).toBeTruthy()
  })

  test('no problem is nothing at all', async () => {
    await show(<Problem text={null} />)
    expect(screen.queryByRole('alert')).toBeNull()
  })

  test('what is typed is not corrected, completed or underlined', async () => {
    await show(<Input aria-label="Secret" />)
    const input = screen.getByRole<HTMLInputElement>('textbox')
    expect(input.autocomplete).toBe('off')
    expect(input.getAttribute('spellcheck')).toBe('false')
  })

  test('choices are heard with their explanations', async () => {
    const onChange = vi.fn()
    const { user } = await show(
      <>
        <Checkbox label="Safe" note="personal data is replaced" onChange={onChange} />
        <Radio name="to" label="Download" note="one zip" onChange={onChange} />
      </>,
    )
    await user.click(screen.getByRole('checkbox', { name: 'Safe personal data is replaced' }))
    await user.click(screen.getByText('one zip'))
    expect(onChange).toHaveBeenCalledTimes(2)
  })

  test('of views side by side one is pressed', async () => {
    function Views() {
      const [view, setView] = useState<'a' | 'b'>('a')
      const options = [
        { id: 'a', label: 'First' },
        { id: 'b', label: 'Second' },
      ] as const
      return <Segmented label="View" options={options} value={view} onChange={setView} />
    }
    const { user } = await show(<Views />)
    await user.click(screen.getByRole('button', { name: 'Second' }))
    expect(screen.getAllByRole('button', { pressed: true }).map(({ textContent }) => textContent)).toEqual(['Second'])
    expect(screen.getByRole('group', { name: 'View' })).toBeTruthy()
  })
})

describe('tabs', () => {
  const items: TabItem[] = ['One', 'Two', 'Three', 'Four'].map((label) => ({ id: label.toLowerCase(), label }))

  /** A bar in which each tab is 100 px wide. */
  async function tabs(width: number, start = 'one') {
    vi.spyOn(Element.prototype, 'getBoundingClientRect').mockReturnValue({ width: 100 } as DOMRect)
    function Page() {
      const [value, setValue] = useState(start)
      return (
        <Tabs label="Parts" items={items} value={value} onChange={setValue}>
          {items.map(({ id, label }) => (
            <TabPanel key={id} id={id}>
              {label} panel
            </TabPanel>
          ))}
        </Tabs>
      )
    }
    const client = Object.getOwnPropertyDescriptor(HTMLElement.prototype, 'clientWidth')
    const shown = await show(null)
    Object.defineProperty(HTMLElement.prototype, 'clientWidth', { configurable: true, get: () => width })
    shown.rerender(<Page />)
    await happens(() => undefined)
    vi.restoreAllMocks()
    if (client) Object.defineProperty(HTMLElement.prototype, 'clientWidth', client)
    return shown
  }
  const shown = () => screen.getAllByRole('tab').map(({ textContent }) => textContent)

  test('all of them where they have room', async () => {
    await tabs(1000)
    expect(shown()).toEqual(['One', 'Two', 'Three', 'Four'])
    expect(screen.queryByRole('button', { name: /more$/ })).toBeNull()
  })

  test('those without room are in a menu, and go on from there into the bar', async () => {
    const { user } = await tabs(300)
    expect(shown()).toEqual(['One', 'Two'])
    await user.click(screen.getByRole('button', { name: '2 more' }))
    expect(screen.getAllByRole('menuitem').map((item) => item.textContent?.trim())).toEqual(['Three', 'Four'])
    await user.click(screen.getByRole('menuitem', { name: 'Four' }))
    expect(screen.getByRole('tabpanel').textContent).toBe('Four panel')
    expect(shown()).toEqual(['One', 'Four'])
  })

  test('the chosen one is always in the bar', async () => {
    await tabs(160, 'three')
    expect(shown()).toEqual(['Three'])
    expect(screen.getByRole('tab', { selected: true }).textContent).toBe('Three')
  })
})

describe('dialogs', () => {
  test('Enter in a field is the primary button; Escape closes and gives the focus back', async () => {
    const [onSubmit, onClose] = [vi.fn(), vi.fn()]
    function Page() {
      const [open, setOpen] = useState(false)
      const close = () => {
        onClose()
        setOpen(false)
      }
      return (
        <>
          <button type="button" onClick={() => setOpen(true)}>
            Open
          </button>
          {open ? (
            <Dialog
              title="Rename"
              description="It is shown in the list."
              onClose={close}
              onSubmit={onSubmit}
              actions={null}
            >
              <Input aria-label="Name" autoFocus />
            </Dialog>
          ) : null}
        </>
      )
    }
    const { user } = await show(<Page />)
    await user.click(screen.getByRole('button', { name: 'Open' }))
    expect(screen.getByRole('dialog', { name: 'Rename', description: 'It is shown in the list.' })).toBeTruthy()
    expect(document.activeElement).toBe(screen.getByRole('textbox', { name: 'Name' }))
    await user.keyboard('{Enter}')
    expect(onSubmit).toHaveBeenCalledOnce()
    await user.keyboard('{Escape}')
    expect(onClose).toHaveBeenCalledOnce()
    await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Open' })))
  })

  const confirm = (onConfirm: () => Promise<void>, onClose = vi.fn(), danger = true) => (
    <ConfirmDialog
      {...{ title: 'Delete it?', description: 'It is gone then.', action: 'Delete', danger, onClose, onConfirm }}
      errorText={(error) => (error as Error).message}
    />
  )

  test('what cannot be undone begins at the button that does nothing', async () => {
    const { user } = await show(confirm(async () => undefined))
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel' }))
    await user.keyboard('{Tab}')
    expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Delete' }))
  })

  test('confirmed once; it closes when it is done', async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const [onConfirm, onClose] = [vi.fn(() => promise), vi.fn()]
    const { user } = await show(confirm(onConfirm, onClose))
    await user.dblClick(screen.getByRole('button', { name: 'Delete' }))
    expect(onConfirm).toHaveBeenCalledOnce()
    expect(onClose).not.toHaveBeenCalled()
    await happens(resolve)
    expect(onClose).toHaveBeenCalledOnce()
  })

  test('where it fails it stays, says why, and can be tried again', async () => {
    const onConfirm = vi.fn().mockRejectedValueOnce(new Error('The disk is full.')).mockResolvedValue(undefined)
    const onClose = vi.fn()
    const { user } = await show(confirm(onConfirm, onClose))
    await user.click(screen.getByRole('button', { name: 'Delete' }))
    expect((await screen.findByRole('alert')).textContent).toBe('The disk is full.')
    await user.click(screen.getByRole('button', { name: 'Delete' }))
    await happens(() => undefined)
    expect(onClose).toHaveBeenCalledOnce()
  })
})

describe('keys', () => {
  test.each([
    ['Mod+k', false, 'Ctrl K'],
    ['Mod+k', true, '⌘ K'],
    ['Shift+r', false, 'Shift r'],
    ['g a', false, 'g a'],
    ['ArrowDown', false, '↓'],
    ['Alt+ArrowUp', false, 'Alt ↑'],
    [' ', false, 'Space'],
    ['Escape', false, 'Esc'],
    ['Mod+Enter', true, '⌘ Enter'],
    ['?', false, '?'],
  ])('%s is printed as on the keyboard (Mac: %s): %s', (keys, mac, label) => expect(keyLabel(keys, mac)).toBe(label))

  test('an icon’s name is heard at once and seen on hover, with its key', async () => {
    const { user } = await show(<IconButton label="Find" keys="Mod+f" icon={<i />} />)
    const button = screen.getByRole('button', { name: 'Find' })
    expect(screen.queryByRole('tooltip')).toBeNull()
    await user.hover(button)
    expect((await screen.findByRole('tooltip')).textContent).toContain('Find')
    expect(screen.getByRole('tooltip').textContent).toContain(keyLabel('Mod+f'))
    fireEvent.keyDown(button, { key: 'Escape' })
    await waitFor(() => expect(screen.queryByRole('tooltip')).toBeNull())
  })

  test('a key is marked up as one', async () => {
    await show(<KeyCap keys="F8" />)
    expect(screen.getByText('F8').tagName).toBe('KBD')
  })
})

describe('layout', () => {
  test('a subject of a page of settings is a region with its name', async () => {
    await show(
      <FormSection title="Receiver" note="Now on 127.0.0.1.">
        <p>port</p>
      </FormSection>,
    )
    expect(screen.getByRole('region', { name: 'Receiver' }).textContent).toContain('Now on 127.0.0.1.')
  })

  test('names and values belong together', async () => {
    await show(
      <Facts>
        <Fact name="Version">1.2.3</Fact>
        <Fact name="Size">4 GB</Fact>
      </Facts>,
    )
    expect(screen.getAllByRole('term').map(({ textContent }) => textContent)).toEqual(['Version', 'Size'])
    expect(screen.getAllByRole('definition').map(({ textContent }) => textContent)).toEqual(['1.2.3', '4 GB'])
  })

  test('a finding says what it is, on what evidence, and what to do', async () => {
    await show(
      <Finding title="No active secret" actions={<button type="button">Add</button>}>
        Signatures cannot be checked.
      </Finding>,
    )
    expect(screen.getByText('No active secret')).toBeTruthy()
    expect(screen.getByText('Signatures cannot be checked.')).toBeTruthy()
    expect(screen.getByRole('button', { name: 'Add' })).toBeTruthy()
  })
})
