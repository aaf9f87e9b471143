import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { defaultSettings, type Settings } from '#shared/model/settings.ts'
import { createSettingsService, settingsKey } from '../../../../src/main/engine/state/settings-service.ts'
import { putSetting } from '../../../../src/main/engine/state/stored-state.ts'
import { type StateParts, stateParts } from './state-parts.ts'

let parts: StateParts
beforeAll(async () => {
  parts = await stateParts()
})
afterAll(() => parts.remove())
beforeEach(() => parts.clear())

const storedNow = () => parts.stored().settings.get(settingsKey)

/** The service over what is stored now. */
const open = (override: (stored: Settings) => Partial<Settings> = () => ({})) =>
  createSettingsService({ stored: storedNow(), write: parts.write, log: parts.ports.log, override })

test('a value that is not valid takes its default, the others stay', async () => {
  const found = { theme: 'dark', density: 'huge', receiver: { port: 99_999, bodyLimit: 1 }, old: 1 }
  await parts.write([putSetting(settingsKey, found)])

  expect(open().get()).toEqual({ ...defaultSettings, theme: 'dark' })
  expect(parts.lines.map(({ message }) => message)).toEqual([
    'the stored setting "density" is not valid and takes its default',
    'the stored setting "receiver" is not valid and takes its default',
  ])
})

test('what the command line says holds for the run, is not stored, and gives way to the user', async () => {
  const tunnel = { ...defaultSettings.tunnel, driver: 'none' }
  const service = open(() => ({ tunnel }))
  expect(service.get().tunnel).toEqual(tunnel)

  await service.update({ theme: 'light', density: undefined })
  expect(storedNow()).toEqual({ ...defaultSettings, theme: 'light' })
  expect(service.get()).toEqual({ ...defaultSettings, theme: 'light', tunnel })

  await service.update({ tunnel: { ...tunnel, driver: 'localtunnel' } })
  expect(service.get().tunnel.driver).toBe('localtunnel')
})

test('a bad value is refused with its path, and nothing is stored', async () => {
  const service = open()
  await expect(
    service.update({ tunnel: { driver: 'localtunnel', host: 'https://x.example', subdomain: '-' } }),
  ).rejects.toMatchObject({ code: 'bad-input', issues: [{ path: ['tunnel', 'subdomain'] }] })
  expect(storedNow()).toBeUndefined()
})

test('two changes at once: both hold, after a restart too, and everybody is told both', async () => {
  const service = open()
  const told: string[] = []
  service.changed.subscribe(({ theme, density }) => told.push(`${theme} ${density}`))
  await Promise.all([service.update({ theme: 'dark' }), service.update({ density: 'compact' })])
  expect(service.get()).toMatchObject({ theme: 'dark', density: 'compact' })
  expect(storedNow()).toEqual(service.get())
  expect(open().get()).toEqual(service.get())
  expect(told).toEqual(['dark regular', 'dark compact'])
})

test('a change that cannot be stored changes nothing, and the next one can', async () => {
  const service = open()
  parts.fault = new Error('the disk is full')
  await expect(service.update({ theme: 'dark' })).rejects.toThrow('the disk is full')
  expect(service.get().theme).toBe('system')
  parts.fault = null
  await service.update({ theme: 'light' })
  expect(service.get().theme).toBe('light')
})
