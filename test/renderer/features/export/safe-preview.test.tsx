// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { useState } from 'react'
import { expect, test } from 'vitest'
import type { SafePreviewItem, TouchedPlace } from '#shared/api/safe-exports.ts'
import type { SafeOptions } from '#shared/model/safe-export.ts'
import { changedLines, markedLines } from '../../../../src/renderer/src/features/export/changed-lines.ts'
import { SafePreview } from '../../../../src/renderer/src/features/export/safe-preview.tsx'
import { rulePath, withRule } from '../../../../src/renderer/src/features/export/safe-rules.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const phone: TouchedPlace = { place: '/lead/0/phone', kind: 'phone', before: '+14155552671', after: '+14155550142' }
const item = (id: string, part: Partial<SafePreviewItem> = {}): SafePreviewItem => ({
  id,
  touched: [phone],
  touchedCount: 1,
  before: '{"a":1,"lead":[{"phone":"+14155552671"}]}',
  after: '{"a":1,"lead":[{"phone":"+14155550142"}]}',
  signed: 'resigned',
  reason: null,
  ...part,
})

async function show(...items: SafePreviewItem[]) {
  const engine = memoryEngine()
  engine.safePreview = ({ rules = [] }) =>
    rules.some(({ as }) => as === 'keep')
      ? { items: items.map((each) => ({ ...each, touched: [], touchedCount: 0, after: each.before })), totals: {} }
      : { items, totals: { phone: items.length } }
  function Holder() {
    const [value, setValue] = useState<SafeOptions>({ seed: 'fixtures' })
    return <SafePreview ids={items.map(({ id }) => id)} value={value} onChange={setValue} />
  }
  const shown = await renderWith(engine, <Holder />)
  await screen.findByRole('status')
  return shown
}

test('values, their kinds and the body are shown before and after', async () => {
  await show(item('one'))

  const table = screen.getByRole('table', { name: 'Replaced values' })
  expect(within(table).getAllByRole('row')[1]?.textContent).toBe('/lead/0/phonephone+14155552671+14155550142')
  expect(screen.getByRole('status').textContent).toBe('1 value replaced: 1 phone')
  expect(screen.getByText(/^signed again with a made-up secret/)).toBeTruthy()
  const marks = screen.getByRole('table', { name: 'Body before and after' }).querySelectorAll('mark')
  expect([...marks].map((mark) => mark.textContent)).toEqual(['2671', '0142'])
})

test('a rule is made in the menu of a value, for all items of its list, and taken back', async () => {
  const { user, inputs } = await show(item('one'))

  await user.click(screen.getByRole('button', { name: 'phone: change what becomes of /lead/*/phone' }))
  await user.click(screen.getByRole('menuitem', { name: 'Keep as it is' }))
  expect(await screen.findByText('Nothing that looks personal was found in this delivery.')).toBeTruthy()
  expect(inputs('exports.preview').at(-1)).toEqual({
    ids: ['one'],
    safe: { seed: 'fixtures', rules: [{ path: '/lead/*/phone', as: 'keep' }] },
  })

  await user.click(screen.getByRole('button', { name: 'Remove the rule for /lead/*/phone' }))
  expect(await screen.findByRole('table', { name: 'Replaced values' })).toBeTruthy()
})

test('another seed is used with Enter', async () => {
  const { user, inputs } = await show(item('one'))
  const field = screen.getByRole('textbox', { name: 'Seed' })
  await user.clear(field)
  await user.type(field, 'other{Enter}')
  await waitFor(() => expect(inputs('exports.preview').at(-1)).toMatchObject({ safe: { seed: 'other' } }))
})

test('of several deliveries one is shown; why it is not signed again is said', async () => {
  const { user } = await show(item('one'), item('two', { signed: 'not-possible', reason: 'secret-is-sent' }))
  await user.selectOptions(screen.getByRole('combobox', { name: 'Delivery' }), '1')
  expect(screen.getByText(/^not signed again: the provider sends the secret itself/)).toBeTruthy()
})

test('lines without a change are folded', () => {
  const before = ['a', 'b', 'c', 'd', 'e', 'f'].join('\n')
  expect(changedLines(before, before.replace('e', 'E'))).toEqual([
    { from: 1, count: 3 },
    { number: 4, before: 'd', after: 'd', isChanged: false },
    { number: 5, before: 'e', after: 'E', isChanged: true },
    { number: 6, before: 'f', after: 'f', isChanged: false },
  ])
  expect(changedLines('a', 'a\nb')).toBeNull()
})

test('of a line, what changed is marked', () => {
  expect(markedLines('x: 12,', 'x: 142,')).toEqual([
    { start: 'x: 1', middle: '', end: '2,' },
    { start: 'x: 1', middle: '4', end: '2,' },
  ])
})

test('a rule counts for a list as a whole, and takes the place of the one before', () => {
  expect(rulePath('/a/0/b/12')).toBe('/a/*/b/*')
  expect(rulePath('body')).toBeNull()
  const keep = { path: '/a', as: 'keep' } as const
  expect(withRule([keep], { path: '/a', as: 'drop' })).toEqual([{ path: '/a', as: 'drop' }])
  expect(withRule([keep], { path: '/b', as: 'id' })).toEqual([{ path: '/b', as: 'id' }, keep])
})
