import { describe, expect, it } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { errorText, issueFor } from '../../../src/renderer/src/state/client.tsx'

const bad = new AppError('bad-input', 'target: must be a URL; name: a name is needed', [
  { path: ['target'], message: 'must be a URL' },
  { path: ['name'], message: 'a name is needed' },
])

describe('errors in words', () => {
  it('says what is wrong with a value, not where in the input it stood', () => {
    expect(errorText(bad)).toBe('must be a URL')
    expect(issueFor(bad, 'name')).toBe('a name is needed')
    expect(issueFor(bad, 'provider')).toBeNull()
  })

  it('says what to do when the connection is lost', () => {
    expect(errorText(new AppError('closed', 'the channel was closed'))).toMatch(/connection .* lost/)
  })

  it('passes on other messages', () => {
    expect(errorText(new AppError('not-found', 'This delivery is gone.'))).toBe('This delivery is gone.')
    expect(errorText(new Error('x'))).toBe('x')
    expect(errorText('y')).toBe('y')
    expect(issueFor(new Error('x'), 'name')).toBeNull()
  })
})
