import { expect, test } from 'vitest'
import { AppError, errorCodes, WireError } from '#shared/api/errors.ts'

test('an error has code, words, places and its cause', () => {
  const cause = new Error('ENOSPC')
  const issues = [{ path: ['receiver', 0], message: 'too much' }]
  const error = new AppError('unavailable', 'The disk is full.', issues, { cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'AppError', code: 'unavailable', message: 'The disk is full.', issues, cause })
  expect(new AppError('closed', 'x').issues).toEqual([])
})

test('on the wire: the known codes only', () => {
  for (const code of errorCodes) expect(WireError.safeParse({ code, message: 'x', issues: [] }).success).toBe(true)
  expect(WireError.safeParse({ code: 'teapot', message: 'x', issues: [] }).success).toBe(false)
  expect(
    WireError.safeParse({ code: 'internal', message: 'x', issues: [{ path: [true], message: 'x' }] }).success,
  ).toBe(false)
})
