// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react'
import { beforeEach, expect, test, vi } from 'vitest'
import { readText } from '../../../../src/renderer/src/code/read-bytes.ts'
import { JsonView } from '../../../../src/renderer/src/features/delivery-pane/tabs/payload/json-view.tsx'
import { clipboard, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

vi.mock('../../../../src/renderer/src/code/monaco/foundation.ts', () => ({}))
vi.mock(
  '../../../../src/renderer/src/code/monaco/code-editor.tsx',
  () => import('../../../support/renderer-code-editor.tsx'),
)

beforeEach(() => localStorage.clear())

const read = (source: string) => readText(new TextEncoder().encode(source))
const view = (source: string, part: Partial<Parameters<typeof JsonView>[0]> = {}) => (
  <JsonView read={read(source)} formatted ranges problem={null} bar={<span>What it is</span>} {...part} />
)
async function show(source: string, part: Partial<Parameters<typeof JsonView>[0]> = {}) {
  const shown = await renderWith(memoryEngine(), view(source, part))
  await screen.findByRole('textbox', { name: 'Payload' })
  return shown
}
const area = () => screen.getByRole<HTMLTextAreaElement>('textbox', { name: 'Payload' })
const button = (name: string | RegExp) => screen.getByRole<HTMLButtonElement>('button', { name })
function cursorOn(piece: string, from = 0) {
  const at = area().value.indexOf(piece, from) + 1
  area().setSelectionRange(at, at)
  fireEvent.select(area())
}

test.each([
  ['{"a":{"b":1}}', '"b"', '/a/b', 'number', 'byte 10'],
  ['{"a":[true,null]}', 'null', '/a/1', 'null', 'bytes 11 to 14'],
  ['{"a/b":{"~":"x"}}', 'x', '/a~1b/~0', 'string', 'bytes 12 to 14'],
  ['{"name":"Łódź"}', 'Łódź', '/name', 'string', 'bytes 8 to 16'],
])('of %s at %s the path is %s', async (source, piece, pointer, type, bytes) => {
  await show(source)
  cursorOn(piece)
  expect(screen.getByTitle(pointer).textContent).toBe(pointer)
  expect(screen.getByText(type)).toBeTruthy()
  expect(screen.getByText(bytes)).toBeTruthy()
})

test('a byte order mark counts among the bytes', async () => {
  await show('\ufeff{"a":1}')
  cursorOn('1')
  expect(screen.getByText('byte 8')).toBeTruthy()
})

test('where the bytes are those of a decoded body, no place is claimed', async () => {
  await show('{"a":1}', { ranges: false })
  cursorOn('1')
  expect(screen.getByTitle('/a')).toBeTruthy()
  expect(screen.queryByText(/^bytes? /)).toBeNull()
})

test('the outermost value is the whole payload', async () => {
  await show('{"a":1}')
  cursorOn('}')
  expect(screen.getByText('the whole payload')).toBeTruthy()
})

test('an object is copied as it was sent, not as it is laid out', async () => {
  const { user } = await show('{"a":{"n":1.50,"big":12345678901234567890}}')
  cursorOn('{', 2)
  await user.click(button(/^Value/))
  expect(await clipboard()).toContain('1.50')
  expect(await clipboard()).toContain('12345678901234567890')
})

test('without a value at the cursor there is nothing to copy, by button or by key', async () => {
  const { user } = await show('{"a":1}')
  await navigator.clipboard.writeText('before')
  expect(button(/^Path/).disabled).toBe(true)
  await user.keyboard('p')
  await user.keyboard('y')
  expect(await clipboard()).toBe('before')
})

test('the path of the cursor is copied by its key', async () => {
  const { user } = await show('{"a":[{"b":1}]}')
  cursorOn('"b"')
  fireEvent.blur(area())
  await user.click(document.body)
  await user.keyboard('p')
  expect(await clipboard()).toBe('/a/0/b')
  expect(screen.getByText('path copied')).toBeTruthy()
})

test('the whole payload is copied as it is seen', async () => {
  const { user, rerender } = await show('{"a":1}')
  await user.click(button('Copy the payload'))
  expect(await clipboard()).toBe('{\n  "a": 1\n}')
  rerender(view('{"a":1}', { formatted: false }))
  await user.click(screen.getByRole('button', { name: /^Cop(y the payload|ied)$/ }))
  expect(await clipboard()).toBe('{"a":1}')
})

test('a shortened string is copied whole with the payload', async () => {
  const long = 'word '.repeat(300)
  const { user } = await show(JSON.stringify({ long }))
  expect(area().value).not.toContain(long)
  await user.click(button('Copy the payload'))
  expect(JSON.parse(await clipboard())).toEqual({ long })
})

test('before the search looks through it, long strings are shown whole', async () => {
  const long = `${'word '.repeat(300)}needle`
  const { user } = await show(JSON.stringify({ long }))
  expect(area().value).not.toContain('needle')
  await user.click(button('Find in the payload'))
  await vi.waitFor(() => expect(area().value).toContain('needle'))
  await vi.waitFor(() => expect(screen.getByRole('status', { name: 'Action' }).textContent).toBe('find'))
})

test('Fold shortens what was unfolded', async () => {
  const { user } = await show(JSON.stringify({ long: 'word '.repeat(300) }))
  const short = area().value
  await user.click(button('Unfold'))
  expect(area().value.length).toBeGreaterThan(short.length)
  await user.click(button('Fold'))
  expect(area().value).toBe(short)
})

test('another payload has its long strings shortened again', async () => {
  const { user, rerender } = await show(JSON.stringify({ long: 'word '.repeat(300) }))
  await user.click(button('Unfold'))
  rerender(view(JSON.stringify({ other: 'again '.repeat(300) })))
  expect(area().value.length).toBeLessThan(200)
})

test('whether long lines are wrapped is remembered', async () => {
  const { user } = await show('{"a":1}')
  const wrap = button('Wrap long lines')
  expect(wrap.getAttribute('aria-pressed')).toBe('false')
  await user.click(wrap)
  expect(wrap.getAttribute('aria-pressed')).toBe('true')
  expect(localStorage.getItem('switchhook.payload.wrap')).toBe('on')
})

test('as received there is nothing to fold, and lines are wrapped anyway', async () => {
  await show('{"a":1}', { formatted: false })
  expect(screen.queryByRole('button', { name: 'Fold' })).toBeNull()
  expect(screen.queryByRole('button', { name: 'Wrap long lines' })).toBeNull()
  expect(area().value).toBe('{"a":1}')
})

test('what is nested too deeply for paths says so', async () => {
  const deep = `${'['.repeat(3000)}1${']'.repeat(3000)}`
  await show(deep, { formatted: false })
  expect(screen.getByText('This is not JSON, or nested too deeply for paths.')).toBeTruthy()
})
