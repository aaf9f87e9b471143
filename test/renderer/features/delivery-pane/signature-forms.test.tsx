// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import type { Verification } from '#shared/model/verification.ts'
import { DeliveryPane } from '../../../../src/renderer/src/features/delivery-pane/delivery-pane.tsx'
import { SignedString } from '../../../../src/renderer/src/features/delivery-pane/tabs/signature/signed-string.tsx'
import { useRoute } from '../../../../src/renderer/src/state/route.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

function Pane() {
  const id = useRoute((route) => route.deliveryId)
  return id === null ? null : <DeliveryPane id={id} />
}
const unchecked = (reason: Verification['reason']): Verification => ({
  ...deliveryDetail().verdict,
  ...{ state: 'unverifiable', reason, secret: null, scheme: null, covers: { extent: 'nothing', detail: '' } },
})
const bare = (verification: Verification): SignatureReport => ({
  ...{ verification, scheme: null, signedString: [], received: [], expected: [] },
})

/** A delivery of each of two endpoints, judged alike. */
async function show(reason: Verification['reason'], parts: readonly Parameters<typeof endpoint>[0][]) {
  const verdict = unchecked(reason)
  const engine = memoryEngine((engine) => {
    engine.endpoints = parts.map((part, at) => endpoint({ id: `end_${at}`, name: `Desk ${at}`, ...part }))
    engine.deliveries = parts.map((_, at) =>
      deliveryDetail({
        id: `d${at}`,
        seq: at + 1,
        endpointId: `end_${at}`,
        verdict,
        verification: { state: verdict.state, reason },
      }),
    )
    for (const { id } of engine.deliveries) engine.reports.set(id, bare(verdict))
  })
  const shown = await renderWith(engine, <Pane />, { at: '#/?d=d0&tab=signature' })
  await happens(() => undefined)
  const goTo = (id: string) => happens(() => useRoute.setState({ deliveryId: id }))
  return { ...shown, goTo }
}

describe('from one delivery to the next', () => {
  test('a secret that was typed for one endpoint is not offered to another', async () => {
    const { goTo, user, inputs } = await show('no-secret', [{ secrets: [] }, { secrets: [] }])
    const field = () => screen.getByLabelText<HTMLInputElement>('Signing secret')
    await user.type(field(), 'of-desk-0')
    await goTo('d1')
    expect(field().value).toBe('')
    await user.type(field(), 'of-desk-1{Enter}')
    await happens(() => undefined)
    expect(inputs('secrets.add')).toMatchObject([{ endpointId: 'end_1', value: 'of-desk-1' }])
  })

  test('a recipe is that of the delivery’s own endpoint', async () => {
    const { goTo } = await show('scheme-not-documented', [
      { provider: 'oneinbox', recipe: { scheme: 'hmac', params: { header: 'X-Desk-0' } } },
      { provider: 'oneinbox', recipe: { scheme: 'token', params: {} } },
    ])
    const form = () => within(screen.getByRole('form', { name: 'Recipe' }))
    const scheme = () => form().getByRole<HTMLSelectElement>('combobox', { name: 'Scheme' }).value
    expect(scheme()).toBe('hmac')
    fireEvent.change(form().getByRole('textbox', { name: 'Header' }), { target: { value: 'X-Typed' } })
    await goTo('d1')
    expect(scheme()).toBe('token')
    await goTo('d0')
    expect(form().getByRole('textbox', { name: 'Header' })).toHaveProperty('value', 'X-Desk-0')
  })

  test('a form that was opened for one endpoint is closed for the next', async () => {
    const { goTo, user } = await show('scheme-not-documented', [{ provider: 'oneinbox' }, { provider: 'oneinbox' }])
    await user.click(screen.getByRole('button', { name: 'Describe the signature…' }))
    expect(screen.getByRole('form', { name: 'Recipe' })).toBeTruthy()
    await goTo('d1')
    expect(screen.queryByRole('form', { name: 'Recipe' })).toBeNull()
  })
})

test('a recipe that is set elsewhere is the one that the form shows', async () => {
  const recipe = { scheme: 'hmac', params: {} }
  const { engine } = await show('scheme-not-documented', [{ provider: 'oneinbox', recipe }])
  const scheme = () => screen.getByRole<HTMLSelectElement>('combobox', { name: 'Scheme' }).value
  expect(scheme()).toBe('hmac')
  await happens(() => {
    engine.endpoints = engine.endpoints.map((each) => ({ ...each, recipe: { scheme: 'token', params: {} } }))
    engine.tellEndpoints()
  })
  expect(scheme()).toBe('token')
})

describe('the signed string', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  const part = (name: string, text: string, more: { size?: number; omitted?: number } = {}) => ({
    ...{ name, bytes: base64(text), size: Buffer.from(text).length, omitted: 0 },
    ...more,
  })
  const string = (...signedString: SignatureReport['signedString']) =>
    renderWith(
      memoryEngine(),
      <SignedString report={{ ...bare(deliveryDetail().verdict), signedString }} ladder={null} />,
    )

  test('part by part, with what cannot be seen', async () => {
    await string(part('timestamp', '1700000000'), part('separator', '.'), part('body', '{"a": 1}\n'))
    const section = screen.getByRole('heading', { name: 'Signed string' }).closest('section')
    expect(section?.textContent).toContain('20 bytes')
    expect(section?.textContent).toContain('separator1 byte.')
    expect(screen.getByTitle('newline, 0A')).toBeTruthy()
    expect(screen.getByTitle('blank')).toBeTruthy()
  })

  test('of a long part both ends, and how much is between', async () => {
    await string(part('body', 'aabb', { size: 5_000_004, omitted: 5_000_000 }))
    expect(screen.getByText('5,000,000 bytes more')).toBeTruthy()
  })

  test('where nothing was signed there is none', async () => {
    await string()
    expect(screen.queryByRole('heading', { name: /^Signed string/ })).toBeNull()
  })
})
