// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import {
  AppearanceSection,
  ApprovedTargets,
} from '../../../../src/renderer/src/features/settings/settings-sections.tsx'
import { useSettings } from '../../../../src/renderer/src/state/live-state.ts'
import type { MemoryEngine } from '../../../support/renderer-client.ts'
import { happens, memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

function Page() {
  const settings = useSettings((state) => state.settings)
  return settings ? (
    <>
      <AppearanceSection settings={settings} />
      <ApprovedTargets settings={settings} />
    </>
  ) : null
}
const show = (change: (engine: MemoryEngine) => void = () => undefined) => renderWith(memoryEngine(change), <Page />)
const radio = (name: RegExp) => screen.getByRole<HTMLInputElement>('radio', { name })
const refusal = new AppError('unavailable', 'The disk is full.')

test('a choice is shown at once, before the host has answered', async () => {
  const { user, engine } = await show()
  const answer = engine.connection.hold('settings.update')
  await user.click(radio(/^Dark/))
  expect(radio(/^Dark/).checked).toBe(true)
  await happens(answer)
  expect(radio(/^Dark/).checked).toBe(true)
  expect(engine.settings.theme).toBe('dark')
})

test('a choice that the host refuses is taken back, with the reason', async () => {
  const { user, engine } = await show()
  engine.connection.fail('settings.update', refusal)
  await user.click(radio(/^Dark/))
  expect((await screen.findByRole('alert')).textContent).toBe('The disk is full.')
  expect(radio(/^System/).checked).toBe(true)
})

test('one that is refused late does not take another one with it', async () => {
  const { user, engine } = await show()
  const { promise, resolve } = Promise.withResolvers<void>()
  const update = engine.handlers.calls['settings.update']
  Object.assign(engine.handlers.calls, {
    async 'settings.update'(change: Parameters<typeof update>[0]) {
      if (!('theme' in change)) return update(change)
      await promise
      throw refusal
    },
  })
  await user.click(radio(/^Dark/))
  await user.click(radio(/^Compact/))
  await happens(resolve)
  expect(radio(/^Compact/).checked).toBe(true)
  expect(radio(/^System/).checked).toBe(true)
  expect(screen.getByRole('alert').textContent).toBe('The disk is full.')
})

test('the reason goes with the next choice', async () => {
  const { user, engine } = await show()
  engine.connection.fail('settings.update', refusal)
  await user.click(radio(/^Dark/))
  await screen.findByRole('alert')
  engine.connection.fail('settings.update', null)
  await user.click(radio(/^Light/))
  await happens(() => undefined)
  expect(screen.queryByRole('alert')).toBeNull()
})

test('an approved target is asked about again once it is taken off the list', async () => {
  const targets = ['https://a.example.com', 'https://b.example.com']
  const { user, engine } = await show((engine) => {
    engine.settings = { ...engine.settings, approvedTargets: targets }
  })
  await user.click(screen.getByRole('button', { name: 'Ask again about https://a.example.com' }))
  await happens(() => undefined)
  expect(engine.settings.approvedTargets).toEqual(['https://b.example.com'])
  expect(screen.getByRole('list', { name: 'Approved targets' }).textContent).not.toContain('a.example.com')
})
