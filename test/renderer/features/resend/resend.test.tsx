// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { Resends } from '../../../../src/renderer/src/features/resend/resend-commands.tsx'
import { possibleCommands } from '../../../../src/renderer/src/state/commands.ts'
import { showResends } from '../../../../src/renderer/src/state/resends.ts'
import { setChecked } from '../../../../src/renderer/src/state/stream-store.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { type MemoryEngine, resendOf } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const detail = deliveryDetail({ id: 'd1', endpointId: 'end_1', eventType: 'call.ended' })
async function show(change: (engine: MemoryEngine) => void = () => undefined) {
  showResends(false)
  const engine = memoryEngine((made) => {
    made.endpoints = [endpoint({ id: 'end_1', name: 'Sales agent', target: 'http://localhost:3000/' })]
    made.deliveries = [detail]
    change(made)
  })
  return renderWith(engine, <Resends />, { at: '#/?d=d1' })
}
const run = async (id: string) =>
  happens(() =>
    possibleCommands()
      .find((command) => command.id === id)
      ?.run(),
  )
const outcome = {
  deliveryId: 'd1',
  replayId: 'r2',
  status: 200,
  problem: null,
  before: { replayId: 'r1', status: 500 },
}

test('switched on by its command, for this delivery or for the newest', async () => {
  const { inputs } = await show()
  await run('resend.start-this')
  expect(inputs('resends.start')).toEqual([{ endpointId: 'end_1', sign: 'keep', deliveries: ['d1'] }])
  expect(await screen.findByText(/Sends 1 chosen delivery again/)).toBeTruthy()
  await run('resend.start')
  expect(inputs('resends.start').at(-1)).toEqual({ endpointId: 'end_1', sign: 'keep' })
})

test('the command counts what is selected at the moment', async () => {
  const { inputs } = await show()
  const title = () => possibleCommands().find(({ id }) => id === 'resend.start-selected')?.title
  await happens(() => setChecked(['d1']))
  expect(title()).toMatch(/^Send 1 selected delivery again/)
  await happens(() => setChecked(['d1', 'd2']))
  expect(title()).toMatch(/^Send 2 selected deliveries again/)
  await happens(() => setChecked(['d1', 'd2', 'd3']))
  expect(title()).toMatch(/^Send 3 selected deliveries again/)
  await run('resend.start-selected')
  expect(inputs('resends.start').at(-1)).toMatchObject({ deliveries: ['d1', 'd2', 'd3'] })
  await happens(() => setChecked([]))
})

test('an endpoint without a target says what to do', async () => {
  await show((made) => {
    made.endpoints = [endpoint({ id: 'end_1', name: 'Sales agent', target: null })]
  })
  await run('resend.start')
  expect(await message('Sales agent has no target')).toBeTruthy()
})

test('the panel tells state, outcome and what it was before; it signs again, and stops', async () => {
  const { user, inputs, engine } = await show((made) => {
    made.resends = [resendOf({ reachable: false, returns: 2, last: { at: 1, outcomes: [outcome] } })]
  })
  await happens(() => showResends(true))
  const panel = within(await screen.findByRole('dialog', { name: 'Send again when my server is back' }))
  expect(panel.getByText('waiting for the server')).toBeTruthy()
  expect(panel.getByText(/Was back 2 times/)).toBeTruthy()
  expect(panel.getByText('was 500')).toBeTruthy()
  await user.click(panel.getByRole('checkbox', { name: /Sign again/ }))
  expect(inputs('resends.start').at(-1)).toEqual({ endpointId: 'end_1', sign: 'again' })
  await user.click(panel.getByRole('button', { name: 'Stop' }))
  expect(inputs('resends.stop')).toEqual([{ endpointId: 'end_1' }])
  expect(engine.resends).toEqual([])
  expect(await panel.findByText(/^No server is waited for/)).toBeTruthy()
})

test('what went out by itself is told once, with what it was before', async () => {
  const { engine } = await show()
  const back = resendOf({ reachable: true, returns: 1, last: { at: 5, outcomes: [outcome] } })
  await happens(() => engine.tellResends([{ ...back, sending: true }]))
  expect(screen.queryByText(/is back/)).toBeNull()
  await happens(() => engine.tellResends([back]))
  expect(await message('localhost:3000 is back and answered 200')).toBeTruthy()
  expect(screen.getByText('It was 500 before.')).toBeTruthy()
})
