import { expect, test } from 'vitest'
import { defaultSettings } from '#shared/model/settings.ts'
import { createSettingsKeeper } from '../../../../src/main/engine/flows/settings-keeper.ts'
import type { Store } from '../../../../src/main/engine/store/store.ts'
import { silentLog } from '../../../support/start-engine.ts'

/** Only what the keeper uses of a store. */
function storeWith(value: unknown) {
  const kept = { value }
  const store = {
    setting: async () => kept.value,
    putSetting: async (_: string, next: unknown) => {
      kept.value = next
    },
  } as unknown as Store
  return { store, kept }
}

test('a value that is not valid takes its default, the others stay', async () => {
  const { store } = storeWith({ theme: 'dark', density: 'huge', receiver: { port: 99_999, bodyLimit: 1 }, old: 1 })
  const keeper = await createSettingsKeeper(store, silentLog, () => ({}))

  expect(keeper.get()).toEqual({ ...defaultSettings, theme: 'dark' })
})

test('what the command line says holds for the run, is not stored, and gives way to the user', async () => {
  const { store, kept } = storeWith(undefined)
  const tunnel = { ...defaultSettings.tunnel, driver: 'none' }
  const keeper = await createSettingsKeeper(store, silentLog, () => ({ tunnel }))
  expect(keeper.get().tunnel).toEqual(tunnel)

  await keeper.update({ theme: 'light', density: undefined })
  expect(kept.value).toEqual({ ...defaultSettings, theme: 'light' })
  expect(keeper.get()).toEqual({ ...defaultSettings, theme: 'light', tunnel })

  await keeper.update({ tunnel: { ...tunnel, driver: 'localtunnel' } })
  expect(keeper.get().tunnel.driver).toBe('localtunnel')
})

test('a bad value is refused with its path, and nothing is stored', async () => {
  const { store, kept } = storeWith(undefined)
  const keeper = await createSettingsKeeper(store, silentLog, () => ({}))

  await expect(
    keeper.update({ tunnel: { driver: 'localtunnel', host: 'https://x.example', subdomain: '-' } }),
  ).rejects.toMatchObject({ code: 'bad-input', issues: [{ path: ['tunnel', 'subdomain'] }] })
  expect(kept.value).toBeUndefined()
})

test('two changes at once: both hold, and everybody is told both', async () => {
  const { store, kept } = storeWith(undefined)
  const keeper = await createSettingsKeeper(store, silentLog, () => ({}))
  const told: string[] = []
  keeper.changed.subscribe(({ theme, density }) => told.push(`${theme} ${density}`))
  await Promise.all([keeper.update({ theme: 'dark' }), keeper.update({ density: 'compact' })])
  expect(keeper.get()).toMatchObject({ theme: 'dark', density: 'compact' })
  expect(kept.value).toEqual(keeper.get())
  expect(told).toEqual(['dark regular', 'dark compact'])
})

test('a change that cannot be stored changes nothing, and the next one can', async () => {
  const { store } = storeWith(undefined)
  const full = { ...store, putSetting: async () => Promise.reject(new Error('the disk is full')) } as unknown as Store
  let current = full
  const keeper = await createSettingsKeeper(
    { ...store, putSetting: (...of) => current.putSetting(...of) } as Store,
    silentLog,
    () => ({}),
  )
  await expect(keeper.update({ theme: 'dark' })).rejects.toThrow('the disk is full')
  expect(keeper.get().theme).toBe('system')
  current = store
  await keeper.update({ theme: 'light' })
  expect(keeper.get().theme).toBe('light')
})
