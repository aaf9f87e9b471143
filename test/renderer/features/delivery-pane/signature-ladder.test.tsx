// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { Ladder } from '#shared/model/ladder.ts'
import type { Verification } from '#shared/model/verification.ts'
import { DeliveryPane } from '../../../../src/renderer/src/features/delivery-pane/delivery-pane.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const failed: Verification = {
  ...deliveryDetail().verdict,
  state: 'failed',
  reason: 'signature-mismatch',
  secret: null,
}
const base64 = (text: string) => Buffer.from(text).toString('base64')
const ladder = (part: Partial<Ladder> = {}): Ladder => ({
  cause: 'body-trailing-newline',
  proven: true,
  sentence: 'A newline was added to the end of the body after it was signed.',
  evidence: 'Without the last byte the signature matches.',
  advice: 'Pass the raw body on.',
  secret: { id: 'sec_1', label: 'main', endpoint: null },
  signedString: [{ name: 'body', bytes: base64('{}'), size: 2, omitted: 0 }],
  digest: 'cafe0123',
  firstDifference: { offset: 2, signed: '{}', came: '{}\n' },
  sizes: { signed: 2, came: 3 },
  steps: [
    { title: 'Header `X-Allo-Signature` is there', detail: '64 characters', outcome: 'passed' },
    { title: 'The body as it came', detail: '1 tried', outcome: 'differs' },
    { title: 'The body without its last byte', detail: 'matches', outcome: 'matches' },
    { title: 'Other encodings', detail: 'not needed', outcome: 'skipped' },
  ],
  candidates: 12,
  tookMs: 3.2,
  timedOut: false,
  fix: null,
  ...part,
})
const show = (found: Ladder | null, change: (engine: MemoryEngine) => void = () => undefined) => {
  const detail = deliveryDetail({ id: 'd1', verdict: failed })
  const engine = memoryEngine((engine) => {
    engine.endpoints = [endpoint({ deliveries: 40 })]
    engine.deliveries = [detail]
    engine.reports.set('d1', {
      verification: failed,
      scheme: null,
      signedString: [],
      received: ['deadbeef'],
      expected: [{ label: 'main', value: 'deadbeee', matches: false, firstDifference: 7 }],
    })
    if (found) engine.ladders.set('d1', found)
    change(engine)
  })
  return renderWith(engine, <DeliveryPane id="d1" />, { at: '#/?d=d1&tab=signature' })
}
const verdict = () => screen.getByRole('region', { name: 'Verdict' })
const dialogButton = async (name: string) => {
  const button = within(await screen.findByRole('dialog')).getByRole('button', { name })
  await waitFor(() => expect(button).toHaveProperty('disabled', false))
  return button
}
const part = (name: RegExp) => screen.getByRole('heading', { level: 3, name }).closest('section')?.textContent

test('the cause first, then the evidence, then what to do', async () => {
  await show(ladder())
  expect(within(verdict()).getByRole('heading').textContent).toBe(ladder().sentence)
  const paragraphs = [...verdict().querySelectorAll('p')].map((line) => line.textContent)
  expect(paragraphs).toEqual(['Without the last byte the signature matches.', 'Pass the raw body on.'])
})

test('each step with its outcome in words', async () => {
  await show(ladder())
  const steps = within(screen.getByRole('list', { name: 'What was tried' })).getAllByRole('listitem')
  expect(steps.map((step) => step.textContent)).toEqual([
    'Header X-Allo-Signature is there, in order64 characters',
    'The body as it came, does not match1 tried',
    'The body without its last byte, matchesmatches',
    'Other encodings, skippednot needed',
  ])
  expect(screen.getByText('12 candidates, 3 ms')).toBeTruthy()
})

test('a search that ran out of time says so', async () => {
  await show(ladder({ timedOut: true, tookMs: 1500, candidates: 1 }))
  expect(screen.getByText('1 candidate, 1.5 s, stopped by its time limit')).toBeTruthy()
})

test('the string that was really signed, and where the body parts from it', async () => {
  await show(ladder())
  expect(part(/^Signed string, as found/)).toContain('2 bytes of body were signed, 3 came')
  expect(screen.getByText('end of the body')).toBeTruthy()
  expect(screen.getByText('Signed, from byte 3 on')).toBeTruthy()
})

test('digests: received, as it came, as found', async () => {
  await show(ladder())
  const digests = part(/^Digests/)
  expect(digests).toContain('Received received')
  expect(digests).toContain('As received, “main” differs')
  expect(digests).toContain('As found, “main” matchescafe0123')
})

test('while the cause is looked for it says so', async () => {
  const detail = deliveryDetail({ id: 'd1', verdict: failed })
  const engine = memoryEngine((engine) => {
    engine.deliveries = [detail]
    engine.ladders.set('d1', ladder())
  })
  const go = engine.connection.hold('deliveries.explain')
  await renderWith(engine, <DeliveryPane id="d1" />, { at: '#/?d=d1&tab=signature' })
  expect(screen.getByText('Looking for the cause…')).toBeTruthy()
  await happens(go)
  expect(screen.queryByText('Looking for the cause…')).toBeNull()
  expect(verdict().textContent).toContain(ladder().sentence)
})

test('without a ladder the reason stands there', async () => {
  await show(null)
  expect(verdict().textContent).toContain('No active secret gives this signature')
  expect(screen.queryByRole('list', { name: 'What was tried' })).toBeNull()
})

const fix = { kind: 'secret', secretId: 'sec_2', text: 'Takes over the secret of Office.' } as const
const use = () => screen.getByRole('button', { name: 'Apply this fix…' })

test('a fix is used from now on, and the endpoint’s deliveries are checked again', async () => {
  const { user, inputs } = await show(ladder({ fix }))
  expect(verdict().textContent).toContain('Takes over the secret of Office; first shows what it does to 40 deliveries')
  await user.click(use())
  await user.click(await dialogButton('Apply'))
  expect(inputs('changes.apply')).toEqual([{ change: { kind: 'fix', deliveryId: 'd1' } }])
  expect(await screen.findByText('1 delivery rechecked: nothing changed.')).toBeTruthy()
})

test('a fix that cannot be used tells why, and nothing is checked', async () => {
  const { user, engine } = await show(ladder({ fix }))
  engine.connection.fail('changes.preview', new AppError('conflict', 'The secret is gone.'))
  await user.click(use())
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull())
  expect((await within(verdict()).findByRole('alert')).textContent).toBe('The secret is gone.')
  expect(use()).toHaveProperty('disabled', false)
  expect(screen.queryByRole('region', { name: 'Check of the deliveries' })).toBeNull()
})

test('nothing can be used for an endpoint that is gone', async () => {
  await show(ladder({ fix }), (engine) => {
    engine.endpoints = []
  })
  expect(screen.queryByRole('button', { name: 'Apply this fix…' })).toBeNull()
})
