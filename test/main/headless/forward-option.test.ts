import { afterAll, beforeAll, expect, test } from 'vitest'
import { applyConfig } from '../../../src/main/headless/config.ts'
import { forwardConfig, forwardName } from '../../../src/main/headless/forward-option.ts'
import { startTestEngine, type TestEngine } from '../../support/start-engine.ts'

let t: TestEngine
beforeAll(async () => {
  t = await startTestEngine({ env: { LIVE: 's3cret' } })
})
afterAll(() => t.remove())

const forward = { url: 'http://localhost:3000/hooks', provider: 'replicer', secret: 'env:LIVE' }
const apply = (other: object = {}) => applyConfig(forwardConfig({ ...forward, ...other }), t.engine, '--forward')

test('it is an endpoint that forwards, with the secret of the environment', async () => {
  await apply()

  expect(t.engine.endpoints.list()).toMatchObject([
    { name: forwardName, provider: 'replicer', target: forward.url, mode: 'forward', secrets: [{ label: 'LIVE' }] },
  ])
  expect(t.engine.endpoints.secrets.all()).toMatchObject([{ value: 's3cret' }])
})

test('it is the same one the next time, also for another target elsewhere', async () => {
  const [before] = t.engine.endpoints.list()
  await apply({ url: 'https://example.com/hooks', provider: null, secret: null })

  expect(t.engine.endpoints.list()).toMatchObject([
    { id: before!.id, token: before!.token, provider: null, target: 'https://example.com/hooks', mode: 'forward' },
  ])
})

test('what it cannot have is told by its own name', async () => {
  await expect(apply({ provider: 'nobody' })).rejects.toThrow('--forward.provider: there is no provider pack "nobody"')
  await expect(apply({ secret: 'env:NOPE' })).rejects.toThrow('--forward.secrets[0].value: environment variable NOPE')
})
