// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { StreamList } from '../../../../../src/renderer/src/features/stream/stream-list.tsx'
import { useStream } from '../../../../../src/renderer/src/state/stream-store.ts'
import { delivery } from '../../../../support/renderer-deliveries.ts'
import { address, happens, memoryEngine, renderWith } from '../../../../support/renderer-screen.tsx'

/** A delivery of an event; without a name the only one of its event. */
const of = (seq: number, event: string | null, part: Partial<DeliveryDetail> = {}): DeliveryDetail => {
  const plain = delivery(seq)
  return delivery(seq, { facts: { ...plain.facts, eventId: event }, ...part })
}
const refused = { answer: { status: 503, ms: 8 } }

/** Events, newest first: D (6), B (3, 7), A (1, 4, 5); 2 stands alone. */
async function show(at = '#/') {
  const shown = await renderWith(
    memoryEngine((engine) => {
      engine.deliveries = [
        of(1, 'A', refused),
        of(2, null),
        of(3, 'B', refused),
        of(4, 'A', refused),
        of(5, 'A'),
        of(6, 'D'),
        of(7, 'B', refused),
      ]
    }),
    <StreamList />,
    { at },
  )
  await screen.findByText('Caller 7')
  return shown
}
async function grouped(at = '#/') {
  const shown = await show(at)
  await shown.user.keyboard('v')
  await screen.findByRole('tree', { name: 'Deliveries' })
  return shown
}
const lines = () =>
  screen.queryAllByRole('treeitem').map((line) => {
    const who = line.textContent?.match(/Caller \d/)?.[0] ?? line.textContent?.match(/attempt \d/)?.[0]
    return `${who}${line.getAttribute('aria-selected') === 'true' ? ' *' : ''}`
  })
const line = (text: string) => screen.getByText(text).closest<HTMLElement>('[role="treeitem"]') as HTMLElement
const folded = ['Caller 6', 'Caller 7', 'Caller 2', 'Caller 5']

test('one row for each event, in the order of their first attempts, each as its last attempt is', async () => {
  await grouped()
  await waitFor(() => expect(lines()).toEqual(folded))
  expect(line('Caller 7').textContent).toContain('503')
  expect(line('Caller 5').textContent).toContain('200')
  expect(line('Caller 7').getAttribute('aria-expanded')).toBe('false')
  expect(line('Caller 6').getAttribute('aria-expanded')).toBeNull()
})

test('the switch is remembered, and says so', async () => {
  const { user } = await grouped()
  expect(screen.getByRole('button', { name: 'Events' }).getAttribute('aria-pressed')).toBe('true')
  expect(localStorage.getItem('switchhook.stream.grouped')).toBe('on')
  await user.click(screen.getByRole('button', { name: 'Events' }))
  await screen.findByRole('listbox', { name: 'Deliveries' })
  expect(localStorage.getItem('switchhook.stream.grouped')).toBe('off')
})

test('arrow keys unfold an event, go into it and out again, and fold it', async () => {
  const { user } = await grouped()
  await user.keyboard('jjjj')
  expect(lines().at(-1)).toBe('Caller 5 *')
  await user.keyboard('{ArrowRight}')
  await screen.findByText('attempt 2')
  expect(lines()).toEqual([...folded.slice(0, 3), 'Caller 5 *', 'attempt 1', 'attempt 2', 'attempt 3'])
  expect(line('Caller 5').getAttribute('aria-expanded')).toBe('true')
  expect(line('attempt 2').getAttribute('aria-level')).toBe('2')
  await user.keyboard('{ArrowRight}{ArrowDown}')
  expect(lines().at(-2)).toBe('attempt 2 *')
  expect(address()).toBe('#/?d=d4')
  await user.keyboard('{ArrowLeft}')
  expect(lines()[3]).toBe('Caller 5 *')
  expect(address()).toBe('#/?d=d5')
  await user.keyboard('{ArrowLeft}')
  expect(lines()).toEqual([...folded.slice(0, 3), 'Caller 5 *'])
})

test('a click on the triangle unfolds without selecting', async () => {
  const { user } = await grouped()
  await user.click(line('Caller 7').querySelector('[title="Show the attempts"]') as HTMLElement)
  await screen.findByText('attempt 2')
  expect(lines()).toEqual(['Caller 6', 'Caller 7', 'attempt 1', 'attempt 2', 'Caller 2', 'Caller 5'])
  expect(address()).toBe('#/')
})

test('a new attempt changes its event’s numbers and moves nothing', async () => {
  const { user, engine } = await grouped()
  await user.keyboard('jj')
  await happens(() => engine.arrive(of(8, 'B')))
  await waitFor(() => expect(line('Caller 8').textContent).toContain('200'))
  expect(lines()).toEqual(['Caller 6', 'Caller 8 *', 'Caller 2', 'Caller 5'])
})

test('new attempts of an unfolded event wait while something is selected', async () => {
  const { user, engine } = await grouped()
  await user.keyboard('jj{ArrowRight}')
  await screen.findByText('attempt 2')
  await happens(() => engine.arrive(of(8, 'B')))
  await screen.findByText('1 new')
  expect(screen.queryByText('attempt 3')).toBeNull()
  await user.keyboard('.')
  expect(await screen.findByText('attempt 3')).toBeTruthy()
})

test('an event is found where any of its attempts fits', async () => {
  await grouped('#/?q=status:503')
  await waitFor(() => expect(lines()).toEqual(['Caller 7', 'Caller 5']))
})

test('a link to an older attempt selects its event', async () => {
  await grouped('#/?d=d4')
  await waitFor(() => expect(lines().at(-1)).toBe('Caller 5 *'))
})

test('to select an event is to select all of its attempts', async () => {
  const { user } = await grouped()
  await user.keyboard('{Control>}')
  await user.click(screen.getByText('Caller 5'))
  await user.keyboard('{/Control}')
  await waitFor(() => expect([...useStream.getState().checked].sort()).toEqual(['d1', 'd4', 'd5']))
})
