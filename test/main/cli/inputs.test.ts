import { expect, test } from 'vitest'
import { secretFrom } from '../../../src/main/cli/inputs.ts'

const env = { HOOK_SECRET: 's3cret', EMPTY: '' }

test('a secret is known by the name of its variable', () => {
  expect(secretFrom('env:HOOK_SECRET', env)).toEqual({ id: 'HOOK_SECRET', label: 'HOOK_SECRET', value: 's3cret' })
})

test.each(['s3cret', 'env:', 'ENV:HOOK_SECRET', ''])(
  '“%s” on the command line is refused, and not repeated',
  (option) => {
    const refused = () => secretFrom(option, env)
    expect(refused).toThrow('--secret takes the name of an environment variable: --secret env:NAME.')
  },
)

test.each(['env:MISSING', 'env:EMPTY'])('%s is not set', (option) => {
  expect(() => secretFrom(option, env)).toThrow(`The environment variable ${option.slice(4)} is not set.`)
})
