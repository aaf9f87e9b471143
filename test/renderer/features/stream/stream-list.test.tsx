// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { StreamList } from '../../../../src/renderer/src/features/stream/stream-list.tsx'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { deliveries, delivery } from '../../../support/renderer-deliveries.ts'
import { address, happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const list = () => screen.getByRole('listbox', { name: 'Deliveries' })
const rows = () => screen.queryAllByRole('option')
const row = (who: string) => screen.getByText(who).closest<HTMLElement>('[role="option"]') as HTMLElement
const selected = () => rows().find((each) => each.getAttribute('aria-selected') === 'true')?.textContent ?? null
async function show(change: (engine: MemoryEngine) => void, at = '#/') {
  const shown = await renderWith(memoryEngine(change), <StreamList />, { at })
  await waitFor(() => expect(list().getAttribute('aria-busy')).toBeNull())
  return shown
}
const showOne = async (part: Partial<DeliveryRow>) => {
  await show((engine) => {
    engine.deliveries = [delivery(1, part)]
  })
  return (await screen.findByRole('option')).textContent ?? ''
}
const three = async (at = '#/') => {
  const shown = await show((engine) => {
    engine.deliveries = deliveries(3)
  }, at)
  await screen.findByText('Caller 3')
  return shown
}

test('newest first, each with its place', async () => {
  await three()
  expect(rows().map((each) => each.textContent?.match(/Caller \d/)?.[0])).toEqual(['Caller 3', 'Caller 2', 'Caller 1'])
  expect(rows()[1]?.getAttribute('aria-posinset')).toBe('2')
  expect(rows()[1]?.getAttribute('aria-setsize')).toBe('3')
})

test('a row in words: type, who, verdicts, answer, attempt, replays', async () => {
  const words = await showOne({
    summary: { ...delivery(1).summary, who: 'Maya Chen', text: 'completed', direction: 'outbound' },
    attempt: 2,
    attemptsDocumented: 6,
    replays: 3,
    deadlineMs: 10_000,
  })
  expect(words).toContain('call.completedMaya Chen, completedverifiedconforms2004 ms2/63')
  expect(screen.getByLabelText('outbound')).toBeTruthy()
  expect(screen.getByTitle('4 ms of 10.0 s')).toBeTruthy()
  expect(screen.getByTitle('attempt 2 of at most 6')).toBeTruthy()
  expect(screen.getByTitle('replayed 3 times')).toBeTruthy()
})

test('an attempt that is only guessed says so', async () => {
  const words = await showOne({ attempt: 2, attemptGuessed: true, attemptsDocumented: 6 })
  expect(words).toContain('2?')
  expect(screen.getByTitle('same bytes as an earlier delivery: probably attempt 2, a guess')).toBeTruthy()
})

test.each([
  [{ verification: { state: 'failed', reason: 'signature-mismatch' } }, 'failed'],
  [{ verification: { state: 'unverifiable', reason: 'no-secret' } }, 'unverifiable'],
  [{ conformance: { state: 'differs', issues: 7 } }, 'differs 7'],
  [{ conformance: { state: 'differs', issues: 5000 } }, 'differs 999+'],
  [{ conformance: { state: 'not-json', issues: 0 } }, 'not-json'],
  [{ conformance: { state: 'no-body', issues: 0 } }, 'no-body'],
  [{ verification: { state: 'checking', reason: 'judged-later' } }, 'checking'],
  [{ conformance: { state: 'checking', issues: 0 } }, 'checking'],
  [{ answer: null }, 'no answer'],
  [{ answer: null, aborted: true }, 'aborted'],
  [{ eventType: null, provider: null }, 'no event type'],
  [{ sample: true }, 'sample'],
  [{ handshake: 'Slack URL verification' }, 'setup'],
] as const)('%j is told in words', async (part, words) => {
  expect(await showOne(part as Partial<DeliveryRow>)).toContain(words)
})

test('what made a signature fail is the title of its badge', async () => {
  const cause = 'The body was compressed.'
  await showOne({ verification: { state: 'failed', reason: 'signature-mismatch', cause } })
  expect(screen.getByTitle(cause).textContent).toBe('failed')
})

test('a click selects, and the address follows', async () => {
  const { user } = await three()
  await user.click(row('Caller 2'))
  expect(address()).toBe('#/?d=d2')
  expect(selected()).toContain('Caller 2')
  expect(list().getAttribute('aria-activedescendant')).toBe(row('Caller 2').id)
})

test('j and k move, and stop at the ends', async () => {
  const { user } = await three()
  await user.keyboard('j')
  expect(selected()).toContain('Caller 3')
  await user.keyboard('jjjj')
  expect(selected()).toContain('Caller 1')
  await user.keyboard('k')
  expect(address()).toBe('#/?d=d2')
})

test('arrows, Home and End move while the list has the focus', async () => {
  const { user } = await three()
  list().focus()
  await user.keyboard('{End}')
  expect(selected()).toContain('Caller 1')
  await user.keyboard('{ArrowUp}')
  expect(selected()).toContain('Caller 2')
  await user.keyboard('{Home}')
  expect(selected()).toContain('Caller 3')
})

test('Escape closes the delivery and gives the focus back to the list', async () => {
  const { user } = await three('#/?d=d2')
  await user.keyboard('{Escape}')
  expect(address()).toBe('#/')
  expect(document.activeElement).toBe(list())
})

test('a delivery that the address names is selected in the list', async () => {
  await three('#/?d=d1')
  await waitFor(() => expect(selected()).toContain('Caller 1'))
})

test('what arrives is on top at once', async () => {
  const { engine } = await three()
  await happens(() => engine.arrive(delivery(4)))
  await screen.findByText('Caller 4')
  expect(rows()[0]?.textContent).toContain('Caller 4')
})

test('while a delivery is selected what arrives waits, until it is asked for', async () => {
  const { user, engine } = await three('#/?d=d2')
  await happens(() => engine.arrive(delivery(4), delivery(5)))
  await user.click(await screen.findByRole('button', { name: '2 new' }))
  await screen.findByText('Caller 5')
  expect(rows()[0]?.textContent).toContain('Caller 5')
  expect(screen.queryByRole('button', { name: /new$/ })).toBeNull()
})

test('a row follows what becomes of its delivery', async () => {
  const { engine } = await three()
  await happens(() => engine.change('d2', { answer: { status: 503, ms: 9 }, replays: 1 }))
  await waitFor(() => expect(row('Caller 2').textContent).toContain('5039 ms'))
})

test('only rows in sight exist, however many there are', async () => {
  const { user } = await show((engine) => {
    engine.deliveries = deliveries(2000)
  })
  await screen.findByText('Caller 2000')
  expect(rows().length).toBeLessThan(60)
  list().focus()
  await user.keyboard('{End}')
  await waitFor(() => expect(selected()).toContain('Caller 1'))
  expect(rows().length).toBeLessThan(60)
})

test('an empty list says that it is being rebuilt, with and without a filter', async () => {
  const rebuilding = { state: 'rebuilding', behind: 700, progress: 0.3, problem: null } as const
  const { engine } = await show(
    (it) => {
      it.status = { ...it.status, deliveries: 1000, views: rebuilding }
    },
    `#/?q=${encodeURIComponent('status:5xx')}`,
  )
  expect(await screen.findByText(/^The lists are being rebuilt from the stored deliveries, 30% done/)).toBeTruthy()
  expect(screen.queryByText(/No deliveries yet|hides/)).toBeNull()
  await happens(() => engine.tellStatus({ views: { ...rebuilding, state: 'current', behind: 0 } }))
  expect(await screen.findByText(/No deliveries yet/)).toBeTruthy()
})

test('a view of an answer gets its row when the answer is known', async () => {
  const { engine } = await show(() => undefined, `#/?q=${encodeURIComponent('status:200')}`)
  await happens(() => engine.arrive(delivery(1, { answer: null }), delivery(2, { answer: null })))
  expect(rows()).toEqual([])
  await happens(() => engine.change('d2', { answer: { status: 200, ms: 4 } }))
  await screen.findByText('Caller 2')
  await happens(() => engine.change('d1', { answer: { status: 200, ms: 9 } }))
  await screen.findByText('Caller 1')
  expect(rows().map((each) => each.textContent?.match(/Caller \d/)?.[0])).toEqual(['Caller 2', 'Caller 1'])
})

test('times of a query are meant in the zone of the viewer', async () => {
  const { inputs } = await three()
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone
  expect(inputs('deliveries.page')).toMatchObject([{ zone }])
  expect(inputs('deliveries.count').every((input) => (input as { zone?: string }).zone === zone)).toBe(true)
})

test('nothing has arrived yet', async () => {
  await show(() => undefined)
  expect(await screen.findByText(/^No deliveries yet/)).toBeTruthy()
})

test('a filter that hides all says how many, and can be cleared', async () => {
  const { user } = await show(
    (engine) => {
      engine.deliveries = deliveries(3)
    },
    `#/?q=${encodeURIComponent('status:5xx')}`,
  )
  expect((await screen.findByText(/hides 3 deliveries/)).textContent).toBe('status:5xx hides 3 deliveries.')
  await user.click(screen.getByRole('button', { name: 'Clear' }))
  expect(await screen.findByText('Caller 3')).toBeTruthy()
})

test('rows that cannot be read: why, and another try', async () => {
  const { user, engine } = await show((engine) => {
    engine.deliveries = deliveries(1)
    engine.connection.fail('deliveries.page', new AppError('unavailable', 'The store is busy.'))
  })
  expect((await screen.findByRole('alert')).textContent).toContain('The store is busy.')
  engine.connection.fail('deliveries.page', null)
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(await screen.findByText('Caller 1')).toBeTruthy()
  expect(screen.queryByRole('alert')).toBeNull()
})
