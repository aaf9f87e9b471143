// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { ReplayDialogs } from '../../../../src/renderer/src/features/replay/replay-dialogs.tsx'
import { askReplayTarget, replay } from '../../../../src/renderer/src/state/replay-action.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { address, happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

const away = 'https://staging.example.com/in'
/** The window remembers the last target of an endpoint: each test has an endpoint of its own. */
let endpointId = 'end_0'
let count = 0
function show(change: (engine: MemoryEngine) => void = () => undefined, at = '#/?d=d1') {
  count += 1
  endpointId = `end_${count}`
  const engine = memoryEngine((engine) => {
    engine.endpoints = [endpoint({ id: endpointId })]
    engine.deliveries = [deliveryDetail({ id: 'd1', endpointId })]
    change(engine)
  })
  return renderWith(engine, <ReplayDialogs />, { at })
}
const start = (engine: MemoryEngine, ...rest: [target?: string, sign?: 'keep' | 'again']) =>
  happens(() => void replay(engine.connection.client, 'd1', ...rest))
const target = () => screen.getByRole<HTMLInputElement>('textbox', { name: 'Target' })
const send = () => screen.getByRole('button', { name: 'Replay' })
/** An engine that asks about targets elsewhere until it was approved once. */
function asks(engine: MemoryEngine) {
  const sends = engine.handlers.calls['replays.send']
  Object.assign(engine.handlers.calls, {
    'replays.send': (input: Parameters<typeof sends>[0]) =>
      input.approve || engine.settings.approvedTargets.length > 0
        ? sends(input)
        : { result: 'needs-approval', target: input.target ?? away, origin: 'https://staging.example.com' },
  })
}

test('where there is no target it asks for one, which becomes the endpoint’s', async () => {
  const { user, engine, inputs } = await show()
  await start(engine)
  expect(document.activeElement).toBe(target())
  expect(send()).toHaveProperty('disabled', true)
  await user.type(target(), 'http://localhost:3000/hooks{Enter}')
  expect(inputs('replays.send').at(-1)).toEqual({
    id: 'd1',
    target: 'http://localhost:3000/hooks',
    approve: false,
    sign: 'keep',
  })
  expect(inputs('endpoints.update')).toEqual([{ id: endpointId, target: 'http://localhost:3000/hooks' }])
  expect(screen.queryByRole('dialog')).toBeNull()
})

test('the target is used once where the box is not ticked', async () => {
  const { user, engine, inputs } = await show()
  await start(engine)
  await user.type(target(), 'http://localhost:3001/')
  await user.click(screen.getByRole('checkbox', { name: /Use it for all deliveries of Front desk/ }))
  await user.click(send())
  expect(inputs('replays.send')).toHaveLength(2)
  expect(inputs('endpoints.update')).toEqual([])
})

test('a target that is no URL is told at the field, and nothing is saved', async () => {
  const { user, engine, inputs } = await show()
  await start(engine)
  await user.type(target(), 'localhost{Enter}')
  expect(screen.getByRole('alert').textContent).toContain('must be an http or https URL')
  expect(target().value).toBe('localhost')
  expect(inputs('endpoints.update')).toEqual([])
})

test('another target: the endpoint’s stands there, and it is not offered to keep', async () => {
  const { engine } = await show((engine) => {
    engine.endpoints = [endpoint({ id: endpointId, target: 'http://localhost:3000/' })]
  })
  await happens(() => askReplayTarget('d1'))
  expect(target().value).toBe('http://localhost:3000/')
  expect(screen.queryByRole('checkbox')).toBeNull()
  expect(engine.connection.inputs('replays.send')).toEqual([])
})

test('a target that was sent to but could not be saved is told', async () => {
  const { user, engine } = await show()
  await start(engine)
  engine.connection.fail('endpoints.update', new AppError('conflict', 'Managed by a file.'))
  await user.type(target(), 'http://localhost:3002/{Enter}')
  expect(await message('The target of Front desk was not saved')).toBeTruthy()
})

test('a target elsewhere is asked about before anything goes out', async () => {
  const { user, engine, inputs } = await show(asks)
  await start(engine, away)
  const dialog = screen.getByRole('dialog', { name: 'Send to https://staging.example.com?' })
  expect(dialog.textContent).toContain(away)
  expect(engine.replays).toEqual([])
  // The button that sends nothing has the focus.
  expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Cancel' }))
  await user.keyboard('{Tab}{Enter}')
  expect(inputs('replays.send').at(-1)).toMatchObject({ target: away, approve: true })
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(engine.replays).toHaveLength(1)
})

test('a new signature is still wanted after the question', async () => {
  const { user, engine, inputs } = await show(asks)
  await start(engine, away, 'again')
  await user.click(screen.getByRole('button', { name: 'Send' }))
  expect(inputs('replays.send').at(-1)).toMatchObject({ approve: true, sign: 'again' })
})

test.each(['Cancel', 'Escape'])('%s sends nothing', async (way) => {
  const { user, engine } = await show(asks)
  await start(engine, away)
  if (way === 'Cancel') await user.click(screen.getByRole('button', { name: 'Cancel' }))
  else await user.keyboard('{Escape}')
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(engine.replays).toEqual([])
})

test('the answer is told, and Show leads to it', async () => {
  const { user, engine } = await show()
  await start(engine, 'http://localhost:3003/')
  expect(await message('localhost:3003 answered 200 in 41 ms')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Show' }))
  expect(address()).toBe('#/?d=d1&tab=replays')
})

test('an answer after the provider’s deadline is no success, whatever its status', async () => {
  const { engine } = await show((it) => {
    it.deliveries = [deliveryDetail({ id: 'd1', endpointId, deadlineMs: 20 })]
  })
  await start(engine, 'http://localhost:3003/')
  expect(await message('localhost:3003 answered 200 in 41 ms')).toBeTruthy()
  expect(screen.getByText('Too late: the provider waits 20 ms.')).toBeTruthy()
})

test('a newer outcome takes the place of the older one', async () => {
  const { engine } = await show()
  await start(engine, 'http://localhost:3003/')
  expect(await message('localhost:3003 answered 200 in 41 ms')).toBeTruthy()
  engine.connection.fail('replays.send', new AppError('conflict', 'The endpoint has no active secret.'))
  await start(engine, 'http://localhost:3003/')
  expect(await message('The delivery was not replayed')).toBeTruthy()
  expect(screen.queryByText(/answered 200/)).toBeNull()
})

test('a replay that got no answer is told with its reason', async () => {
  const { engine } = await show()
  Object.assign(engine.handlers.calls, {
    'replays.send': () => ({
      result: 'sent',
      replay: {
        ...{ id: 'r', deliveryId: 'd1', number: 1, sentAt: 1, target: 'http://localhost:9/', changes: [] },
        ...{ status: null, statusText: '', headers: [], bodySize: 0, bodyTruncated: false },
        timing: { connectMs: null, firstByteMs: null, totalMs: 2 },
        error: { code: 'refused', message: 'Nothing listens there.' },
      },
    }),
  })
  await start(engine, 'http://localhost:9/')
  expect(await message('No answer from localhost:9')).toBeTruthy()
  expect(screen.getByText('Nothing listens there.')).toBeTruthy()
})

test('a delivery that cannot be replayed is told', async () => {
  const { engine } = await show()
  engine.connection.fail('replays.send', new AppError('conflict', 'The endpoint has no active secret.'))
  await start(engine, 'http://localhost:3000/', 'again')
  expect(await message('The delivery was not replayed')).toBeTruthy()
  expect(screen.getByText('The endpoint has no active secret.')).toBeTruthy()
})

test('where the Replays tab is on screen, it says so itself', async () => {
  const { engine } = await show(undefined, '#/?d=d1&tab=replays')
  await start(engine, 'http://localhost:3004/')
  expect(screen.queryByText(/answered 200/)).toBeNull()
})
