// @vitest-environment jsdom
import { File } from 'node:buffer'
import { gzipSync } from 'node:zlib'
import { fireEvent, screen, within } from '@testing-library/react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { PayloadTab } from '../../../../src/renderer/src/features/delivery-pane/tabs/payload/payload-tab.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { clipboard, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

vi.mock('../../../../src/renderer/src/code/monaco/foundation.ts', () => ({}))
vi.mock(
  '../../../../src/renderer/src/code/monaco/code-editor.tsx',
  () => import('../../../support/renderer-code-editor.tsx'),
)

/** Bodies that were read are kept by id: each test has a delivery of its own. */
let count = 0
function show(body: string | Uint8Array, type = 'application/json', part: Partial<DeliveryDetail> = {}, coding = '') {
  count += 1
  const id = `d${count}`
  const size = Buffer.from(body).length
  const headers: [string, string][] = [['Content-Type', type]]
  if (coding) headers.push(['Content-Encoding', coding])
  const detail = deliveryDetail({ id, size, ...part }, { headers, bodySize: size })
  const engine = memoryEngine((engine) => {
    engine.deliveries = [detail]
    engine.bodies.set(id, body)
  })
  return renderWith(engine, <PayloadTab detail={detail} />)
}
const text = async () => (await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Payload' })).value
const views = () =>
  within(screen.getByRole('group', { name: 'View of the payload' }))
    .getAllByRole('button')
    .map((button) => button.textContent)
const view = (name: string) => screen.getByRole('button', { name })
/** Puts the cursor on a piece of the text. */
async function putCursor(on: string) {
  const area = await screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Payload' })
  const at = area.value.indexOf(on) + 1
  area.setSelectionRange(at, at)
  fireEvent.select(area)
}

test('JSON is laid out; as received it is what came, long numbers too', async () => {
  const { user } = await show('{"id":12345678901234567890,"sum":12.50}')
  expect(await text()).toBe('{\n  "id": 12345678901234567890,\n  "sum": 12.50\n}')
  expect(views()).toEqual(['Formatted', 'As received', 'Raw', 'Hex'])
  expect(screen.getByTitle('39 bytes, UTF-8, numbers as written; application/json')).toBeTruthy()
  await user.click(view('As received'))
  expect(await text()).toBe('{"id":12345678901234567890,"sum":12.50}')
})

test('path, type and bytes of the value at the cursor, copied by buttons and keys', async () => {
  const { user } = await show('{"a":{"b":[1,"two"]}}')
  await text()
  expect(screen.getByRole('button', { name: /^Path/ })).toHaveProperty('disabled', true)
  await putCursor('two')
  expect(screen.getByText('/a/b/1')).toBeTruthy()
  expect(screen.getByText('string')).toBeTruthy()
  expect(screen.getByText('bytes 13 to 17')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: /^Path/ }))
  expect(await clipboard()).toBe('/a/b/1')
  await user.click(document.body)
  await user.keyboard('y')
  expect(await clipboard()).toBe('two')
  expect(screen.getByText('value copied')).toBeTruthy()
})

test('fold, unfold and find act on the text', async () => {
  const { user } = await show('{"a":1}')
  await text()
  const action = () => screen.getByRole('status', { name: 'Action' }).textContent
  await user.click(view('Fold'))
  expect(action()).toBe('folded')
  await user.click(view('Unfold'))
  expect(action()).toBe('unfolded')
  await user.click(view('Find in the payload'))
  expect(action()).toBe('find')
})

test('JSON that is broken is shown all the same', async () => {
  await show('<html>')
  expect(await text()).toBe('<html>')
  expect(screen.getByText('This is not JSON, or nested too deeply for paths.')).toBeTruthy()
})

test('broken JSON is shown as received, with the place where it breaks', async () => {
  const source = '{\r\n  "a": 1\r\n  "b": 2\r\n}'
  const check = { state: 'not-json', reason: 'syntax-error', detail: 'line 3, column 3: a comma is expected' } as const
  await show(source, 'application/json', { check: { ...deliveryDetail({}, {}).check, ...check } })
  expect(await text()).toBe(source.replaceAll('\r\n', '\n'))
  expect(views()).toEqual(['As received', 'Raw', 'Hex'])
  expect(screen.getByRole('button', { name: 'Not JSON: line 3, column 3: a comma is expected.' })).toBeTruthy()
  expect(screen.getByRole('list', { name: 'Marks' }).textContent).toBe('bad "')
  expect(screen.getByRole('status', { name: 'Shown place' }).textContent).toBe('"b": 2')
})

test('a long string is shortened; Unfold and the value to copy have all of it', async () => {
  const { user } = await show(JSON.stringify({ text: 'word '.repeat(300) }))
  expect((await text()).length).toBeLessThan(120)
  expect(screen.getByText('1,441 more characters')).toBeTruthy()
  await putCursor('word')
  await user.click(document.body)
  await user.keyboard('y')
  expect(await clipboard()).toBe('word '.repeat(300))
  await user.click(view('Unfold'))
  expect(await text()).toContain('word '.repeat(300))
})

test('a form as a table, in the order sent', async () => {
  const { user } = await show('From=%2B1555&Body=Hi+there&Body=&', 'application/x-www-form-urlencoded')
  const table = await screen.findByRole('table', { name: 'Form fields' })
  const rows = within(table).getAllByRole('row').slice(1)
  expect(rows.map((row) => row.textContent)).toEqual(['From+1555', 'BodyHi there', 'Body'])
  expect(views()).toEqual(['Form', 'Raw', 'Hex'])
  await user.click(screen.getByRole('button', { name: 'Copy the value of From' }))
  expect(await clipboard()).toBe('+1555')
})

test('plain text', async () => {
  await show('hello', 'text/plain')
  expect(await text()).toBe('hello')
  expect(views()).toEqual(['Text', 'Raw', 'Hex'])
})

test('bytes that are no text begin with the hex view', async () => {
  const { user } = await show(Uint8Array.from([0, 1, 0x41, 0xff]), 'application/octet-stream')
  const hex = await screen.findByRole('region', { name: 'Body in hex' })
  expect(hex.textContent).toContain('00 01 41 FF')
  expect(views()).toEqual(['Hex', 'Raw'])
  await user.click(view('Raw'))
  expect(await screen.findByRole('region', { name: 'Body as received' })).toBeTruthy()
})

test('raw shows what cannot be seen', async () => {
  const { user } = await show('a b\n', 'text/plain')
  await text()
  await user.click(view('Raw'))
  const raw = await screen.findByRole('region', { name: 'Body as received' })
  expect(raw.textContent).not.toContain('a b')
  expect(within(raw).getAllByTitle(/./).length).toBeGreaterThanOrEqual(2)
})

test('a body that is coded is decoded for reading, and says so', async () => {
  await show(gzipSync('{"a":1}'), 'application/json', {}, 'gzip')
  expect(await text()).toBe('{\n  "a": 1\n}')
  expect(screen.getByTitle(/gzip decoded to 7 bytes/)).toBeTruthy()
  await putCursor('1')
  expect(screen.queryByText(/^bytes? \d/)).toBeNull()
})

test.each([
  [false, 'The body is empty: this POST request has none.'],
  [true, 'The sender disconnected before any of the body arrived.'],
])('an empty body, sender gone: %s', async (aborted, words) => {
  await show('', 'application/json', { aborted })
  expect(screen.getByText(words)).toBeTruthy()
})

test('a body that was cut off', async () => {
  await show('{"a"', 'application/json', { aborted: true })
  await text()
  expect(screen.getByTitle(/cut off: the sender disconnected/)).toBeTruthy()
})

test('a large body is laid out only when asked, and read in parts as bytes', async () => {
  const large = new Uint8Array(2 * 1024 * 1024 + 5).fill(0x61)
  const { user, inputs } = await show(large, 'text/plain')
  expect(screen.getByText(/^This body has 2.1 MB/)).toBeTruthy()
  expect(inputs('deliveries.body')).toEqual([])
  await user.click(view('Hex'))
  expect(await screen.findByText(/bytes 0 to 1,048,575 of 2,097,157/)).toBeTruthy()
  await user.click(view('Next part'))
  await user.click(view('Next part'))
  expect(await screen.findByText(/bytes 2,097,152 to 2,097,156 of 2,097,157/)).toBeTruthy()
  expect(view('Next part')).toHaveProperty('disabled', true)
  await user.click(view('Text'))
  await user.click(view('Show anyway'))
  expect((await text()).length).toBe(large.length)
})

test('a body that cannot be read', async () => {
  const detail = deliveryDetail({ id: 'gone', size: 5 })
  const fails = (engine: MemoryEngine) =>
    engine.connection.fail('deliveries.body', new AppError('not-found', 'It was pruned.'))
  const { user } = await renderWith(memoryEngine(fails), <PayloadTab detail={detail} />)
  expect((await screen.findByRole('alert')).textContent).toBe('The body could not be read. It was pruned.')
  await user.click(view('Hex'))
  expect((await screen.findByRole('alert')).textContent).toBe('The body could not be read. It was pruned.')
})

const multipart = [
  '--x',
  'Content-Disposition: form-data; name="from"',
  '',
  '+15550101',
  '--x',
  'Content-Disposition: form-data; name="media"; filename="a.png"',
  'Content-Type: image/png',
  '',
  '\u0000\u0001PNG',
  '--x',
  'Content-Disposition: form-data; name="from"',
  '',
  'again',
  '--x--',
  '',
].join('\r\n')

test('a multipart form is a table of its parts, in the order sent', async () => {
  // The platform's parser makes files of its own kind, which jsdom replaces.
  vi.stubGlobal('File', File)
  onTestFinished(() => void vi.unstubAllGlobals())
  await show(multipart, 'multipart/form-data; boundary=x')
  const table = await screen.findByRole('table', { name: 'Parts' })
  const rows = within(table).getAllByRole('row').slice(1)
  expect(rows.map((row) => row.textContent)).toEqual(['from+15550101', 'mediaa.png image/png, 5 bytes', 'fromagain'])
  expect(views()).toEqual(['Parts', 'Raw', 'Hex'])
})

test('a multipart form that is cut off says that its parts cannot be read', async () => {
  await show('--x\r\nContent-Disp', 'multipart/form-data; boundary=x')
  expect((await screen.findByRole('alert')).textContent).toContain('The parts could not be read')
})

test('XML is laid out, and there as it came', async () => {
  const { user } = await show('<a><b>1</b></a>', 'text/xml')
  expect(await text()).toBe('<a>\n  <b>1</b>\n</a>')
  await user.click(view('Text'))
  expect(await text()).toBe('<a><b>1</b></a>')
})
