// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import type { Verification } from '#shared/model/verification.ts'
import { DeliveryPane } from '../../../../src/renderer/src/features/delivery-pane/delivery-pane.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const base64 = (text: string) => Buffer.from(text).toString('base64')
const { verdict } = deliveryDetail()
const nothing: Verification = { ...verdict, secret: null, covers: { extent: 'nothing', detail: '' } }
const report = (part: Partial<SignatureReport> = {}): SignatureReport => ({
  verification: verdict,
  scheme: {
    ...{ id: 'hmac', name: 'Allo signature', algorithm: 'HMAC-SHA256', signedString: 'timestamp and body' },
    ...{ header: '`X-Allo-Signature`', from: 'pack' },
  },
  signedString: [
    { name: 'timestamp', bytes: base64('1700000000'), size: 10, omitted: 0 },
    { name: 'body', bytes: base64('{}'), size: 2, omitted: 0 },
  ],
  received: ['abcdefgh12345678'],
  expected: [{ label: 'main', value: 'abcdefgh12345678', matches: true, firstDifference: null }],
  ...part,
})
const show = (
  shown: SignatureReport | null,
  detail: Partial<DeliveryDetail> = {},
  change: (engine: MemoryEngine) => void = () => undefined,
) => {
  const delivery = deliveryDetail({ id: 'd1', ...detail })
  const engine = memoryEngine((engine) => {
    engine.deliveries = [delivery]
    if (shown) engine.reports.set('d1', shown)
    change(engine)
  })
  return renderWith(engine, <DeliveryPane id="d1" />, { at: '#/?d=d1&tab=signature' })
}
const verdictText = () => screen.getByRole('region', { name: 'Verdict' }).textContent
const part = (name: RegExp) => screen.getByRole('heading', { level: 3, name }).closest('section')?.textContent

test('a signature that holds: secret, scheme, signed bytes and digest', async () => {
  await show(report())
  expect(verdictText()).toContain('Matches secret “main”.')
  expect(part(/^Allo signature/)).toContain('documented by Allo')
  expect(part(/^Allo signature/)).toContain('AlgorithmHMAC-SHA256')
  expect(part(/^Signed string/)).toContain('12 bytes')
  expect(part(/^Signed string/)).toContain('body2 bytes{}')
  expect(part(/^Digests/)).toContain('Secret “main” matchesabcdefgh12345678')
})

test('parts of which only the ends are kept say how much is left out', async () => {
  const long = { name: 'body', bytes: base64('aabb'), size: 1004, omitted: 1000 }
  await show(report({ signedString: [long] }))
  expect(part(/^Signed string/)).toContain('aa1,000 bytes morebb')
})

test('a digest that differs: the first other character is told and marked', async () => {
  const digest = { label: 'main', value: 'abcdXfgh12345678', matches: false, firstDifference: 4 }
  await show(report({ expected: [digest] }))
  expect(part(/^Digests/)).toContain('first difference at character 5')
  expect(screen.getByText('X').tagName).toBe('MARK')
})

test('nothing that could be read as a signature', async () => {
  await show(
    report({ received: [], expected: [{ label: 'main', value: 'aa', matches: false, firstDifference: null }] }),
  )
  expect(part(/^Digests/)).toContain('nothing that could be read as a signature')
})

test('today’s verdict is another one than the stored one: both are said, and it can be checked again', async () => {
  const stored: Verification = { ...nothing, state: 'unverifiable', reason: 'no-secret' }
  const { user, inputs } = await show(report(), { verdict: stored })
  expect(verdictText()).toContain('Judged with the secrets and the scheme of today. Stored is unverifiable')
  await user.click(screen.getByRole('button', { name: 'Recheck deliveries' }))
  expect(await screen.findByText('1 delivery rechecked: nothing changed.')).toBeTruthy()
  expect(inputs('deliveries.signature').length).toBeGreaterThan(1)
})

test('where nothing changed there is nothing to do', async () => {
  await show(report())
  expect(screen.queryByRole('button', { name: /again/ })).toBeNull()
})

test('no secret yet: it is taken here, and the delivery is judged at once', async () => {
  const missing: Verification = { ...nothing, state: 'unverifiable', reason: 'no-secret' }
  const { user, engine } = await show(
    report({ verification: missing, received: [], expected: [], signedString: [] }),
    { verdict: missing },
    (engine) => {
      engine.endpoints = [endpoint({ secrets: [] })]
    },
  )
  expect(verdictText()).toContain('Not checked: the endpoint has no active secret')
  engine.reports.set('d1', report())
  await user.type(screen.getByLabelText('Signing secret'), 'whsec_c2VjcmV0LXNlY3JldA==')
  await user.click(screen.getByRole('button', { name: 'Save' }))
  expect(engine.endpoints[0]?.secrets.map(({ label }) => label)).toEqual(['Allo'])
  expect(verdictText()).toContain('Matches secret “main”.')
  expect(screen.queryByLabelText('Signing secret')).toBeNull()
})

test('how it signs is not documented: what is known, and a recipe of one’s own', async () => {
  const unknown: Verification = { ...nothing, state: 'unverifiable', reason: 'scheme-not-documented' }
  const { user, engine } = await show(
    report({ verification: unknown, scheme: null }),
    { provider: 'oneinbox', verdict: unknown },
    (engine) => {
      engine.endpoints = [endpoint({ provider: 'oneinbox' })]
    },
  )
  expect(part(/^What is known/)).toContain('The header is X-OneInbox-Signature.')
  await user.click(screen.getByRole('button', { name: 'Describe the signature…' }))
  const form = within(screen.getByRole('form', { name: 'Recipe' }))
  expect(form.getByRole<HTMLInputElement>('textbox', { name: 'Header' }).value).toBe('X-OneInbox-Signature')
  engine.reports.set('d1', report())
  await user.click(form.getByRole('button', { name: 'Use this recipe' }))
  expect(engine.endpoints[0]?.recipe).toEqual({ scheme: 'hmac', params: { header: 'X-OneInbox-Signature' } })
  expect(verdictText()).toContain('Matches secret “main”.')
})

test('a provider that does not sign can be checked by a recipe, too', async () => {
  const unsigned: Verification = { ...nothing, state: 'unsigned', reason: 'provider-does-not-sign' }
  await show(report({ verification: unsigned, scheme: null }), { verdict: unsigned }, (engine) => {
    engine.endpoints = [endpoint({ provider: 'outcallerai' })]
  })
  expect(verdictText()).toContain('OutCallerAI does not sign its deliveries.')
  expect(part(/^What is known/)).toContain('OutCallerAI documents no signature.')
  expect(screen.getByRole('button', { name: 'Describe the signature…' })).toBeTruthy()
})

test('a recipe in use stands open', async () => {
  const own = report()
  await show({ ...own, scheme: own.scheme && { ...own.scheme, from: 'recipe' } }, {}, (engine) => {
    engine.endpoints = [endpoint({ recipe: { scheme: 'hmac', params: {} } })]
  })
  expect(part(/^Allo signature/)).toContain('your own recipe')
  expect(screen.getByRole('button', { name: 'Save the recipe' })).toBeTruthy()
})

test('evidence that cannot be read leaves the stored verdict', async () => {
  await show(null, {}, (engine) => {
    engine.connection.fail('deliveries.signature', new AppError('unavailable', 'The store is closed.'))
  })
  expect(verdictText()).toContain('Matches secret “main”.')
  expect(screen.getByRole('alert').textContent).toBe('The evidence could not be read. The store is closed.')
})
