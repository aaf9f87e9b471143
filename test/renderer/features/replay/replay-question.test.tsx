// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { ReplayDialogs } from '../../../../src/renderer/src/features/replay/replay-dialogs.tsx'
import { askReplayTarget, replay } from '../../../../src/renderer/src/state/replay-action.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const away = 'https://staging.example.com/in'
/** The window remembers the last target of an endpoint: each test has an endpoint of its own. */
let count = 100

/** An engine that asks about targets elsewhere until one agrees. */
async function show(change: (engine: MemoryEngine) => void = () => undefined) {
  count += 1
  const endpointId = `end_${count}`
  const engine = memoryEngine((engine) => {
    engine.endpoints = [endpoint({ id: endpointId })]
    engine.deliveries = [deliveryDetail({ id: 'd1', endpointId }), deliveryDetail({ id: 'd2', seq: 2, endpointId })]
    change(engine)
    const sends = engine.handlers.calls['replays.send']
    Object.assign(engine.handlers.calls, {
      'replays.send': (input: Parameters<typeof sends>[0]) =>
        input.approve || !input.target?.startsWith('https:')
          ? sends(input)
          : { result: 'needs-approval', target: input.target, origin: new URL(input.target).origin },
    })
  })
  const shown = await renderWith(engine, <ReplayDialogs />, { at: '#/?d=d1' })
  const start = (id = 'd1') => happens(() => void replay(engine.connection.client, id))
  return { ...shown, endpointId, start, ownTarget: () => engine.endpoints[0]?.target }
}
const field = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Target' })
const typed = (value: string) => fireEvent.change(field(), { target: { value } })
const press = (name: string) => within(screen.getByRole('dialog')).getByRole('button', { name })

test('a target elsewhere becomes the endpoint’s only once sending to it was agreed to', async () => {
  const { user, start, ownTarget, engine } = await show()
  await start()
  typed(away)
  await user.click(press('Replay'))
  expect(screen.getByRole('dialog', { name: 'Send to https://staging.example.com?' })).toBeTruthy()
  expect(ownTarget()).toBeNull()
  await user.click(press('Send'))
  await happens(() => undefined)
  expect(engine.replays.map(({ target }) => target)).toEqual([away])
  expect(ownTarget()).toBe(away)
})

test('not agreed to, nothing is sent and the endpoint is as it was', async () => {
  const { user, start, ownTarget, engine } = await show()
  await start()
  typed(away)
  await user.click(press('Replay'))
  await user.click(press('Cancel'))
  await happens(() => undefined)
  expect(engine.replays).toEqual([])
  expect(ownTarget()).toBeNull()
  // It was not remembered in this window either.
  await start()
  expect(field().value).toBe('')
})

test('agreed to, but only for this delivery where the box was not ticked', async () => {
  const { user, start, ownTarget } = await show()
  await start()
  typed(away)
  await user.click(screen.getByRole('checkbox', { name: /^Use it for all deliveries/ }))
  await user.click(press('Replay'))
  await user.click(press('Send'))
  await happens(() => undefined)
  expect(ownTarget()).toBeNull()
})

test('a replay that fails keeps the endpoint without a target', async () => {
  const { user, start, ownTarget, engine } = await show()
  await start()
  engine.connection.fail('replays.send', new AppError('unavailable', 'The delivery cannot be read.'))
  typed('http://localhost:3000/')
  await user.click(press('Replay'))
  expect((await screen.findByRole('alert')).textContent).toBe('The delivery cannot be read.')
  expect(ownTarget()).toBeNull()
})

test('the target of the last replay is proposed where an endpoint has none', async () => {
  const { start, engine, user } = await show()
  await start()
  typed('http://localhost:3000/')
  await user.click(screen.getByRole('checkbox', { name: /^Use it/ }))
  await user.click(press('Replay'))
  await happens(() => undefined)
  expect(engine.replays).toHaveLength(1)
  await happens(() => askReplayTarget('d2'))
  expect(field().value).toBe('http://localhost:3000/')
})

test('blanks are no target', async () => {
  const { start } = await show()
  await start()
  typed('   ')
  expect(press('Replay')).toHaveProperty('disabled', true)
})

test('while it is on its way it cannot be sent a second time', async () => {
  const { user, start, engine, inputs } = await show()
  await start()
  const { length } = inputs('replays.send')
  const answer = engine.connection.hold('replays.send')
  typed('http://localhost:3000/')
  await user.dblClick(press('Replay'))
  expect(press('Replay')).toHaveProperty('disabled', true)
  await happens(answer)
  expect(inputs('replays.send')).toHaveLength(length + 1)
  expect(await message(/^localhost:3000 answered 200/)).toBeTruthy()
})

test('what is asked about one delivery is not typed into the question about the next', async () => {
  const { start } = await show()
  await start('d1')
  typed('http://localhost:1/')
  await start('d2')
  expect(field().value).toBe('')
})
