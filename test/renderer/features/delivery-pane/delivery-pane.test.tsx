// @vitest-environment jsdom
import { screen, waitFor, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { DeliveryPane } from '../../../../src/renderer/src/features/delivery-pane/delivery-pane.tsx'
import { RemovalDialog } from '../../../../src/renderer/src/features/removal/removal-dialog.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint, replayOf } from '../../../support/renderer-data.ts'
import { address, clipboard, happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const show = (change: (engine: MemoryEngine) => void = () => undefined, id = 'd1') =>
  renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint({ target: 'http://localhost:3000/' })]
      engine.deliveries = [
        deliveryDetail({ id: 'd1', size: 2, replays: 1 }),
        deliveryDetail({ id: 'd2', seq: 2, eventType: 'sms.received' }),
      ]
      change(engine)
    }),
    <>
      <DeliveryPane id={id} />
      <RemovalDialog />
    </>,
    { at: `#/?d=${id}` },
  )
const tab = (name: RegExp) => screen.getByRole('tab', { name })
const title = () => screen.getByRole('heading', { level: 2 }).textContent
const menu = async (user: Awaited<ReturnType<typeof show>>['user'], item: string | RegExp) => {
  await user.click(screen.getByRole('button', { name: 'More' }))
  await user.click(screen.getByRole('menuitem', { name: item }))
}

test('what it is, from whom, and when', async () => {
  await show((engine) => {
    const [first] = engine.deliveries
    if (first) first.summary = { ...first.summary, who: 'Maya Chen' }
  })
  expect(title()).toBe('call.completed')
  expect(screen.getByTitle(/^Front desk, Maya Chen, \d\d:\d\d:\d\d$/)).toBeTruthy()
})

test('another delivery than the one on screen is not shown under its name while the host is away', async () => {
  const { user, engine } = await show((engine) => engine.connection.set('lost'))
  expect(screen.getByText(/^This delivery was not read before the connection was lost/)).toBeTruthy()
  expect(screen.queryByRole('tab')).toBeNull()
  await happens(() => engine.connection.set('open'))
  expect(title()).toBe('call.completed')
  await happens(() => engine.connection.set('lost'))
  expect(title()).toBe('call.completed')
  expect(screen.getByRole('button', { name: /^Replay/ }).getAttribute('aria-disabled')).toBe('true')
  await user.keyboard('2')
  expect(tab(/^Payload/).getAttribute('aria-selected')).toBe('true')
})

test('a key that shows another tab takes the focus along, from tab to tab and from panel to panel', async () => {
  const { user } = await show()
  screen.getByRole('tabpanel').focus()
  await user.keyboard('5')
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('tabpanel', { name: /^Headers/ })))
  tab(/^Headers/).focus()
  await user.keyboard('6')
  await waitFor(() => expect(document.activeElement).toBe(tab(/^Answer/)))
})

test('a delivery whose type is not known', async () => {
  await show((engine) => {
    engine.deliveries = [deliveryDetail({ id: 'd1', eventType: null, provider: null })]
  })
  expect(title()).toBe('no event type')
})

test('seven tabs; the number keys show them, and the address keeps the choice', async () => {
  const { user } = await show()
  expect(screen.getAllByRole('tab')).toHaveLength(7)
  expect(tab(/^Overview/).getAttribute('aria-selected')).toBe('true')
  await user.keyboard('5')
  expect(tab(/^Headers/).getAttribute('aria-selected')).toBe('true')
  expect(address()).toBe('#/?d=d1&tab=headers')
  await user.click(tab(/^Answer/))
  expect(address()).toBe('#/?d=d1&tab=answer')
})

test('arrow keys go from tab to tab', async () => {
  const { user } = await show()
  await user.click(tab(/^Overview/))
  await user.keyboard('{ArrowLeft}')
  expect(document.activeElement).toBe(tab(/^Replays/))
  expect(address()).toContain('tab=replays')
})

test('tabs count issues and replays', async () => {
  await show((engine) => {
    engine.deliveries = [deliveryDetail({ id: 'd1', replays: 3, conformance: { state: 'differs', issues: 7 } })]
  })
  expect(tab(/^Schema/).textContent).toBe('Schema7')
  expect(tab(/^Replays/).textContent).toBe('Replays3')
})

test('r and the button replay to the endpoint’s target', async () => {
  const { user, inputs } = await show()
  await user.keyboard('r')
  await user.click(screen.getByRole('button', { name: /^Replay/ }))
  expect(inputs('replays.send')).toEqual(Array(2).fill({ id: 'd1', approve: false, sign: 'keep' }))
})

test('while it is sent the button says so', async () => {
  const { user, engine } = await show()
  const go = engine.connection.hold('replays.send')
  await user.click(screen.getByRole('button', { name: /^Replay/ }))
  const sending = screen.getByRole('button', { name: /^Sending/ })
  expect(sending.getAttribute('aria-disabled')).toBe('true')
  // The focus stays on it, so that a key is not lost.
  expect(document.activeElement).toBe(sending)
  await user.click(sending)
  await happens(go)
  expect(screen.getByRole('button', { name: /^Replay/ }).getAttribute('aria-disabled')).toBe('false')
  expect(engine.connection.inputs('replays.send')).toHaveLength(1)
})

test.each([
  ['key', 'S'],
  ['menu', /^Re-sign and replay/],
])('signed again by %s', async (way, what) => {
  const { user, inputs } = await show()
  if (way === 'key') await user.keyboard('{Shift>}s{/Shift}')
  else await menu(user, what)
  expect(inputs('replays.send')).toMatchObject([{ id: 'd1', sign: 'again' }])
})

test('the menu copies id, URL and text formats', async () => {
  const { user } = await show()
  await menu(user, 'Copy delivery id')
  expect(await message('Delivery id copied')).toBeTruthy()
  expect(await clipboard()).toBe('d1')
  await menu(user, 'Copy as cURL')
  expect(await message('cURL copied')).toBeTruthy()
  expect(await clipboard()).toBe('curl of d1')
})

test('the menu saves a fixture at once, and asks about everything else', async () => {
  const { user, inputs } = await show()
  await menu(user, /^Save as test fixture/)
  expect(inputs('exports.render')).toEqual([{ what: { ids: ['d1'] }, format: 'fixture' }])
  expect(await message('Saved 1.fixture')).toBeTruthy()
})

test('an export that fails is told', async () => {
  const { user, engine } = await show()
  engine.connection.fail('exports.render', new Error('The format is broken.'))
  await menu(user, /^Save as test fixture/)
  expect(await message('That did not work')).toBeTruthy()
})

test('deleting says what goes with it, and closes the pane', async () => {
  const { user, engine } = await show()
  await menu(user, /^Delete…/)
  const dialog = within(screen.getByRole('dialog', { name: 'Delete this delivery?' }))
  expect(dialog.getByText(/Its body, replays and note are deleted with it/)).toBeTruthy()
  await user.click(dialog.getByRole('button', { name: 'Delete' }))
  await happens(() => undefined)
  expect(engine.deliveries.map(({ id }) => id)).toEqual(['d2'])
  expect(address()).toBe('#/')
})

test('a delivery that is gone is told, and can be closed', async () => {
  const { user } = await show(undefined, 'nope')
  expect(screen.getByRole('alert').textContent).toContain('This delivery does not exist any more.')
  await user.click(screen.getByRole('button', { name: 'Close' }))
  expect(address()).toBe('#/')
})

test('the last one stays until the next is there', async () => {
  const { engine, rerender } = await show()
  const go = engine.connection.hold('deliveries.get')
  rerender(
    <>
      <DeliveryPane id="d2" />
      <RemovalDialog />
    </>,
  )
  expect(title()).toBe('call.completed')
  expect(screen.getByRole('region', { name: 'Delivery' }).getAttribute('aria-busy')).toBe('true')
  await happens(go)
  expect(title()).toBe('sms.received')
})

test('a delivery without its answer is read again until it is complete', async () => {
  const { engine } = await show((engine) => {
    engine.deliveries = [deliveryDetail({ id: 'd1', answer: null, answerGiven: null })]
  })
  expect(screen.getByText('No answer yet.')).toBeTruthy()
  engine.deliveries = [deliveryDetail({ id: 'd1' })]
  expect(await screen.findByText(/^200 after 4 ms/)).toBeTruthy()
})

test('Back leads to the list', async () => {
  const { user } = await show()
  await user.click(screen.getByRole('button', { name: 'Back to the list' }))
  expect(address()).toBe('#/')
})

const judgedLater = {
  verification: { state: 'checking', reason: 'judged-later' },
  conformance: { state: 'checking', issues: 0 },
} as const

test('a delivery that is judged while it is open: tabs and verdicts follow', async () => {
  const { verdict, check } = deliveryDetail()
  const { engine } = await show((it) => {
    it.deliveries = [
      deliveryDetail({
        ...judgedLater,
        id: 'd1',
        verdict: { ...verdict, state: 'checking', reason: 'judged-later' },
        check: { ...check, state: 'checking', reason: 'judged-later' },
      }),
    ]
  })
  expect(screen.getAllByText(/^Still being checked/)).toHaveLength(2)
  expect(tab(/^Signature/).querySelector('svg')).toBeNull()
  // Long enough to be watched, and past the times at which it is read again anyway.
  await new Promise((resolve) => setTimeout(resolve, 700))
  await happens(() =>
    engine.change('d1', {
      verification: { state: 'failed', reason: 'signature-mismatch' },
      conformance: { state: 'differs', issues: 2 },
      verdict: { ...verdict, state: 'failed', reason: 'signature-mismatch' },
      check: { ...check, state: 'differs', reason: 'issues-found', issueCount: 2 },
    }),
  )
  expect(screen.queryByText(/^Still being checked/)).toBeNull()
  expect(tab(/^Schema/).textContent).toContain('2')
  expect(tab(/^Signature/).querySelector('svg')).toBeTruthy()
  expect(screen.getByText(/^No active secret gives this signature/)).toBeTruthy()
})

test('an open delivery follows what becomes of it', async () => {
  const { engine, inputs } = await show()
  await new Promise((resolve) => setTimeout(resolve, 350))
  const before = inputs('deliveries.get').length
  await happens(() => engine.change('d2', { replays: 5 }))
  expect(inputs('deliveries.get')).toHaveLength(before)
  await happens(() => engine.change('d1', { replays: 4 }))
  expect(tab(/^Replays/).textContent).toContain('4')
})

test('a new attempt, and what joins its call, stand on an open delivery', async () => {
  const own = deliveryDetail({ id: 'd1', callId: 'call-1' })
  const facts = { ...own.facts, eventId: 'evt "1"', callId: 'call-1' }
  const open = { ...own, facts, callDeliveries: 1, attempts: [] }
  const { engine } = await show((it) => {
    it.deliveries = [open]
  })
  await new Promise((resolve) => setTimeout(resolve, 350))
  engine.deliveries = [
    {
      ...open,
      callDeliveries: 2,
      attempts: [1, 2].map((attempt) => ({ id: `d${attempt}`, attempt, receivedAt: 1, status: 500, ms: 5 })),
    },
  ]
  await happens(() => engine.arrive(deliveryDetail({ id: 'd2', seq: 900, facts, callId: 'call-1' })))
  expect(await screen.findByText(/2 deliveries/)).toBeTruthy()
  expect(screen.getByRole('heading', { name: /^Attempts/ })).toBeTruthy()
})

test('replays of another window stand in the open list', async () => {
  const { user, engine } = await show()
  await user.click(tab(/^Replays/))
  await new Promise((resolve) => setTimeout(resolve, 350))
  engine.replays = [replayOf({ deliveryId: 'd1' })]
  await happens(() => engine.change('d1', { replays: 2 }))
  expect(await screen.findByRole('button', { name: 'Show replay 1' })).toBeTruthy()
})
