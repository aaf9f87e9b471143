// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, onTestFinished, test, vi } from 'vitest'
import { FaultBoundary } from '../../../src/renderer/src/parts/fault-boundary.tsx'
import { memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

let broken = true
function Part() {
  if (broken) throw new Error('no such field')
  return <p>all well</p>
}
const page = (of: string) => (
  <>
    <p>beside it</p>
    <FaultBoundary what="This tab" of={of}>
      <Part />
    </FaultBoundary>
  </>
)
const show = () => {
  broken = true
  // React tells each fault on the console, too.
  const told = vi.spyOn(console, 'error').mockReturnValue(undefined)
  onTestFinished(() => told.mockRestore())
  return renderWith(memoryEngine(), page('a'))
}

test('a fault of one part is told, the rest stays', async () => {
  await show()
  expect(screen.getByRole('alert').textContent).toContain(
    'This tab cannot be shown. This is a bug in Switchhook; nothing is lost: no such field',
  )
  expect(screen.getByText('beside it')).toBeTruthy()
})

test('another try', async () => {
  const { user } = await show()
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(screen.getByRole('alert')).toBeTruthy()
  broken = false
  await user.click(screen.getByRole('button', { name: 'Try again' }))
  expect(screen.getByText('all well')).toBeTruthy()
})

test('something else is drawn anew, the same is not', async () => {
  const { rerender } = await show()
  broken = false
  rerender(page('a'))
  expect(screen.getByRole('alert')).toBeTruthy()
  rerender(page('b'))
  expect(screen.getByText('all well')).toBeTruthy()
})
