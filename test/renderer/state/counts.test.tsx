// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { useCount } from '../../../src/renderer/src/state/live-state.ts'
import { useRecheck } from '../../../src/renderer/src/state/recheck.ts'
import { deliveryDetail } from '../../support/delivery-detail.ts'
import { happens, memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

const failed = 'verification:failed'

function Shown({ query, name }: { query: string; name: string }) {
  return <output aria-label={name}>{useCount(query)?.count ?? 'unknown'}</output>
}
const both = () => ['rail', 'chip'].map((name) => screen.getByRole('status', { name }).textContent)
const { verdict, verification } = deliveryDetail()

async function show() {
  const shown = await renderWith(
    memoryEngine((engine) => {
      engine.deliveries = [deliveryDetail({ id: 'd1' }), deliveryDetail({ id: 'd2', seq: 2 })]
    }),
    <>
      <Shown name="rail" query={failed} />
      <Shown name="chip" query={failed} />
      <Shown name="other" query="" />
    </>,
  )
  const asked = () => shown.inputs('deliveries.count').filter((input) => (input as { query: string }).query === failed)
  return { ...shown, asked }
}

test('what shows the same count shows the same number, from one reading', async () => {
  const { asked } = await show()
  expect(both()).toEqual(['0', '0'])
  expect(screen.getByRole('status', { name: 'other' }).textContent).toBe('2')
  expect(asked().length).toBeLessThan(4)
})

test('after a check of deliveries the counts follow at once, though none came or went', async () => {
  const { engine } = await show()
  engine.deliveries = engine.deliveries.map((each) => ({
    ...each,
    verdict: { ...verdict, state: 'failed' },
    verification: { ...verification, state: 'failed' },
  }))
  await happens(() => useRecheck.setState(({ ended }) => ({ ended: ended + 1 })))
  await expect.poll(both).toEqual(['2', '2'])
})

test('a query that cannot be counted has no number', async () => {
  const { engine, rerender } = await show()
  engine.connection.fail('deliveries.count', new Error('no'))
  rerender(<Shown name="rail" query="type:x" />)
  await happens(() => undefined)
  expect(screen.getByRole('status', { name: 'rail' }).textContent).toBe('unknown')
})
