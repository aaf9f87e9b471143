import { expect, test } from 'vitest'
import {
  bodyOfText,
  editableBody,
  textOfBody,
} from '../../../../src/renderer/src/features/delivery-pane/tabs/replays/edit/editable-body.ts'

const ready = (bytes: Uint8Array, codings: readonly string[] = [], decoded = bytes) =>
  editableBody({
    state: 'ready',
    received: new Uint8Array(bytes),
    content: { bytes: new Uint8Array(decoded), codings, problem: null },
  })
const text = (value: string) => ready(new TextEncoder().encode(value))

test('text is edited as it came: digits, line ends and a byte order mark stay', () => {
  const source = '{\r\n  "id": 12345678901234567890, "cost": 12.50\r\n}'
  expect(text(source)).toEqual({ kind: 'text', text: source, bom: false, language: 'json' })
  expect(text(`\ufeff${source}`)).toMatchObject({ text: source, bom: true })
  expect(text('a=1&b=2')).toMatchObject({ kind: 'text', language: 'text' })
  expect(text('')).toMatchObject({ kind: 'text', text: '' })
  for (const bom of [true, false]) {
    const bytes = Uint8Array.from(atob(bodyOfText(source, bom)), (char) => char.charCodeAt(0))
    expect(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)).toBe((bom ? '\ufeff' : '') + source)
    expect(textOfBody(bodyOfText(source, bom))).toBe(source)
  }
})

test.each([
  ['bytes that are no UTF-8', ready(Uint8Array.of(0x7b, 0xff, 0x7d)), 'It is not UTF-8 text.'],
  ['control bytes', ready(Uint8Array.of(0, 1, 2, 3)), 'It is not UTF-8 text.'],
  ['line ends of two kinds', text('a\r\nb\nc'), 'Its line ends are of several kinds, which no editor keeps.'],
  ['a carriage return alone', text('a\rb'), 'Its line ends are of several kinds, which no editor keeps.'],
  ['more than 1 MiB', text('x'.repeat(1024 * 1024 + 1)), 'Bodies larger than 1 MiB are not edited.'],
])('%s go out as they are stored', (_name, body, why) => {
  expect(body).toEqual({ kind: 'fixed', why })
})

test('what is compressed can be edited once it is sent uncompressed', () => {
  const decoded = new TextEncoder().encode('{"a":1}')
  expect(ready(Uint8Array.of(0x1f, 0x8b), ['gzip'], decoded)).toEqual({
    kind: 'compressed',
    codings: ['gzip'],
    text: '{"a":1}',
  })
})
