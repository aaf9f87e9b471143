// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { useState } from 'react'
import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { SafePreviewItem, TouchedPlace } from '#shared/api/safe-exports.ts'
import type { SafeOptions } from '#shared/model/safe-export.ts'
import { SafeBody } from '../../../../src/renderer/src/features/export/safe-body.tsx'
import { SafePreview } from '../../../../src/renderer/src/features/export/safe-preview.tsx'
import { ruleClause } from '../../../../src/renderer/src/features/export/safe-rules.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const place = (part: Partial<TouchedPlace> = {}): TouchedPlace => ({
  ...{ place: '/lead/phone', kind: 'phone', before: '+14155552671', after: '+14155550142' },
  ...part,
})
const item = (part: Partial<SafePreviewItem> = {}): SafePreviewItem => ({
  ...{ id: 'one', touched: [place()], touchedCount: 1, before: '{"a":1}', after: '{"a":2}' },
  ...{ signed: 'resigned', reason: null },
  ...part,
})

async function show(
  items: readonly SafePreviewItem[],
  start: SafeOptions = { seed: 'fixtures' },
  change: (engine: MemoryEngine) => void = () => undefined,
) {
  let now = start
  const engine = memoryEngine((engine) => {
    engine.safePreview = () => ({ items: [...items], totals: items.length > 0 ? { phone: items.length } : {} })
    change(engine)
  })
  function Holder() {
    const [value, setValue] = useState(start)
    now = value
    return <SafePreview ids={items.map(({ id }) => id)} value={value} onChange={setValue} />
  }
  const shown = await renderWith(engine, <Holder />)
  await happens(() => undefined)
  return { ...shown, rules: () => now.rules ?? [], seed: () => now.seed }
}
const rows = () =>
  within(screen.getByRole('table', { name: 'Replaced values' }))
    .getAllByRole('row')
    .slice(1)
const menu = (path: string) => screen.getByRole('button', { name: new RegExp(`change what becomes of ${path}$`) })

test('what a value becomes can be decided for its place, and decided otherwise', async () => {
  const { user, rules } = await show([item()])
  await user.click(menu('/lead/phone'))
  await user.click(screen.getByRole('menuitem', { name: 'A name' }))
  expect(rules()).toEqual([{ path: '/lead/phone', as: 'name' }])
  await user.click(menu('/lead/phone'))
  await user.click(screen.getByRole('menuitem', { name: 'Drop the value' }))
  expect(rules()).toEqual([{ path: '/lead/phone', as: 'drop' }])
  await user.click(menu('/lead/phone'))
  await user.click(screen.getByRole('menuitem', { name: 'Remove your rule' }))
  expect(rules()).toEqual([])
})

test('without a rule of one’s own there is none to remove', async () => {
  const { user } = await show([item()])
  await user.click(menu('/lead/phone'))
  expect(screen.queryByRole('menuitem', { name: 'Remove your rule' })).toBeNull()
})

test('the whole body is no place that a rule can name', async () => {
  await show([item({ touched: [place({ place: '', kind: 'text' })] })])
  expect(rows()[0]?.textContent).toMatch(/^bodytext/)
  expect(within(rows()[0]!).queryByRole('button')).toBeNull()
})

test('what is not safe to say of a value stands below it', async () => {
  const note = 'No telephone numbers are set aside there.'
  await show([item({ touched: [place({ note })] })])
  expect(rows()[0]?.textContent).toContain(note)
})

test('of very many values the first are listed, and how many there are more', async () => {
  await show([item({ touchedCount: 1201 })])
  expect(screen.getByText('And 1,200 values more.')).toBeTruthy()
})

test('an empty seed is none: the one before stays', async () => {
  const { user, seed } = await show([item()])
  const field = screen.getByRole<HTMLInputElement>('textbox', { name: 'Seed' })
  await user.clear(field)
  await user.tab()
  expect(field.value).toBe('fixtures')
  expect(seed()).toBe('fixtures')
  await user.type(field, '2')
  await user.tab()
  expect(seed()).toBe('fixtures2')
})

test('Enter in the seed does not begin the export', async () => {
  let submitted = 0
  const engine = memoryEngine()
  engine.safePreview = () => ({ items: [item()], totals: {} })
  const { user } = await renderWith(
    engine,
    <form
      onSubmit={(event) => {
        event.preventDefault()
        submitted += 1
      }}
    >
      <SafePreview ids={['one']} value={{ seed: 'x' }} onChange={() => undefined} />
    </form>,
  )
  await user.type(screen.getByRole('textbox', { name: 'Seed' }), 'y{Enter}')
  expect(submitted).toBe(0)
})

test('a preview that cannot be made says why, and shows nothing that is not so', async () => {
  await show([item()], undefined, ({ connection }) =>
    connection.fail('exports.preview', new AppError('bad-input', 'A rule names no place.')),
  )
  expect((await screen.findByRole('alert')).textContent).toBe('A rule names no place.')
  expect(screen.queryByRole('table')).toBeNull()
  expect(screen.queryByText('Reading the deliveries…')).toBeNull()
})

test('the preview before stays while the next one is made', async () => {
  const { user, engine } = await show([item()])
  const answer = engine.connection.hold('exports.preview')
  await user.click(menu('/lead/phone'))
  await user.click(screen.getByRole('menuitem', { name: 'Keep as it is' }))
  expect(rows()).toHaveLength(1)
  expect(screen.getByRole('region', { name: 'What is replaced' }).getAttribute('aria-busy')).toBe('true')
  await happens(answer)
  await waitFor(() =>
    expect(screen.getByRole('region', { name: 'What is replaced' }).getAttribute('aria-busy')).toBe('false'),
  )
})

test('of no delivery there is nothing to show', async () => {
  const { inputs } = await show([])
  expect(screen.getByText('No stored delivery fits, so there is nothing to show.')).toBeTruthy()
  expect(inputs('exports.preview')).toEqual([])
})

test.each([
  [{ signed: 'unsigned', reason: 'provider-does-not-sign' }, 'not signed, as before: the provider does not sign'],
  [{ signed: 'not-possible', reason: 'cannot-sign' }, 'not signed again: no new signature can be made by this scheme'],
] as const)('whether it is still signed: %j', async (part, words) => {
  await show([item(part)])
  expect(screen.getByText(words)).toBeTruthy()
})

test.each([
  ['keep', 'kept as it is'],
  ['drop', 'dropped'],
  ['phone', 'is a phone number'],
] as const)('a rule %s in one clause: %s', (as, words) => expect(ruleClause(as)).toBe(words))

describe('the body', () => {
  const body = (before: string | null, after: string | null) =>
    renderWith(memoryEngine(), <SafeBody before={before} after={after} />)
  const lines = () =>
    within(screen.getByRole('table', { name: 'Body before and after' }))
      .getAllByRole('row')
      .slice(1)
      .map((row) => row.textContent)

  test('line by line, laid out; what did not change is counted', async () => {
    await body('{"id":1,"x":2,"y":3,"name":"Maya"}', '{"id":1,"x":2,"y":3,"name":"Ada"}')
    expect(lines()).toEqual(['3 lines as before', '4  "y": 3,  "y": 3,', '5  "name": "Maya"  "name": "Ada"', '6}}'])
  })

  test('a body that is cut in the middle is shown as far as it is there', async () => {
    await body('{"name":"Maya","text":"cut he', '{"name":"Ada!","text":"cut he')
    expect(lines()).toContain('2  "name": "Maya",  "name": "Ada!",')
  })

  test('where its layout changed, no lines are laid against each other', async () => {
    await body('{"a":[1,2]}', '{"a":[1]}')
    expect(screen.getByText('The layout of the body changed.')).toBeTruthy()
  })

  test('what is no text, and what is empty', async () => {
    const { rerender } = await body(null, null)
    expect(screen.getByText('The body is not text: its bytes are replaced by zeros.')).toBeTruthy()
    rerender(<SafeBody before="" after="" />)
    expect(screen.queryByRole('table')).toBeNull()
  })
})
