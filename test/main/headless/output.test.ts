import { Writable } from 'node:stream'
import { expect, test } from 'vitest'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { TunnelStatus } from '#shared/model/status.ts'
import { jsonOutput, linePrinter, type Output, textOutput } from '../../../src/main/headless/output.ts'

const row: DeliveryRow = {
  seq: 1,
  id: 'dlv_1',
  endpointId: 'end_1',
  receivedAt: Date.UTC(2026, 5, 11, 12, 5, 14),
  provider: 'replicer',
  eventType: 'call.ended',
  callId: null,
  method: 'POST',
  size: 720,
  summary: {
    direction: 'outbound',
    who: 'Maya Chen',
    text: 'completed, 4 min 0 s',
    headline: null,
    detail: null,
    quote: null,
  },
  verification: { state: 'failed', reason: 'signature-mismatch' },
  conformance: { state: 'differs', issues: 2 },
  answer: null,
  deadlineMs: 10_000,
  attempt: 1,
  attemptsDocumented: 6,
  replays: 0,
  aborted: false,
  sample: false,
  handshake: null,
}
const tunnel: TunnelStatus = {
  driver: 'localtunnel',
  state: 'online',
  url: 'https://quiet-lamp.example.com',
  since: 0,
  attempt: 0,
  nextTryAt: null,
  problem: null,
}

function linesOf(make: (write: (line: string) => void) => Output, use: (output: Output) => void): string[] {
  const lines: string[] = []
  use(make((line) => lines.push(line)))
  return lines
}

test('JSON: one object a line', () => {
  const lines = linesOf(jsonOutput, (output) => {
    output.ready({ version: '1.0.0', receiver: 'http://127.0.0.1:1', ui: 'http://127.0.0.1:2/?token=x', endpoints: [] })
    output.delivery(row, 'Sales')
    output.cause('dlv_1', { code: 'encoding', sentence: 'The digest came in Base64.' })
    output.tunnel(tunnel)
  })

  expect(lines.every((line) => line.endsWith('\n') && line.indexOf('\n') === line.length - 1)).toBe(true)
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { type: 'ready', version: '1.0.0', receiver: 'http://127.0.0.1:1', endpoints: [] },
    {
      type: 'delivery',
      id: 'dlv_1',
      endpoint: 'Sales',
      provider: 'replicer',
      event: 'call.ended',
      verification: { state: 'failed', reason: 'signature-mismatch' },
      conformance: { state: 'differs', issues: 2 },
    },
    { type: 'cause', delivery: 'dlv_1', cause: 'encoding', sentence: 'The digest came in Base64.' },
    { type: 'tunnel', state: 'online', url: 'https://quiet-lamp.example.com' },
  ])
})

test('text: a line that a person can read', () => {
  const [line] = linesOf(textOutput, (output) => output.delivery(row, 'Sales'))

  expect(line).toMatch(
    /^\d\d:05:14 {2}Sales {2}call\.ended {2}Maya Chen, completed, 4 min 0 s {2}failed \(signature-mismatch\), differs in 2 places\n$/,
  )
})

test('text: a target is told without its user and password', () => {
  const endpoint = { name: 'Sales', url: 'http://127.0.0.1:1/in/x', publicUrl: null, mode: 'forward' } as EndpointStatus
  const target = 'http://me:pw@example.com/hooks'
  const lines = linesOf(textOutput, (output) =>
    output.ready({ version: '1', receiver: '', ui: '', endpoints: [{ ...endpoint, target }] }),
  )

  expect(lines.join('')).toContain('Sales            http://127.0.0.1:1/in/x, forwards to http://example.com/hooks\n')
  expect(lines.join('')).not.toContain('pw')
})

test('text: only what changes something for the user is said of the tunnel', () => {
  const lines = linesOf(textOutput, (output) => {
    output.tunnel(tunnel)
    output.tunnel({ ...tunnel, state: 'connecting', url: null })
    output.tunnel({ ...tunnel, state: 'lost', url: null, problem: 'the server closed it' })
  })

  expect(lines).toEqual(['Tunnel online: https://quiet-lamp.example.com\n', 'Tunnel down: the server closed it\n'])
})

test('text: what was sent cannot act on the terminal or forge a line', () => {
  const lines: string[] = []
  const output = textOutput((line) => lines.push(line))

  output.delivery({ ...row, eventType: 'a\u001b[2Jb\r\nTunnel online: https://evil.example\u202e\u009b1m' }, 'Sales')

  expect(lines).toHaveLength(1)
  expect(lines[0]?.match(/\n/g)).toHaveLength(1)
  expect(lines[0]).toContain('a\\x1b[2Jb\\x0d\\x0aTunnel online: https://evil.example\\u202e\\x9b1m')
})

test('JSON: the same text comes out of a line that shows no control character', () => {
  const lines: string[] = []
  const eventType = 'a\u001b[2Jb\n\u009b1m\u202e'

  jsonOutput((line) => lines.push(line)).delivery({ ...row, eventType }, 'Sales')

  expect(lines[0]).toMatch(/^[^\p{Cc}\u202e]*\n$/u)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ event: eventType })
})

test('a reader that sleeps loses lines and is told how many; one that is waited for loses none', async () => {
  const written: string[] = []
  const pending: (() => void)[] = []
  const stream = new Writable({
    decodeStrings: false,
    highWaterMark: 10,
    write(chunk: string, _encoding, done) {
      written.push(chunk)
      pending.push(done)
    },
  })
  const stop = new AbortController()
  const printer = linePrinter(stream, (count) => `(${count} dropped)\n`, 10)

  for (let n = 0; n < 8; n++) printer.write(`line ${n}\n`)
  const ready = printer.ready(stop.signal)
  for (let n = 0; n < 8; n++) {
    pending.shift()?.()
    await new Promise(setImmediate)
  }
  await ready
  printer.write('after\n')

  expect(written).toEqual(['line 0\n', 'line 1\n', '(6 dropped)\n', 'after\n'])
})

test('nobody waits for a reader after the stop', async () => {
  const stop = new AbortController()
  const stream = new Writable({ highWaterMark: 1, write: () => undefined })
  const printer = linePrinter(stream, String, 1)
  printer.write('a line\n')
  const ready = printer.ready(stop.signal)

  stop.abort()

  await ready
  expect(stream.listenerCount('drain')).toBe(0)
})
