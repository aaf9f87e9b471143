// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import type { Retention } from '#shared/model/retention.ts'
import { RetentionSection } from '../../../../src/renderer/src/features/endpoint-settings/retention-section.tsx'
import { useEndpoint } from '../../../../src/renderer/src/state/live-state.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { happens, memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

function Section() {
  const found = useEndpoint('end_1')
  return found ? <RetentionSection endpoint={found} /> : null
}
const show = (retention: Retention | null, change: (engine: MemoryEngine) => void = () => undefined) =>
  renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint({ retention })]
      change(engine)
    }),
    <Section />,
  )
const box = (name: string) => screen.getByLabelText<HTMLInputElement>(name)
const put = (name: string, value: string) => fireEvent.change(box(name), { target: { value } })
const words = () => screen.getByRole('status', { name: 'What would be deleted' }).textContent
const button = () => screen.getByRole<HTMLButtonElement>('button', { name: /^(Set retention|Keep everything)$/ })
const month: Retention = { days: 30, count: null, bytes: 1024 * 1024 * 3 }

test('what is set stands in the fields, in the units of the fields', async () => {
  await show(month)
  expect([box('Days').value, box('Deliveries').value, box('MiB of bodies').value]).toEqual(['30', '', '3'])
  expect(button().disabled).toBe(true)
})

test('nothing beyond the bounds: nothing would go', async () => {
  await show(month)
  expect(await screen.findByText('Nothing is beyond the bounds now.')).toBeTruthy()
  put('Days', '60')
  expect(words()).toBe('Counting…')
  expect(await screen.findByText('Nothing is beyond these bounds now.')).toBeTruthy()
})

test.each([
  ['Days', '0'],
  ['Days', '40000'],
  ['Days', '1,5'],
  ['Deliveries', '0'],
  ['Deliveries', '-3'],
  ['MiB of bodies', '0'],
])('%s: %j is refused where it stands', async (name, value) => {
  const { inputs } = await show(null)
  put(name, value)
  expect(screen.getByRole('alert').textContent).toMatch(/, or nothing\.$/)
  expect(box(name).getAttribute('aria-invalid')).toBe('true')
  expect(button().disabled).toBe(true)
  fireEvent.submit(button().form!)
  expect(inputs('endpoints.update')).toEqual([])
})

test('Cancel brings back what is set', async () => {
  const { user } = await show(month)
  put('Days', '1')
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(box('Days').value).toBe('30')
  expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull()
})

test('what the host refuses is told, and what was typed stays', async () => {
  const { user, engine } = await show(null)
  engine.connection.fail('endpoints.update', new AppError('conflict', 'It is managed by a file.'))
  put('Days', '7')
  await user.click(button())
  expect((await screen.findByRole('alert')).textContent).toBe('It is managed by a file.')
  expect(box('Days').value).toBe('7')
})

test('what is typed while it is being set, or taken back, is not lost', async () => {
  const { user, engine } = await show(null)
  const answer = engine.connection.hold('endpoints.update')
  put('Days', '7')
  await user.click(button())
  put('Days', '70')
  await happens(answer)
  expect(box('Days').value).toBe('70')
  await message('Retention is set')
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  await happens(() => undefined)
  expect(engine.endpoints[0]?.retention).toBeNull()
  expect(box('Days').value).toBe('70')
})

test('a preview that fails is told, and the bounds can be set all the same', async () => {
  await show(null, ({ connection }) =>
    connection.fail('retention.preview', new AppError('unavailable', 'The store is busy.')),
  )
  put('Days', '7')
  expect((await screen.findByRole('alert')).textContent).toBe('The store is busy.')
  expect(button().disabled).toBe(false)
})
