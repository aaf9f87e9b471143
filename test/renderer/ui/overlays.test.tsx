// @vitest-environment jsdom
import { screen, waitFor } from '@testing-library/react'
import { useState } from 'react'
import { expect, test, vi } from 'vitest'
import { ConfirmDialog } from '../../../src/renderer/src/ui/overlays.tsx'
import { memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

function Page({ onConfirm }: { onConfirm: () => Promise<void> }) {
  const [asking, setAsking] = useState(false)
  return (
    <>
      <button type="button" onClick={() => setAsking(true)}>
        Ask
      </button>
      {asking ? (
        <ConfirmDialog
          title="Delete it?"
          description="It is gone then."
          action="Delete"
          errorText={(error) => (error instanceof Error ? error.message : 'unknown')}
          onClose={() => setAsking(false)}
          onConfirm={onConfirm}
        />
      ) : null}
    </>
  )
}
const ask = async (onConfirm: () => Promise<void> = async () => undefined) => {
  const shown = await renderWith(memoryEngine(), <Page onConfirm={onConfirm} />)
  await shown.user.click(screen.getByRole('button', { name: 'Ask' }))
  return shown
}
const button = (name: string) => screen.getByRole('button', { name })

test('it takes the focus, keeps it, and is described by its text', async () => {
  const { user } = await ask()
  const dialog = screen.getByRole('dialog', { name: 'Delete it?', description: 'It is gone then.' })
  expect(dialog.contains(document.activeElement)).toBe(true)
  await user.tab()
  await user.tab()
  await user.tab()
  expect(dialog.contains(document.activeElement)).toBe(true)
})

test.each(['Escape', 'Cancel', 'Delete'])('after %s the focus is back where it was', async (way) => {
  const { user } = await ask()
  if (way === 'Escape') await user.keyboard('{Escape}')
  else await user.click(button(way))
  expect(screen.queryByRole('dialog')).toBeNull()
  await waitFor(() => expect(document.activeElement).toBe(button('Ask')))
})

test('what is behind it cannot be reached', async () => {
  await ask()
  expect(screen.queryByRole('button', { name: 'Ask' })).toBeNull()
})

test('a failure is told in it, and another try is possible', async () => {
  const onConfirm = vi.fn(async () => undefined).mockRejectedValueOnce(new Error('The disk is full.'))
  const { user } = await ask(onConfirm)
  await user.click(button('Delete'))
  expect(screen.getByRole('alert').textContent).toBe('The disk is full.')
  await user.click(button('Delete'))
  expect(screen.queryByRole('dialog')).toBeNull()
  expect(onConfirm).toHaveBeenCalledTimes(2)
})

test('it acts once, however often it is confirmed', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const onConfirm = vi.fn(() => promise)
  const { user } = await ask(onConfirm)
  await user.dblClick(button('Delete'))
  resolve()
  expect(onConfirm).toHaveBeenCalledOnce()
})

test('Cancel confirms nothing', async () => {
  const onConfirm = vi.fn(async () => undefined)
  const { user } = await ask(onConfirm)
  await user.click(button('Cancel'))
  expect(onConfirm).not.toHaveBeenCalled()
})
