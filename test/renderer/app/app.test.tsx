// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { App } from '../../../src/renderer/src/app/app.tsx'
import type { MemoryEngine } from '../../support/renderer-client.ts'
import { deliveries } from '../../support/renderer-deliveries.ts'
import { setMedia } from '../../support/renderer-dom.ts'
import { address, clipboard, happens, memoryEngine, message, renderWith } from '../../support/renderer-screen.tsx'

const show = async (at = '#/', change: (engine: MemoryEngine) => void = () => undefined) => {
  const engine = memoryEngine((engine) => {
    engine.deliveries = deliveries(3)
    engine.status = { ...engine.status, deliveries: 3 }
    change(engine)
  })
  return renderWith(engine, <App connection={engine.connection} />, { at, bare: true })
}
const firstRun = (engine: MemoryEngine) => {
  engine.deliveries = []
  engine.status = { ...engine.status, deliveries: 0 }
  engine.settings = { ...engine.settings, guideDone: false }
}
const open = async (user: Awaited<ReturnType<typeof show>>['user'], command: string) => {
  await user.keyboard('{Control>}k{/Control}')
  await user.keyboard(`${command}{Enter}`)
}

test('the stream, and the keys where nothing is selected', async () => {
  await show()
  expect(await screen.findByText('Caller 3')).toBeTruthy()
  expect(screen.getByRole('region', { name: 'Keys' })).toBeTruthy()
})

test.each([
  ['#/settings', 'Settings'],
  ['#/endpoint/end_1/settings', 'Front desk'],
])('%s shows its page', async (at, title) => {
  await show(at)
  expect(screen.getByRole('heading', { level: 1, name: title })).toBeTruthy()
})

test('a delivery is opened, walked with j, and closed', async () => {
  const { user } = await show()
  await user.click(await screen.findByText('Caller 3'))
  expect(await screen.findByRole('region', { name: 'Delivery' })).toBeTruthy()
  await user.keyboard('j')
  await waitFor(() => expect(screen.getByTitle(/^Front desk, Caller 2,/)).toBeTruthy())
  await user.keyboard('{Escape}')
  expect(screen.queryByRole('region', { name: 'Delivery' })).toBeNull()
})

test('who goes through the deliveries from the rail goes on in the list', async () => {
  const { user } = await show()
  await screen.findByText('Caller 3')
  screen.getByRole('link', { name: /^All deliveries/ }).focus()
  await user.keyboard('j')
  expect(document.activeElement).toBe(screen.getByRole('listbox', { name: 'Deliveries' }))
  await user.keyboard('{ArrowDown}')
  await waitFor(() => expect(screen.getByTitle(/^Front desk, Caller 2,/)).toBeTruthy())
})

test('a page that takes the focus along leaves it to the next one', async () => {
  const { user } = await show()
  await screen.findByText('Caller 3')
  screen.getByRole('listbox', { name: 'Deliveries' }).focus()
  await user.keyboard('gs')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('main')))
  await user.keyboard('ga')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('listbox', { name: 'Deliveries' })))
})

test('Enter goes to the delivery, whose tabs take the arrow keys', async () => {
  const { user } = await show('#/?d=d2')
  await user.keyboard('{Enter}')
  expect(document.activeElement).toBe(screen.getByRole('tab', { name: 'Overview' }))
})

test('the palette leads to a page', async () => {
  const { user } = await show()
  await open(user, 'settings of front')
  await waitFor(() => expect(address()).toBe('#/endpoint/end_1/settings'))
})

test('the status bar opens the palette, too; ? shows the keys', async () => {
  const { user } = await show()
  await user.click(screen.getByRole('button', { name: /^Commands/ }))
  expect(screen.getByRole('dialog', { name: 'Commands' })).toBeTruthy()
  await user.keyboard('{Escape}')
  await user.keyboard('?')
  expect(screen.getByRole('dialog', { name: 'Keys' })).toBeTruthy()
})

test('single letters do nothing while text is typed', async () => {
  const { user } = await show()
  await user.click(screen.getByRole('combobox', { name: 'Search deliveries' }))
  await user.keyboard('nj?')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(address()).not.toContain('d=')
})

test('the live tail is paused and goes on, by key and button', async () => {
  const { user } = await show()
  await user.keyboard(' ')
  await user.click(screen.getByRole('button', { name: 'Paused' }))
  expect(screen.getByRole('button', { name: 'Live' })).toBeTruthy()
})

test('a host that refuses, and one that cannot be reached', async () => {
  const { engine } = await show()
  await happens(() => engine.tellStatus({ receiver: { ...engine.status.receiver, state: 'refusing' } }))
  expect(screen.getByRole('button', { name: 'Refusing' })).toBeTruthy()
  await happens(() => engine.connection.set('lost'))
  expect(screen.getByRole('button', { name: 'Disconnected' })).toHaveProperty('disabled', true)
})

test('a connection that is back brings everything up to date', async () => {
  const { engine } = await show()
  await screen.findByText('Caller 3')
  await happens(() => engine.connection.set('lost'))
  engine.deliveries = deliveries(5)
  engine.status = { ...engine.status, deliveries: 5 }
  await happens(() => engine.connection.set('open'))
  expect(await screen.findByText('Caller 5')).toBeTruthy()
  expect(await screen.findByText('5 deliveries')).toBeTruthy()
})

test('first run: the guide instead of the keys, with search and chips like every list', async () => {
  await show('#/', firstRun)
  expect(screen.getByRole('region', { name: 'First steps' })).toBeTruthy()
  expect(screen.getByRole('combobox', { name: 'Search deliveries' })).toBeTruthy()
  expect(screen.getByRole('toolbar', { name: 'Filters' })).toBeTruthy()
  expect(screen.getByText('Live, waiting for the first delivery')).toBeTruthy()
  expect(screen.queryByRole('region', { name: 'Keys' })).toBeNull()
})

test('a guide that was put away stays away', async () => {
  await show('#/', (engine) => {
    firstRun(engine)
    engine.settings = { ...engine.settings, guideDone: true }
  })
  expect(screen.queryByRole('region', { name: 'First steps' })).toBeNull()
  expect(screen.getByRole('combobox', { name: 'Search deliveries' })).toBeTruthy()
})

test('the guide does not come back by itself when all deliveries are deleted', async () => {
  const { engine } = await show('#/', firstRun)
  await happens(() => engine.tellStatus({ deliveries: 1 }))
  expect(engine.settings.guideDone).toBe(true)
  await happens(() => engine.tellStatus({ deliveries: 0 }))
  expect(screen.queryByRole('region', { name: 'First steps' })).toBeNull()
})

test.each(['#/settings', '#/endpoint/end_1/settings', '#/endpoint/end_1', '#/'])(
  '/ goes to the search from %s',
  async (at) => {
    const { user } = await show(at)
    await user.keyboard('/nj')
    expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Search deliveries' }))
    expect(screen.getByRole('combobox', { name: 'Search deliveries' })).toHaveProperty('value', 'nj')
  },
)

test('/ goes to the search of the guide, and of a stream that a delivery covers', async () => {
  const { user } = await show('#/', firstRun)
  await user.keyboard('/')
  expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Search deliveries' }))
})

test('in a narrow window / closes the delivery that covers the search', async () => {
  const { user } = await show()
  await happens(() => setMedia('(max-width: 860px)', '(max-width: 1180px)'))
  await user.click(await screen.findByText('Caller 3'))
  await screen.findByRole('region', { name: 'Delivery' })
  await user.keyboard('/')
  expect(address()).toBe('#/')
  expect(document.activeElement).toBe(screen.getByRole('combobox', { name: 'Search deliveries' }))
})

test('the guide comes back when it is asked for', async () => {
  const { user } = await show('#/settings')
  await open(user, 'first steps')
  expect(await screen.findByRole('region', { name: 'First steps' })).toBeTruthy()
})

test('an endpoint’s page leads to its settings and copies its URL', async () => {
  const { user } = await show('#/endpoint/end_1')
  await user.click(screen.getByRole('button', { name: 'Copy the URL of Front desk' }))
  expect(await clipboard()).toContain('/in/q83vEjRWeJCrze8SNFZ4kA')
  await user.click(screen.getByRole('button', { name: 'Settings of Front desk' }))
  expect(address()).toBe('#/endpoint/end_1/settings')
})

test('f saves a fixture of the selected delivery', async () => {
  const { user, inputs } = await show('#/?d=d2')
  await user.keyboard('f')
  expect(inputs('exports.render')).toEqual([{ what: { ids: ['d2'] }, format: 'fixture' }])
  expect(await message('Saved 1.fixture')).toBeTruthy()
})

test('the palette copies the selected delivery as text', async () => {
  const { user } = await show('#/?d=d2')
  await open(user, 'copy as curl')
  expect(await message('cURL copied')).toBeTruthy()
  expect(await clipboard()).toBe('curl of d2')
})

test('the line between stream and delivery moves by keys, and is remembered', async () => {
  localStorage.clear()
  const { user } = await show('#/?d=d2')
  const line = screen.getByRole('separator', { name: 'Width of the delivery' })
  const before = Number(line.getAttribute('aria-valuenow'))
  line.focus()
  await user.keyboard('{ArrowLeft}{ArrowLeft}{ArrowRight}')
  expect(Number(line.getAttribute('aria-valuenow'))).toBe(before + 16)
  expect(Object.values({ ...localStorage })).toEqual([String(before + 16)])
  await user.keyboard('{Home}')
  expect(Number(line.getAttribute('aria-valuenow'))).toBe(before)
})

test('in a narrow window the delivery takes the stream’s place', async () => {
  const { user } = await show()
  await happens(() => setMedia('(max-width: 860px)', '(max-width: 1180px)'))
  await user.click(await screen.findByText('Caller 3'))
  expect(await screen.findByRole('region', { name: 'Delivery' })).toBeTruthy()
  expect(screen.queryByRole('separator')).toBeNull()
  expect(document.querySelector('section[aria-label="Stream"]')?.hasAttribute('inert')).toBe(true)
})

test('the palette finds the theme, the settings, and a provider to filter by', async () => {
  const { user, engine } = await show()
  await open(user, 'dark')
  await waitFor(() => expect(document.documentElement.dataset.theme).toBe('dark'))
  await open(user, 'theme of')
  await waitFor(() => expect(engine.settings.theme).toBe('system'))
  await open(user, 'outcaller')
  await waitFor(() => expect(address()).toBe('#/?q=provider:outcallerai'))
})

test('letters are no commands while the palette is still being loaded', async () => {
  const { user, inputs } = await show('#/?d=d2')
  const loading = document.createElement('div')
  loading.dataset.takesKeys = ''
  document.body.append(loading)
  await user.keyboard('rnj')
  loading.remove()
  expect(inputs('replays.send')).toEqual([])
  expect(address()).toBe('#/?d=d2')
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('g leads to the pages', async () => {
  const { user } = await show('#/endpoint/end_1')
  await user.keyboard('ge')
  expect(address()).toBe('#/endpoint/end_1/settings')
  await user.keyboard('gs')
  expect(address()).toBe('#/settings')
  await user.keyboard('gf')
  expect(await screen.findByRole('region', { name: 'First steps' })).toBeTruthy()
})

test('a right click on a row offers what the keys do', async () => {
  const { user } = await show()
  fireEvent.contextMenu(await screen.findByText('Caller 2'))
  const menu = await screen.findByRole('menu', { name: 'Commands for this delivery' })
  expect(address()).toBe('#/?d=d2')
  for (const words of [/^Replay to the last target/, /^Save as test fixture/, /^Copy as cURL/])
    expect(within(menu).getByRole('menuitem', { name: words })).toBeTruthy()
  await user.click(within(menu).getByRole('menuitem', { name: /^Delete the delivery/ }))
  expect(await screen.findByRole('dialog', { name: 'Delete this delivery?' })).toBeTruthy()
})

test('a full stop shows what waits behind “new”', async () => {
  const { user, engine } = await show('#/?d=d2')
  await screen.findByText('Caller 3')
  await happens(() => engine.arrive(...deliveries(4).slice(3)))
  expect(await screen.findByRole('button', { name: /^1 new/ })).toBeTruthy()
  expect(screen.queryByText('Caller 4')).toBeNull()
  await user.keyboard('.')
  expect(await screen.findByText('Caller 4')).toBeTruthy()
  expect(address()).toBe('#/?d=d2')
})

test('the theme of the settings is the page’s', async () => {
  const { user } = await show('#/settings')
  await user.click(within(screen.getByRole('radiogroup', { name: 'Theme' })).getByRole('radio', { name: 'Dark' }))
  expect(document.documentElement.dataset.theme).toBe('dark')
  await user.click(screen.getByRole('radio', { name: /^System/ }))
  expect(document.documentElement.dataset.theme).toBeUndefined()
})
