// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { expect, onTestFinished, test } from 'vitest'
import { SettingsPage } from '../../../../src/renderer/src/features/settings/settings-page.tsx'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

/** A browser whose permission is this, and which gives `answer` when it is asked. */
function browser(permission: NotificationPermission, answer: NotificationPermission = 'granted') {
  const state = { permission, asked: 0 }
  Object.assign(window, {
    Notification: {
      get permission() {
        return state.permission
      },
      async requestPermission() {
        state.asked += 1
        state.permission = answer
        return answer
      },
    },
  })
  onTestFinished(() => {
    Reflect.deleteProperty(window, 'Notification')
  })
  return state
}
const show = (host: 'desktop' | 'headless', on = true) =>
  renderWith(
    memoryEngine((engine) => {
      engine.info = { ...engine.info, host }
      engine.settings = { ...engine.settings, notifyOnFailedVerification: on }
    }),
    <SettingsPage />,
  )
const box = () => screen.getByRole<HTMLInputElement>('checkbox', { name: /^When a verification fails/ })
const allow = () => screen.queryByRole('button', { name: 'Allow notifications…' })

test('switched on and off', async () => {
  const { user, engine } = await show('desktop')
  expect(box().checked).toBe(true)
  await user.click(box())
  expect(engine.settings.notifyOnFailedVerification).toBe(false)
})

test('the desktop needs no permission of a browser', async () => {
  const state = browser('default')
  const { user } = await show('desktop', false)
  await user.click(box())
  expect(state.asked).toBe(0)
  expect(allow()).toBeNull()
})

test('in a browser the permission is asked for when it is switched on', async () => {
  const state = browser('default')
  const { user } = await show('headless', false)
  await user.click(box())
  expect(state.asked).toBe(1)
  expect(allow()).toBeNull()
})

test('a browser that was not asked yet can be asked by the button', async () => {
  const state = browser('default', 'denied')
  const { user } = await show('headless')
  await user.click(screen.getByRole('button', { name: 'Allow notifications…' }))
  expect(state.asked).toBe(1)
  expect(screen.getByText(/The browser blocks notifications of this page/)).toBeTruthy()
})

test('a browser that blocks, or has none, is told', async () => {
  await show('headless')
  expect(screen.getByText('This browser has no notifications.')).toBeTruthy()
})
