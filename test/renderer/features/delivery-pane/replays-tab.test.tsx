// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { Replay } from '#shared/model/replay.ts'
import { ReplaysTab } from '../../../../src/renderer/src/features/delivery-pane/tabs/replays/replays-tab.tsx'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint, replayOf } from '../../../support/renderer-data.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

/** The window remembers the last target of an endpoint: each test has an endpoint of its own. */
let count = 0
function show(replays: Replay[] = [], change: (engine: MemoryEngine) => void = () => undefined) {
  count += 1
  const id = `end_${count}`
  const detail = deliveryDetail({ id: 'd1', endpointId: id, answer: { status: 200, ms: 4 }, deadlineMs: 10_000 })
  const engine = memoryEngine((engine) => {
    engine.endpoints = [endpoint({ id, target: 'http://localhost:3000/' })]
    engine.deliveries = [detail]
    engine.replays = replays
    change(engine)
  })
  return renderWith(engine, <ReplaysTab detail={detail} />)
}
const first = replayOf()
const refused = replayOf({
  ...{ id: 'rep_9', number: 2, status: null, statusText: '', headers: [] },
  timing: { connectMs: null, firstByteMs: null, totalMs: 2 },
  error: { code: 'refused', message: 'Nothing listens on localhost:3000. Start your app.' },
})
const rows = () =>
  within(screen.getByRole('table', { name: 'Replays' }))
    .getAllByRole('row')
    .slice(1)
const heading = () => screen.getAllByRole('heading', { level: 3 })[0]?.textContent
const target = () => screen.getByRole('textbox', { name: 'Target' })
const send = () => screen.getByRole('button', { name: 'Replay' })

test('not replayed yet', async () => {
  await show()
  expect(screen.getByText(/^Not replayed yet/)).toBeTruthy()
  expect(screen.queryByRole('table')).toBeNull()
})

test('replays newest first, each against the original answer', async () => {
  await show([refused, replayOf({ id: 'rep_3', status: 500, statusText: 'Oops' }), first])
  expect(rows().map((row) => row.textContent)).toEqual([
    expect.stringMatching(/^2.*localhost:3000\/hooksas storedrefused2 ms$/),
    expect.stringMatching(/localhost:3000\/hooksas stored50041 mswas 200$/),
    expect.stringMatching(/localhost:3000\/hooksas stored20041 mssame status$/),
  ])
})

test('the newest is shown, another one by a click', async () => {
  const { user } = await show([refused, first])
  expect(heading()).toBe('Replay 2 to localhost:3000/hooks')
  expect(screen.getByText('Nothing listens on localhost:3000. Start your app.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Show replay 1' }))
  expect(heading()).toBe('Answer 1 from localhost:3000/hooks')
  expect(screen.getByText('200 OK')).toBeTruthy()
})

test('the answer’s body: JSON laid out, text as it is, bytes counted', async () => {
  const bodies = { a: '{"ok":true}', b: 'fine', c: '\u0000\u0001\u0002' }
  const replays = Object.keys(bodies).map((id, index) => replayOf({ id, number: index + 1, bodySize: 3 }))
  const { user } = await show(replays, (engine) => {
    engine.replayBodies = new Map(Object.entries(bodies))
  })
  expect((await screen.findByText(/"ok": true/, { selector: 'pre' })).textContent).toBe('{\n  "ok": true\n}')
  await user.click(screen.getByRole('button', { name: 'Show replay 2' }))
  expect(await screen.findByText('fine', { selector: 'pre' })).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Show replay 3' }))
  expect(await screen.findByText('3 bytes that are not text', { selector: 'pre' })).toBeTruthy()
})

test('an empty body, and one of which only a part was kept', async () => {
  const { user } = await show([first, replayOf({ id: 'big', number: 9, bodySize: 3_000_000, bodyTruncated: true })])
  expect(screen.getByText('The body of the answer is empty.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Show replay 9' }))
  expect(screen.getByText('3,000,000 bytes, of which the beginning was stored')).toBeTruthy()
})

test('headers that were not sent as stored, and why', async () => {
  await show([
    replayOf({
      changes: [{ name: 'Host', change: 'recomputed', from: 'a.example', to: 'localhost:3000', why: 'the target' }],
      signed: 'again with “main”',
    }),
  ])
  const changed = within(screen.getByRole('table', { name: 'Headers that were changed' }))
  expect(changed.getAllByRole('row')[1]?.textContent).toBe('Hostrecomputeda.examplelocalhost:3000the target')
  expect(screen.getByText('1 recomputed')).toBeTruthy()
  expect(screen.getByText('Signed again with “main” for this target and this moment.')).toBeTruthy()
})

test('a replay from here is shown as soon as it is back', async () => {
  const { user, inputs } = await show([refused])
  await user.type(target(), 'http://localhost:4000/x')
  await user.click(screen.getByRole('button', { name: 'Re-sign' }))
  await user.click(send())
  expect(inputs('replays.send')).toEqual([
    { id: 'd1', target: 'http://localhost:4000/x', approve: false, sign: 'again' },
  ])
  expect(await screen.findByRole('heading', { name: 'Answer 2 from localhost:4000/x' })).toBeTruthy()
  expect(rows()).toHaveLength(2)
})

test('while it waits: how long, and the way to end it; nothing says that it was not replayed yet', async () => {
  const { user, engine, inputs } = await show()
  const answer = engine.connection.hold('replays.send')
  await user.click(send())
  expect(await screen.findByText('Waiting for the answer of the target')).toBeTruthy()
  expect(screen.getByText(/^\d+\.\d s$/)).toBeTruthy()
  expect(screen.queryByText(/^Not replayed yet/)).toBeNull()
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(inputs('replays.cancel')).toEqual([{ id: 'd1' }])
  engine.connection.fail('replays.send', new AppError('cancelled', 'The replay was cancelled.'))
  answer()
  expect((await screen.findByRole('alert')).textContent).toContain('The replay was cancelled.')
  expect(screen.queryByText('Waiting for the answer of the target')).toBeNull()
})

test('an answer after the provider’s deadline is late, whatever its status', async () => {
  const timing = { connectMs: 1, firstByteMs: 11_000, totalMs: 11_500 }
  await show([replayOf({ timing })])
  expect(rows()[0]?.textContent).toContain('11.5 s late')
  expect(screen.getByText('11.5 s of 10 s, 1.5 s late')).toBeTruthy()
})

test('where nothing went out, nothing says that it did', async () => {
  await show([refused])
  expect(screen.getByRole('heading', { name: 'Not sent' })).toBeTruthy()
  expect(screen.getByText('No connection to the target was made, so nothing went out.')).toBeTruthy()
  expect(screen.queryByText(/byte for byte/)).toBeNull()
})

test('empty means the endpoint’s own target', async () => {
  const { user, inputs } = await show()
  expect(target().getAttribute('placeholder')).toBe('http://localhost:3000/')
  await user.click(send())
  expect(inputs('replays.send')).toEqual([{ id: 'd1', approve: false, sign: 'keep' }])
})

test('a target that is refused is told at its field', async () => {
  const { user } = await show()
  await user.type(target(), 'ftp://x{Enter}')
  expect(screen.getByRole('alert').textContent).toContain('must be an http or https URL')
  expect(target().getAttribute('aria-invalid')).toBe('true')
})

test('a signature that is broken on purpose: only what its scheme can have, and not without a choice', async () => {
  const { user, inputs } = await show()
  await user.click(screen.getByRole('button', { name: 'Break' }))
  expect(send().hasAttribute('disabled')).toBe(true)
  const what = await screen.findByRole('combobox', { name: 'How to break it' })
  expect(
    within(what)
      .getAllByRole('option')
      .map((option) => option.textContent),
  ).toEqual(['Choose what is wrong', 'Wrong secret', 'Timestamp too old'])
  await user.selectOptions(what, 'wrong-secret')
  await user.click(send())
  expect(inputs('replays.send')).toEqual([{ id: 'd1', approve: false, sign: 'broken', broken: 'wrong-secret' }])
})

test('what was sent of an edited replay can be read', async () => {
  const sent = { method: 'PUT', headers: [['X-Sent', 'yes']] as [string, string][], bodySize: 9, bodyStored: 4 }
  const { user } = await show([replayOf({ id: 'rep_e', edited: ['headers', 'body'], sent })], (engine) => {
    engine.sentBodies.set('rep_e', '{"a"')
  })
  expect(rows()[0]?.textContent).toContain('edited (headers, body)')
  await user.click(screen.getByRole('button', { name: 'Show what was sent' }))
  expect(await screen.findByText('{"a"', { selector: 'pre' })).toBeTruthy()
  expect(screen.getByRole('table', { name: 'Headers that were sent' }).textContent).toContain('X-Sentyes')
  expect(screen.getByText('9 bytes, of which 4 bytes were stored with the replay')).toBeTruthy()
})

test('an outcome is compared with the replay before, or with what the provider got', async () => {
  const before = replayOf({ id: 'a', number: 1, status: 500, bodySize: 7 })
  const { user } = await show([replayOf({ id: 'b', number: 2, bodySize: 7 }), before], (engine) => {
    engine.replayBodies = new Map([
      ['a', '{"n":1}'],
      ['b', '{"n":2}'],
    ])
  })
  const compared = within(screen.getByRole('region', { name: 'Compared' }))
  expect((await compared.findByRole('list', { name: 'Result' })).textContent).toMatch(
    /^differs from replay 1status 500 → 200/,
  )
  const choice = compared.getByRole('combobox', { name: 'Compare with' })
  const options = within(choice)
    .getAllByRole('option')
    .map((option) => option.textContent)
  expect(options[0]).toBe('the replay before: 1, localhost:3000/hooks')
  if (options.includes('the answer on arrival')) await user.selectOptions(choice, 'the answer on arrival')
  expect(await compared.findByRole('list', { name: 'Result' })).toBeTruthy()
})

test('replays that cannot be read', async () => {
  await show([], (engine) => {
    engine.connection.fail('replays.list', new AppError('unavailable', 'The store is closed.'))
  })
  expect(screen.getByRole('alert').textContent).toBe('The replays could not be read. The store is closed.')
})
