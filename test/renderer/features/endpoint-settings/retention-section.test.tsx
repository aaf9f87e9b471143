// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { Retention } from '#shared/model/retention.ts'
import { RetentionSection } from '../../../../src/renderer/src/features/endpoint-settings/retention-section.tsx'
import { useEndpoint } from '../../../../src/renderer/src/state/live-state.ts'
import { endpoint } from '../../../support/renderer-data.ts'
import { memoryEngine, message, renderWith } from '../../../support/renderer-screen.tsx'

function Section() {
  const found = useEndpoint('end_1')
  return found ? <RetentionSection endpoint={found} /> : null
}

const show = async (
  retention: Retention | null = null,
  retained?: { removed: number; bytes: number; lastAt: number },
) => {
  const shown = await renderWith(
    memoryEngine((engine) => {
      engine.endpoints = [endpoint({ retention, ...(retained && { retained }) })]
      engine.collections.retention = { count: 12, bytes: 2048, oldest: 0, newest: Date.now(), pinned: 1 }
    }),
    <Section />,
  )
  await screen.findByRole('heading', { name: 'Retention' })
  return shown
}
const words = () => screen.getByRole('status', { name: 'What would be deleted' }).textContent
const set = () => screen.getByRole<HTMLButtonElement>('button', { name: /^(Set retention|Keep everything)$/ })

test('off by default; what would go is told before it is set, and setting it can be undone', async () => {
  const { user, inputs } = await show()
  expect(words()).toBe('Everything is kept.')
  expect(set().disabled).toBe(true)
  await user.type(screen.getByLabelText('Days'), '30')
  await user.type(screen.getByLabelText('MiB of bodies'), '1.5')
  expect(
    await screen.findByText(/^Would delete now: 12 deliveries \(2,048 bytes of bodies\), from 1 January 1970 to today/),
  ).toBeTruthy()
  expect(words()).toContain('1 pinned one stays.')
  await user.keyboard('{Enter}')
  const retention = { days: 30, count: null, bytes: 1_572_864 }
  expect(inputs('endpoints.update')).toEqual([{ id: 'end_1', retention }])
  expect(await message('Retention is set')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: 'Undo' }))
  expect(inputs('endpoints.update').at(-1)).toEqual({ id: 'end_1', retention: null })
})

test('what cannot be a bound is told, and not sent', async () => {
  const { user, inputs } = await show()
  await user.type(screen.getByLabelText('Deliveries'), '1.5')
  await user.type(screen.getByLabelText('Days'), 'x')
  expect(screen.getByText('A whole number, or nothing.')).toBeTruthy()
  expect(screen.getByText('A number of days, or nothing.')).toBeTruthy()
  expect(set().disabled).toBe(true)
  await user.click(screen.getByRole('button', { name: 'Cancel' }))
  expect(screen.getByLabelText('Days')).toHaveProperty('value', '')
  expect(inputs('retention.preview')).toEqual([])
})

test('says what it has removed; emptied, it keeps everything', async () => {
  const { user, inputs } = await show(
    { days: null, count: 100, bytes: null },
    { removed: 7, bytes: 1024, lastAt: Date.now() },
  )
  expect(screen.getByText(/^In this run 7 deliveries deleted \(1,024 bytes of bodies\), last today/)).toBeTruthy()
  await user.clear(screen.getByLabelText('Deliveries'))
  await user.click(set())
  expect(inputs('endpoints.update')).toEqual([{ id: 'end_1', retention: null }])
  expect(await message('Everything is kept')).toBeTruthy()
})
