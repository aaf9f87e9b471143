import { describe, expect, it, test } from 'vitest'
import { z } from 'zod'
import { AppError, issueSentence, parseInput, wireIssues } from '#shared/api/errors.ts'

test('an error has code, words, places and its cause', () => {
  const cause = new Error('ENOSPC')
  const issues = [{ path: ['receiver', 0], message: 'too much' }]
  const error = new AppError('unavailable', 'The disk is full.', issues, { cause })
  expect(error).toBeInstanceOf(Error)
  expect(error).toMatchObject({ name: 'AppError', code: 'unavailable', message: 'The disk is full.', issues, cause })
  expect(new AppError('closed', 'x').issues).toEqual([])
})

describe('an input', () => {
  const schema = z.strictObject({ endpoints: z.array(z.strictObject({ name: z.string().min(1, 'a name is needed') })) })

  it('is handed over as it was parsed', () => {
    expect(parseInput(z.object({ limit: z.number().default(100) }), { other: 1 })).toEqual({ limit: 100 })
  })

  it('is refused with every issue in its place', () => {
    const input = { endpoints: [{ name: '' }, { name: 'A', nam: 1, x: 2 }] }

    expect(() => parseInput(schema, input)).toThrow(
      'endpoints[0].name: a name is needed; endpoints[1].nam: unknown key; endpoints[1].x: unknown key',
    )
    expect(wireIssues(schema.safeParse(input).error as z.ZodError)).toEqual([
      { path: ['endpoints', 0, 'name'], message: 'a name is needed' },
      { path: ['endpoints', 1, 'nam'], message: 'unknown key' },
      { path: ['endpoints', 1, 'x'], message: 'unknown key' },
    ])
  })

  it('that is wrong as a whole is told without a place, or with a name for it', () => {
    const issue = { path: [], message: 'expected object' }

    expect(issueSentence(issue)).toBe('expected object')
    expect(issueSentence(issue, '(the whole file)')).toBe('(the whole file): expected object')
  })
})
