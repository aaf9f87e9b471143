import { afterAll, beforeAll, expect, test } from 'vitest'
import { defaultSettings } from '#shared/model/settings.ts'
import { applyConfig, configSettings, parseConfig } from '../../../src/main/headless/config.ts'
import { startTestEngine, type TestEngine } from '../../support/start-engine.ts'

let t: TestEngine
beforeAll(async () => {
  t = await startTestEngine({ env: { LIVE: 's3cret' } })
})
afterAll(() => t.remove())

const config = (value: unknown) => parseConfig(JSON.stringify(value), 'c.json')
const values = () => t.engine.endpoints.secrets.all().map((s) => [s.label, s.value])

test('the same file twice doubles nothing and keeps the URL', async () => {
  const file = config({
    endpoints: [
      {
        name: 'Sales',
        provider: 'replicer',
        secrets: [{ label: 'live', value: 'env:LIVE' }],
        target: 'http://localhost:3000/x',
      },
    ],
  })
  await applyConfig(file, t.engine)
  const [first] = t.engine.endpoints.list()
  await applyConfig(file, t.engine)

  expect(t.engine.endpoints.list()).toEqual([first])
  expect(first).toMatchObject({
    name: 'Sales',
    provider: 'replicer',
    target: 'http://localhost:3000/x',
    fromConfig: true,
  })
  expect(values()).toEqual([['live', 's3cret']])
})

test('what changed in the file is changed here', async () => {
  const [before] = t.engine.endpoints.list()
  const secrets = [
    { label: 'live', value: 'new' },
    { label: 'next', value: 'other' },
  ]
  await applyConfig(config({ endpoints: [{ name: 'Sales', provider: 'oneinbox', secrets }] }), t.engine)

  expect(t.engine.endpoints.list()).toMatchObject([
    { id: before?.id, token: before?.token, provider: 'oneinbox', target: null },
  ])
  expect(values()).toEqual([
    ['live', 'new'],
    ['next', 'other'],
  ])
})

test('an endpoint made on screen under that name is taken over', async () => {
  const made = await t.engine.endpoints.create({ name: 'Berlin', provider: null, target: null })
  await applyConfig(config({ endpoints: [{ name: 'Berlin', provider: 'allo-v1' }] }), t.engine)

  expect(t.engine.endpoints.get(made.id)).toMatchObject({ provider: 'allo-v1', fromConfig: true })
})

test.each([
  [{ name: 'A', provider: 'nobody' }, 'endpoints[0].provider: there is no provider pack "nobody"'],
  [{ name: 'A', recipe: { scheme: 'magic' } }, 'endpoints[0].recipe: /scheme: there is no signature scheme "magic"'],
  [
    { name: 'A', secrets: [{ label: 'x', value: 'env:NOT_THERE' }] },
    'endpoints[0].secrets[0].value: environment variable NOT_THERE is not set',
  ],
])('refuses %j with its path', async (endpoint, message) => {
  await expect(applyConfig(config({ endpoints: [endpoint] }), t.engine)).rejects.toThrow(message)
})

test('settings of the file stand over the stored ones', () => {
  expect(configSettings(config({}), defaultSettings)).toEqual({})
  expect(configSettings(config({ tunnel: 'none', receiver: { port: 0 } }), defaultSettings)).toEqual({
    tunnel: { ...defaultSettings.tunnel, driver: 'none' },
    receiver: { port: 0, bodyLimit: defaultSettings.receiver.bodyLimit },
  })
  const tunnel = { host: 'http://127.0.0.1:1', subdomain: 'quiet-lamp' }
  expect(configSettings(config({ tunnel }), defaultSettings).tunnel).toEqual({ driver: 'localtunnel', ...tunnel })
})
