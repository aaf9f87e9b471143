// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import {
  type FieldRemarks,
  FormTable,
  formRows,
  readParts,
} from '../../../../src/renderer/src/features/delivery-pane/tabs/body/field-tables.tsx'
import { SegmentPager } from '../../../../src/renderer/src/features/delivery-pane/tabs/body/segment-pager.tsx'
import type { Segment } from '../../../../src/renderer/src/features/delivery-pane/tabs/body/use-body.ts'
import { VisibleBytes } from '../../../../src/renderer/src/features/delivery-pane/tabs/body/visible-bytes.tsx'
import { clipboard, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

describe('a form', () => {
  test.each([
    [
      'a=1&b=2',
      [
        ['a', '1'],
        ['b', '2'],
      ],
    ],
    [
      'a=1&a=2&a=',
      [
        ['a', '1'],
        ['a', '2'],
        ['a', ''],
      ],
    ],
    [
      'a&b=',
      [
        ['a', ''],
        ['b', ''],
      ],
    ],
    [
      'a=%F0%9F%93%9E+call&b=1%2B1',
      [
        ['a', '📞 call'],
        ['b', '1+1'],
      ],
    ],
    ['a=b=c', [['a', 'b=c']]],
    ['', []],
  ])('%j is read as %j', (text, rows) => expect(formRows(text).map(({ name, value }) => [name, value])).toEqual(rows))

  const show = (text: string, remarks: FieldRemarks = {}) =>
    renderWith(memoryEngine(), <FormTable text={text} {...remarks} />)
  const rows = () =>
    within(screen.getByRole('table', { name: 'Form fields' }))
      .getAllByRole('row')
      .slice(1)

  test('what is wrong with a field stands below its value; what is missing has a row of its own', async () => {
    await show('From=1&To=2', {
      remarkOn: (name) => (name === 'From' ? { words: 'no phone number', tone: 'bad', chosen: true } : null),
      missing: [{ name: 'CallSid', remark: { words: 'missing: a text', tone: 'warn' } }],
    })
    expect(rows().map((row) => row.textContent)).toEqual(['From1no phone number', 'To2', 'CallSidmissing: a text'])
    expect(rows()[0]?.getAttribute('aria-current')).toBe('true')
    expect(rows()[1]?.getAttribute('aria-current')).toBeNull()
    expect(within(rows()[2]!).queryByRole('button')).toBeNull()
  })

  test('each of several values of one name is copied as it is', async () => {
    const { user } = await show('Body=one&Body=two')
    await user.click(screen.getAllByRole('button', { name: 'Copy the value of Body' })[1]!)
    expect(await clipboard()).toBe('two')
  })

  test('markup is text', async () => {
    await show('Body=%3Cb%3Ehi%3C%2Fb%3E')
    expect(screen.getByText('<b>hi</b>')).toBeTruthy()
  })
})

test('parts that are not what their media type says are refused, not guessed', async () => {
  const bytes = new TextEncoder().encode('--other\r\n\r\nx')
  await expect(readParts(bytes, 'multipart/form-data; boundary=x')).rejects.toThrow()
  await expect(readParts(bytes, 'multipart/form-data')).rejects.toThrow()
})

describe('the pager of a large body', () => {
  const segment = (part: Partial<Segment> = {}): Segment => ({
    ...{ index: 0, count: 3, start: 0, bytes: null, error: null, go: vi.fn() },
    ...part,
  })
  const mebi = 1024 * 1024
  const size = 2 * mebi + 10

  test('is not there for a small one', async () => {
    await renderWith(memoryEngine(), <SegmentPager segment={segment({ count: 1 })} size={10} />)
    expect(screen.queryByRole('navigation')).toBeNull()
  })

  test.each([
    [0, 'bytes 0 to 1,048,575 of 2,097,162', true, false],
    [1, 'bytes 1,048,576 to 2,097,151 of 2,097,162', false, false],
    [2, 'bytes 2,097,152 to 2,097,161 of 2,097,162', false, true],
  ])('at part %i says which bytes those are, and leads no further than there is', async (index, words, first, last) => {
    const at = segment({ index, start: index * mebi })
    const { user } = await renderWith(memoryEngine(), <SegmentPager segment={at} size={size} />)
    expect(screen.getByRole('navigation', { name: 'Parts of the body' }).textContent).toContain(words)
    const [back, on] = ['Previous part', 'Next part'].map((name) =>
      screen.getByRole<HTMLButtonElement>('button', { name }),
    )
    expect([back?.disabled, on?.disabled]).toEqual([first, last])
    if (!last) await user.click(on!)
    if (!first) await user.click(back!)
    expect(at.go).toHaveBeenCalledTimes(Number(!last) + Number(!first))
    if (!last) expect(at.go).toHaveBeenCalledWith(index + 1)
    if (!first) expect(at.go).toHaveBeenLastCalledWith(index - 1)
  })
})

test('what cannot be seen in bytes is shown, and named', async () => {
  const bytes = new TextEncoder().encode('a\tb \u200b\n')
  const { rerender } = await renderWith(memoryEngine(), <VisibleBytes bytes={bytes} />)
  expect(screen.getByTitle('tab').textContent).toBe('→')
  expect(screen.getByTitle('newline, 0A').textContent).toBe('↵')
  expect(screen.getByTitle('character that cannot be seen').textContent).toBe('U+200B')
  rerender(<VisibleBytes bytes={Uint8Array.of(0x41, 0xff)} />)
  expect(screen.getByText('A')).toBeTruthy()
  expect(screen.getByTitle('not UTF-8').textContent).toBe('FF')
})
