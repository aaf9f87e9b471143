// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { DeliveryPane } from '../../../../src/renderer/src/features/delivery-pane/delivery-pane.tsx'
import { showReplay } from '../../../../src/renderer/src/state/replay-to-show.ts'
import { useRoute } from '../../../../src/renderer/src/state/route.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint, replayOf } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

function Pane() {
  const id = useRoute((route) => route.deliveryId)
  return id === null ? null : <DeliveryPane id={id} />
}

let count = 0
async function show(change: (engine: MemoryEngine) => void = () => undefined) {
  count += 1
  const [one, other] = [`form_${count}`, `form_${count}_b`]
  const engine = memoryEngine((engine) => {
    engine.endpoints = [
      endpoint({ id: one, target: 'http://localhost:3000/' }),
      endpoint({ id: other, name: 'Other', target: null }),
    ]
    engine.deliveries = [
      deliveryDetail({ id: one, endpointId: one, deadlineMs: 10_000 }),
      deliveryDetail({ id: other, seq: 2, endpointId: other, deadlineMs: 3000 }),
    ]
    change(engine)
  })
  const shown = await renderWith(engine, <Pane />, { at: `#/?d=${one}&tab=replays` })
  const goTo = (id: string) => happens(() => useRoute.setState({ deliveryId: id }))
  return { ...shown, one, other, goTo }
}
const target = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Target' })
const group = (name: string) => within(screen.getByRole('group', { name }))
const pressed = (name: string) => group(name).getByRole('button', { pressed: true }).textContent
const send = () => within(screen.getByRole('tabpanel')).getByRole<HTMLButtonElement>('button', { name: 'Replay' })

test('the endpoint’s target stands in the empty field; without one it says where to set it', async () => {
  const { goTo, other } = await show()
  expect(target().placeholder).toBe('http://localhost:3000/')
  expect(screen.getByText(/^Leave empty for the endpoint’s target/)).toBeTruthy()
  await goTo(other)
  expect(screen.getByText(/^The endpoint has no target yet/)).toBeTruthy()
})

test('a signature that is to be broken needs to be told how', async () => {
  const { user, inputs, one } = await show()
  await user.click(group('Signature').getByRole('button', { name: 'Break' }))
  expect(send().disabled).toBe(true)
  fireEvent.submit(send().form!)
  expect(inputs('replays.send')).toEqual([])
  await user.selectOptions(screen.getByRole('combobox', { name: 'How to break it' }), 'Wrong secret')
  expect(screen.getByText(/Your app has to refuse this: signed with a random secret/)).toBeTruthy()
  await user.click(send())
  await happens(() => undefined)
  expect(inputs('replays.send')).toEqual([{ id: one, approve: false, sign: 'broken', broken: 'wrong-secret' }])
})

test('another choice than Break forgets how', async () => {
  const { user, inputs } = await show()
  await user.click(group('Signature').getByRole('button', { name: 'Break' }))
  await user.selectOptions(screen.getByRole('combobox', { name: 'How to break it' }), 'Wrong secret')
  await user.click(group('Signature').getByRole('button', { name: 'As stored' }))
  await user.click(send())
  await happens(() => undefined)
  expect(inputs('replays.send').at(-1)).not.toHaveProperty('broken')
})

test('where nothing can be broken, why is said', async () => {
  const { user } = await show((engine) => {
    const problem = 'OutCallerAI does not sign, so there is nothing to break.'
    Object.assign(engine.handlers.calls, { 'replays.breaks': () => ({ breaks: [], problem }) })
  })
  await user.click(group('Signature').getByRole('button', { name: 'Break' }))
  expect(await screen.findByText('OutCallerAI does not sign, so there is nothing to break.')).toBeTruthy()
  expect(send().disabled).toBe(true)
})

test('how a replay goes out is chosen for one delivery; the next one begins as stored', async () => {
  const { user, goTo, one, other, inputs } = await show()
  fireEvent.change(target(), { target: { value: 'http://localhost:9/' } })
  await user.click(group('Signature').getByRole('button', { name: 'Break' }))
  await user.selectOptions(screen.getByRole('combobox', { name: 'How to break it' }), 'Wrong secret')
  await user.click(group('Slow motion').getByRole('button', { name: /50 %/ }))
  await goTo(other)
  expect(target().value).toBe('')
  expect(pressed('Signature')).toBe('As stored')
  expect(pressed('Slow motion')).toBe('Off')
  // What can be broken is asked of the delivery that is shown.
  await user.click(group('Signature').getByRole('button', { name: 'Break' }))
  await happens(() => undefined)
  expect(inputs('replays.breaks').map((input) => (input as { id: string }).id)).toEqual([one, other])
})

test('slow motion takes a share of what the provider waits', async () => {
  const { user, inputs } = await show()
  expect(screen.getByText('Sent at once.')).toBeTruthy()
  await user.click(group('Slow motion').getByRole('button', { name: '8 s (80 %)' }))
  expect(screen.getByText(/^The body takes 8 s of the 10 s that the provider waits/)).toBeTruthy()
  await user.click(send())
  await happens(() => undefined)
  expect(inputs('replays.send').at(-1)).toMatchObject({ slowMs: 8000 })
  await user.click(group('Slow motion').getByRole('button', { name: 'Off' }))
  await user.click(send())
  await happens(() => undefined)
  expect(inputs('replays.send').at(-1)).not.toHaveProperty('slowMs')
})

test('without a documented deadline there is no slow motion', async () => {
  await show((engine) => {
    engine.deliveries[0] = { ...engine.deliveries[0]!, deadlineMs: null }
  })
  expect(screen.queryByRole('group', { name: 'Slow motion' })).toBeNull()
})

test('a request that was begun to be edited can be gone on with', async () => {
  const { user } = await show((engine) => {
    const deliveryId = engine.deliveries[0]!.id
    const request = { method: 'POST', url: 'http://a/', headers: [], body: null, sign: 'keep', broken: null } as const
    engine.drafts.set(deliveryId, { ...request, headers: [], deliveryId, savedAt: 1 })
  })
  await user.click(await screen.findByRole('button', { name: /^Continue the draft/ }))
  expect(await screen.findByRole('region', { name: 'Edit and replay' })).toBeTruthy()
})

test('a replay that one comes for is the one that is shown, also where the tab is open already', async () => {
  const { goTo, other } = await show((engine) => {
    const deliveryId = engine.deliveries[1]!.id
    engine.replays = [2, 1].map((number) => replayOf({ id: `${deliveryId}_${number}`, deliveryId, number }))
  })
  showReplay(other, `${other}_1`)
  await goTo(other)
  const row = await screen.findByRole('button', { name: 'Show replay 1' })
  expect(row.closest('tr')?.getAttribute('aria-selected')).toBe('true')
})

test('a replay from another window appears without being asked for', async () => {
  const { engine, one, inputs } = await show()
  await expect.poll(() => inputs('deliveries.watch').length).toBeGreaterThan(0)
  await happens(() => {
    engine.replays = [replayOf({ deliveryId: one })]
    engine.change(one, { replays: 1 })
  })
  expect(await screen.findByRole('button', { name: 'Show replay 1' })).toBeTruthy()
})

test('replays that cannot be read are told', async () => {
  await show((engine) => engine.connection.fail('replays.list', new AppError('unavailable', 'The store is busy.')))
  expect((await screen.findByRole('alert')).textContent).toBe('The replays could not be read. The store is busy.')
})
