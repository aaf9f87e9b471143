import { expect, test } from 'vitest'
import type { TunnelStatus } from '#shared/model/status.ts'
import { tunnelLine } from '../../../../src/renderer/src/features/guide/guide.tsx'
import { signingNote } from '../../../../src/renderer/src/parts/secret-form.tsx'

const receiver = {
  state: 'receiving',
  host: '127.0.0.1',
  port: 4190,
  url: 'http://127.0.0.1:4190',
  problem: null,
} as const
const tunnel: TunnelStatus = {
  driver: 'localtunnel',
  state: 'online',
  url: 'https://a.example.com',
  since: 0,
  attempt: 0,
  nextTryAt: null,
  problem: null,
}

test.each([
  [{}, 'answer on 127.0.0.1:4190'],
  [{ state: 'off' }, 'only work on this machine. Choose one in Settings'],
  [{ state: 'connecting' }, 'is connecting'],
  [{ state: 'retrying', problem: 'The host did not answer.' }, 'only work on this machine. The host did not answer.'],
  [{ state: 'lost' }, 'is down'],
] as const)('%j', (change, words) =>
  expect(tunnelLine({ tunnel: { ...tunnel, ...change }, receiver })).toContain(words),
)

test('whether deliveries can be verified, in a few words', () => {
  expect(signingNote(null)).toBe('provider is detected')
  expect(signingNote({ signature: { kind: 'scheme', scheme: 'hmac', params: {} } })).toBe('signed')
  expect(signingNote({ signature: { kind: 'none', why: 'x' } })).toBe('does not sign')
  expect(signingNote({ signature: { kind: 'not-documented', why: 'x', known: [] } })).toBe(
    'how it signs is not documented',
  )
})
