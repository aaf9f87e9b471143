import { expect, test } from 'vitest'
import { Config } from '../../../src/main/headless/config.ts'
import { forwardName, withForward } from '../../../src/main/headless/forward-option.ts'

const forward = { url: 'http://localhost:3000/hooks', provider: 'replicer', secret: 'env:LIVE' }

test('without it, a configuration stays as it is', () => {
  const config = Config.parse({ endpoints: [{ name: 'A' }] })

  expect(withForward(config, null)).toBe(config)
  expect(withForward(null, null)).toBeNull()
})

test('it is an endpoint that forwards, with the secret by the name of its variable', () => {
  expect(withForward(null, forward)?.endpoints).toMatchObject([
    {
      name: forwardName,
      provider: 'replicer',
      target: forward.url,
      mode: 'forward',
      secrets: [{ label: 'LIVE', value: 'env:LIVE' }],
    },
  ])
})

test('it comes beside the endpoints of a file, and in place of its own', () => {
  const file = Config.parse({ endpoints: [{ name: 'A' }, { name: forwardName, provider: 'allo-v1' }], tunnel: 'none' })
  const both = withForward(file, { ...forward, provider: null, secret: null })

  expect(both?.tunnel).toBe('none')
  expect(both?.endpoints.map(({ name, provider, secrets }) => [name, provider, secrets])).toEqual([
    ['A', null, []],
    [forwardName, null, []],
  ])
})
