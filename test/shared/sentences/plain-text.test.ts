import { expect, test } from 'vitest'
import { plain } from '#shared/sentences/plain-text.ts'

test('takes the marks of machine words away', () => {
  expect(plain('Sent as `X-Sig`, `v1=` before it.')).toBe('Sent as X-Sig, v1= before it.')
})
