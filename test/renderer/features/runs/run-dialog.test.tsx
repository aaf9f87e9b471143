// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { RunDialog } from '../../../../src/renderer/src/features/runs/run-dialog.tsx'
import { type RunQuestion, useRunQuestion } from '../../../../src/renderer/src/state/run-question.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { runPreview } from '../../../support/renderer-runs.ts'
import { address, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const query = { kind: 'query', query: 'type:call.ended', zone: 'UTC' } as const

function Asked({ question }: { question: RunQuestion }) {
  const open = useRunQuestion((state) => state.question)
  return open === null ? null : <RunDialog question={question} />
}

async function show(question: RunQuestion, change: (engine: MemoryEngine) => void = () => undefined) {
  const shown = await renderWith(memoryEngine(change), null)
  useRunQuestion.setState({ question })
  shown.rerender(<Asked question={question} />)
  return shown
}
const dialog = () => within(screen.getByRole('dialog'))
const start = () => dialog().getByRole<HTMLButtonElement>('button', { name: /[Ss]tart$/ })
const ready = () => expect.poll(() => start().disabled).toBe(false)

test('the preview stands there before anything is sent, and follows what is typed', async () => {
  const { user, inputs } = await show({ deliveries: query, drill: false }, (engine) => {
    engine.runs.preview = ({ deliveries, settings }) =>
      runPreview({
        deliveries: deliveries.kind === 'query' && deliveries.query === '' ? 250 : 10,
        estimateMs: settings.pace.kind === 'rate' ? 90_000 : null,
        doubts: [{ deliveries: 4, words: 'No secret.' }],
        leftOut: [{ reason: 'incomplete', deliveries: 3, words: 'only a part of the request arrived' }],
      })
  })
  await dialog().findByText('10 deliveries')
  expect(dialog().getByText('3 deliveries are left out: only a part of the request arrived.')).toBeTruthy()
  expect(dialog().getByText(/^4 deliveries can probably not be sent; of the oldest of them: No secret\./)).toBeTruthy()
  expect(dialog().getByText('→ http://localhost:3000/hooks')).toBeTruthy()
  await user.clear(dialog().getByRole('textbox', { name: 'Deliveries' }))
  await user.click(dialog().getByRole('button', { name: 'Fixed rate' }))
  await dialog().findByText(/^250 deliveries/)
  await dialog().findByText(/^It takes about 1 min 30 s/)
  expect(inputs('runs.start')).toEqual([])
})

test('start: with what was chosen, and on to the run’s page', async () => {
  const { user, inputs } = await show({ deliveries: query, drill: false })
  await user.selectOptions(dialog().getByRole('combobox', { name: 'Order' }), 'shuffled')
  await user.clear(dialog().getByRole('textbox', { name: 'Sends at once' }))
  await user.type(dialog().getByRole('textbox', { name: 'Sends at once' }), '8')
  await user.click(dialog().getByRole('checkbox', { name: /Pause after/ }))
  await ready()
  await user.click(start())
  expect(inputs('runs.start')).toMatchObject([
    {
      plan: { deliveries: query, settings: { order: 'shuffled', concurrency: 8, stopAfter: 5, passes: 1 } },
      approve: false,
    },
  ])
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(address()).toBe('#/runs/run_1')
})

test('a number out of range is told in words, and nothing can be started', async () => {
  const { user } = await show({ deliveries: query, drill: false })
  await ready()
  await user.type(dialog().getByRole('textbox', { name: 'Sends at once' }), '00')
  expect(dialog().getByRole('alert').textContent).toBe('At once: a whole number from 1 to 32')
  expect(start().disabled).toBe(true)
})

test('a query with a mistake is told at its field', async () => {
  const { engine } = await show({ deliveries: query, drill: false }, (engine) => {
    engine.connection.fail(
      'runs.preview',
      new AppError('bad-input', 'unknown field', [{ path: ['query', 0, 4], message: '“typ” is no field.' }]),
    )
  })
  expect((await dialog().findByRole('alert')).textContent).toBe('“typ” is no field.')
  expect(start().disabled).toBe(true)
  engine.connection.fail('runs.preview', null)
})

test('a target that is no URL is told at its field', async () => {
  const { user } = await show({ deliveries: query, drill: false })
  await user.type(dialog().getByRole('textbox', { name: 'Target' }), 'localhost')
  expect((await dialog().findByRole('alert')).textContent).toContain('must be an http or https URL')
})

test('a target elsewhere has to be agreed to before anything can be started', async () => {
  const { user, inputs } = await show({ deliveries: query, drill: false }, (engine) => {
    engine.runs.preview = runPreview({ needsApproval: ['https://staging.example.com'] })
  })
  await dialog().findByText('https://staging.example.com')
  expect(start().disabled).toBe(true)
  await user.click(dialog().getByRole('checkbox', { name: /^Send to https:\/\/staging/ }))
  await ready()
  await user.click(start())
  expect(inputs('runs.start')).toMatchObject([{ approve: true }])
})

test('a drill of one delivery: how often, in sequence or at once', async () => {
  const { user, inputs } = await show({ deliveries: { kind: 'ids', ids: ['d1'] }, drill: true })
  const times = dialog().getByRole('textbox', { name: 'Times' })
  await user.clear(times)
  await user.type(times, '3')
  await user.click(dialog().getByRole('button', { name: 'at once' }))
  await ready()
  await user.click(start())
  expect(inputs('runs.start')).toMatchObject([
    { plan: { settings: { passes: 3, concurrency: 3, pace: { kind: 'fast' } } } },
  ])
})

test('a run that cannot be started keeps the dialog and says why', async () => {
  const { user, engine } = await show({ deliveries: query, drill: false })
  await ready()
  engine.connection.fail('runs.start', new AppError('conflict', '50 runs are stored and none has ended.'))
  await user.click(start())
  expect((await dialog().findByRole('alert')).textContent).toBe('50 runs are stored and none has ended.')
})
