import { expect, test } from 'vitest'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { TunnelStatus } from '#shared/model/status.ts'
import { jsonOutput, type Output, textOutput } from '../../../src/main/headless/output.ts'

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

test('text: only what changes something for the user is said of the tunnel', () => {
  const lines = linesOf(textOutput, (output) => {
    output.tunnel(tunnel)
    output.tunnel({ ...tunnel, state: 'connecting', url: null })
    output.tunnel({ ...tunnel, state: 'lost', url: null, problem: 'the server closed it' })
  })

  expect(lines).toEqual(['Tunnel online: https://quiet-lamp.example.com\n', 'Tunnel lost: the server closed it\n'])
})
