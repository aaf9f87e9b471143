// @vitest-environment jsdom
import { gzipSync } from 'node:zlib'
import { fireEvent, screen, within } from '@testing-library/react'
import { useState } from 'react'
import { beforeEach, describe, expect, test, vi } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { HeaderEditor } from '../../../../src/renderer/src/features/delivery-pane/tabs/replays/edit/header-editor.tsx'
import RequestEditor from '../../../../src/renderer/src/features/delivery-pane/tabs/replays/edit/request-editor.tsx'
import { headerLine } from '../../../../src/renderer/src/features/delivery-pane/tabs/replays/edit/request-state.ts'
import { stopEditing } from '../../../../src/renderer/src/state/editing.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

vi.mock('../../../../src/renderer/src/code/monaco/foundation.ts', () => ({}))
vi.mock(
  '../../../../src/renderer/src/code/monaco/text-editor.tsx',
  () => import('../../../support/renderer-text-editor.tsx'),
)
vi.mock(
  '../../../../src/renderer/src/code/monaco/change-view.tsx',
  () => import('../../../support/renderer-change-view.tsx'),
)

beforeEach(() => stopEditing())

interface Stored {
  readonly body?: string | Uint8Array
  readonly headers?: readonly (readonly [string, string])[]
  readonly part?: Partial<DeliveryDetail>
  readonly change?: (engine: MemoryEngine, id: string) => void
}

/** Bodies that were read are kept by id: each test has a delivery of its own. */
let count = 0
async function edit({ body = '{"a":1}', headers = [], part = {}, change = () => undefined }: Stored = {}) {
  count += 1
  const id = `edited_${count}`
  const size = Buffer.from(body).length
  const detail = deliveryDetail(
    { id, endpointId: id, size, ...part },
    { headers: headers.map(([name, value]): [string, string] => [name, value]), bodySize: size },
  )
  const engine = memoryEngine((engine) => {
    engine.endpoints = [endpoint({ id, target: 'http://localhost:3000/' })]
    engine.deliveries = [detail]
    engine.bodies.set(id, body)
    change(engine, id)
  })
  const shown = await renderWith(engine, <RequestEditor detail={detail} />)
  await happens(() => undefined)
  const sent = () =>
    shown.inputs('replays.send').at(-1) as { edited: { body: string | null; headers: [string, string][] } }
  return { ...shown, id, sent }
}
const part = (name: string | RegExp) =>
  within(screen.getByRole('group', { name: 'Part of the request' })).getByRole('button', { name })
const text = () => screen.findByRole<HTMLTextAreaElement>('textbox', { name: 'Body to send' })
const send = () => screen.getByRole('button', { name: /^Send/ })
const changed = () => screen.getByRole('heading', { name: 'Edit and replay' }).nextElementSibling?.textContent

describe('the body', () => {
  test('Format and Compact change the layout and nothing else', async () => {
    const { user, sent } = await edit({ body: '{"id":12345678901234567890,"s":"a  b","n":1.50}' })
    await text()
    await user.click(screen.getByRole('button', { name: 'Format' }))
    expect((await text()).value).toBe('{\n  "id": 12345678901234567890,\n  "s": "a  b",\n  "n": 1.50\n}')
    await user.click(screen.getByRole('button', { name: 'Compact' }))
    expect((await text()).value).toBe('{"id":12345678901234567890,"s":"a  b","n":1.50}')
    await user.click(send())
    await happens(() => undefined)
    expect(sent().edited.body).toBeNull()
  })

  test('what is typed is what is laid out', async () => {
    const { user } = await edit()
    fireEvent.change(await text(), { target: { value: '{"b":2}' } })
    await user.click(screen.getByRole('button', { name: 'Format' }))
    expect((await text()).value).toBe('{\n  "b": 2\n}')
  })

  test('a form is a text without a layout of ours', async () => {
    await edit({ body: 'a=1&b=2' })
    expect((await text()).value).toBe('a=1&b=2')
    expect(screen.queryByRole('button', { name: 'Format' })).toBeNull()
  })

  test('a byte order mark goes out again', async () => {
    const { user, sent } = await edit({ body: '\ufeff{"a":1}' })
    expect((await text()).value).toBe('{"a":1}')
    fireEvent.change(await text(), { target: { value: '{"a":2}' } })
    await user.click(send())
    await happens(() => undefined)
    expect([...Buffer.from(sent().edited.body ?? '', 'base64').subarray(0, 4)]).toEqual([0xef, 0xbb, 0xbf, 0x7b])
  })

  test('a compressed body goes out as it is until one wants it otherwise', async () => {
    const { user, sent } = await edit({
      body: gzipSync('{"a":1}'),
      headers: [
        ['Content-Encoding', 'gzip'],
        ['X-A', 'b'],
      ],
    })
    expect(await screen.findByText(/^The body is compressed \(gzip\)/)).toBeTruthy()
    expect(changed()).toBe('as stored')
    await user.click(screen.getByRole('button', { name: 'Edit uncompressed' }))
    expect((await text()).value).toBe('{"a":1}')
    expect(changed()).toBe('changed: 1 header, body')
    await user.click(send())
    await happens(() => undefined)
    expect(Buffer.from(sent().edited.body ?? '', 'base64').toString()).toBe('{"a":1}')
    expect(sent().edited.headers).toEqual([['X-A', 'b']])
  })

  test('bytes that are no text go out as they are stored', async () => {
    const { user, sent } = await edit({ body: Uint8Array.of(0, 1, 2, 255) })
    expect(
      await screen.findByText(/^It is not UTF-8 text\. It goes out as it is stored, byte for byte \(4 bytes\)/),
    ).toBeTruthy()
    await user.click(send())
    await happens(() => undefined)
    expect(sent().edited.body).toBeNull()
  })
})

describe('what was changed', () => {
  test('nothing, at first', async () => {
    const { user } = await edit()
    await user.click(part('Difference'))
    expect(screen.getByText('Nothing is changed: this is the request as it is stored.')).toBeTruthy()
    expect(screen.queryByRole('button', { name: 'Discard' })).toBeNull()
  })

  test('lines and body, before and after', async () => {
    const { user } = await edit({ headers: [['X-A', 'b']] })
    fireEvent.change(screen.getByRole('textbox', { name: 'Method' }), { target: { value: 'PUT' } })
    fireEvent.change(await text(), { target: { value: '{"a":2}' } })
    await user.click(part(/^Headers/))
    fireEvent.change(screen.getByRole('textbox', { name: 'Value of X-A' }), { target: { value: 'c' } })
    await user.click(part('Difference'))
    const rows = within(screen.getByRole('table', { name: 'Changed lines' }))
      .getAllByRole('row')
      .slice(1)
    expect(
      rows.map((row) =>
        within(row)
          .getAllByRole('cell')
          .map((cell) => cell.textContent),
      ),
    ).toEqual([
      ['Method', 'POST', 'PUT'],
      ['X-A', 'b', 'c'],
    ])
    expect((await screen.findByRole('status', { name: 'Body: before' })).textContent).toBe('{"a":1}')
    expect(screen.getByRole('status', { name: 'Body: after' }).textContent).toBe('{"a":2}')
    expect(changed()).toBe('changed: method, 1 header, body')
  })

  test('thrown away at once, and brought back by one press', async () => {
    const { user, engine, id } = await edit()
    fireEvent.change(await text(), { target: { value: '{"a":2}' } })
    await user.click(screen.getByRole('button', { name: 'Discard' }))
    expect((await text()).value).toBe('{"a":1}')
    expect(changed()).toBe('as stored')
    expect(await message('Changes discarded')).toBeTruthy()
    await user.click(screen.getByRole('button', { name: 'Undo' }))
    expect((await text()).value).toBe('{"a":2}')
    await vi.waitFor(() => expect(atob(engine.drafts.get(id)?.body ?? '')).toBe('{"a":2}'))
  })

  test('a draft that cannot be saved is told', async () => {
    const { engine } = await edit()
    engine.connection.fail('drafts.save', new AppError('unavailable', 'The disk is full.'))
    fireEvent.change(await text(), { target: { value: '{"a":2}' } })
    expect(await message('The draft was not saved')).toBeTruthy()
    expect(screen.getByText('The disk is full.')).toBeTruthy()
  })

  test('closed right after the last key, the draft is saved all the same', async () => {
    const { engine, id, rerender } = await edit()
    fireEvent.change(await text(), { target: { value: '{"a":3}' } })
    rerender(null)
    await happens(() => undefined)
    expect(atob(engine.drafts.get(id)?.body ?? '')).toBe('{"a":3}')
  })
})

test('a request that cannot be read cannot be edited, and that is said', async () => {
  await edit({
    change: ({ connection }) => connection.fail('drafts.open', new AppError('not-found', 'It was deleted.')),
  })
  expect(screen.getByText('The request cannot be edited. It was deleted.')).toBeTruthy()
})

test('a changed body with the old signature: that it does not fit is said', async () => {
  const { user } = await edit()
  fireEvent.change(await text(), { target: { value: '{"a":2}' } })
  expect(screen.getByText(/It does not fit the changed body\.$/)).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Re-sign' }))
  expect(screen.queryByText(/It does not fit the changed body/)).toBeNull()
})

test('a signature that is to be broken needs to be told how before it is sent', async () => {
  const { user, inputs } = await edit()
  await user.click(screen.getByRole('button', { name: 'Break' }))
  expect(screen.queryByText('Choose how the signature is to be broken.')).toBeNull()
  await user.click(send())
  expect(screen.getByText('Choose how the signature is to be broken.')).toBeTruthy()
  expect(inputs('replays.send')).toEqual([])
})

test('a target that the host refuses is told at the URL', async () => {
  const { user, engine } = await edit()
  engine.connection.fail('replays.send', new AppError('bad-input', 'This address is not allowed.'))
  await user.click(send())
  expect((await screen.findByRole('alert')).textContent).toBe('This address is not allowed.')
})

describe('headers', () => {
  async function show(...start: [string, string][]) {
    const onChange = vi.fn()
    function Holder() {
      const [lines, setLines] = useState(() => start.map(([name, value]) => headerLine(name, value)))
      return (
        <HeaderEditor
          lines={lines}
          problems={new Map([[`header ${lines[0]?.key}`, 'This line has a problem.']])}
          onChange={(next) => {
            onChange(next.map(({ name, value }) => `${name}: ${value}`))
            setLines([...next])
          }}
        />
      )
    }
    const shown = await renderWith(memoryEngine(), <Holder />)
    return { ...shown, now: () => onChange.mock.lastCall?.[0] as string[] | undefined, onChange }
  }
  const names = () => screen.getAllByRole<HTMLInputElement>('textbox', { name: /^Name of header/ })
  const button = (name: string) => screen.getByRole<HTMLButtonElement>('button', { name })

  test('a removed line gives the focus to the one that takes its place', async () => {
    const { user, now } = await show(['A', '1'], ['B', '2'], ['C', '3'])
    await user.click(button('Remove B'))
    expect(now()).toEqual(['A: 1', 'C: 3'])
    await vi.waitFor(() => expect(document.activeElement).toBe(names()[1]))
    await user.click(button('Remove C'))
    await vi.waitFor(() => expect(document.activeElement).toBe(names()[0]))
  })

  test('moved by key, the focus goes along; at the ends it stays', async () => {
    const { user, now, onChange } = await show(['A', '1'], ['B', '2'])
    names()[0]?.focus()
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}')
    expect(now()).toEqual(['B: 2', 'A: 1'])
    await vi.waitFor(() => expect(document.activeElement).toBe(names()[1]))
    onChange.mockClear()
    await user.keyboard('{Alt>}{ArrowDown}{/Alt}')
    expect(onChange).not.toHaveBeenCalled()
  })

  test('a duplicate stands below the line that it is of', async () => {
    const { user, now } = await show(['A', '1'], ['B', '2'])
    await user.click(button('Duplicate A'))
    expect(now()).toEqual(['A: 1', 'A: 1', 'B: 2'])
  })

  test('a new line is empty and has the focus', async () => {
    const { user, now } = await show(['A', '1'])
    await user.click(button('Add header'))
    expect(now()).toEqual(['A: 1', ': '])
    await vi.waitFor(() => expect(document.activeElement).toBe(names()[1]))
    expect(button('Remove header 2')).toBeTruthy()
  })

  test('what is wrong stands at its line', async () => {
    await show(['A', '1'], ['B', '2'])
    expect(screen.getByRole('alert').textContent).toBe('This line has a problem.')
    expect(names().map((each) => each.getAttribute('aria-invalid'))).toEqual(['true', 'false'])
  })
})
