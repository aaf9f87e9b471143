// @vitest-environment jsdom
import { beforeEach, expect, test } from 'vitest'
import {
  destinationOf,
  type ExportForm,
  formOf,
  mistakeIn,
  possibleDestinations,
  remember,
  renderingOf,
  subjectOf,
} from '../../../../src/renderer/src/features/export/export-form.ts'
import type { ExportQuestion } from '../../../../src/renderer/src/state/export-question.ts'

const key = 'switchhook.export'
const question = (part: Partial<ExportQuestion> = {}): ExportQuestion => ({
  ...{ scope: 'chosen', ids: ['d1'], selected: false, query: '' },
  ...part,
})
const form = (part: Partial<ExportForm> = {}): ExportForm => ({ ...formOf(question()), ...part })
const stored = (value: unknown) => localStorage.setItem(key, JSON.stringify(value))
const format = { id: 'vitest', name: 'Vitest', description: '', extension: 'ts', copyable: true, kind: 'test' } as const

beforeEach(() => localStorage.clear())

test('at first: a fixture, as it came, as a download', () => {
  expect(formOf(question())).toEqual({
    ...{ format: 'fixture', assertAnswer: false, isSafe: false, safe: { seed: 'switchhook' } },
    ...{ to: 'download', folder: '', subject: 'chosen', query: '', name: '' },
  })
})

test('what was chosen is there the next time; what it was about is not', () => {
  const rules = [{ path: '/a', as: 'keep' as const }]
  remember(
    form({
      ...{
        format: 'vitest',
        assertAnswer: true,
        isSafe: true,
        safe: { seed: 'x', rules },
        to: 'host',
        folder: 'calls',
      },
      ...{ subject: 'search', query: 'type:a', name: 'Failures' },
    }),
  )
  expect(formOf(question({ query: 'type:b' }))).toEqual({
    ...{ format: 'vitest', assertAnswer: true, isSafe: true, safe: { seed: 'x', rules }, to: 'host', folder: 'calls' },
    ...{ subject: 'chosen', query: 'type:b', name: '' },
  })
})

test.each([
  ['no JSON', 'null and void'],
  ['null', 'null'],
  ['a list', '[1]'],
  ['a number', '7'],
])('storage that holds %s is as good as none', (_, text) => {
  const plain = formOf(question())
  localStorage.setItem(key, text)
  expect(formOf(question())).toEqual(plain)
})

test.each([
  [{ format: 7 }, { format: 'fixture' }],
  [{ isSafe: 'yes' }, { isSafe: false }],
  [{ assertAnswer: 1 }, { assertAnswer: false }],
  [{ to: 'the moon' }, { to: 'download' }],
  [{ folder: null }, { folder: '' }],
  [{ safe: { seed: '' } }, { safe: { seed: 'switchhook' } }],
  [{ safe: { seed: 'x', rules: 'all' } }, { safe: { seed: 'switchhook' } }],
  [{ safe: { seed: 'x', rules: [{ path: '/a', as: 'burn' }] } }, { safe: { seed: 'switchhook' } }],
  [{ safe: { seed: 'x', rules: [null] } }, { safe: { seed: 'switchhook' } }],
])('of what was stored, %j is not believed', (found, expected) => {
  stored({ format: 'curl', ...found })
  expect(formOf(question())).toMatchObject({ format: 'curl', ...expected })
})

test('without a delivery the search is meant', () => {
  expect(formOf(question({ ids: [] })).subject).toBe('search')
  expect(formOf(question({ ids: [], scope: 'arrivals' })).subject).toBe('arrivals')
})

test.each([
  [{ subject: 'chosen' }, ['d1', 'd2'], { ids: ['d1', 'd2'] }],
  [{ subject: 'chosen' }, [], null],
  [{ subject: 'attempts' }, ['d1'], { attemptsOf: 'd1' }],
  [{ subject: 'attempts' }, [], null],
  [{ subject: 'search', query: ' type:a ' }, ['d1'], { query: 'type:a', zone: expect.any(String) }],
] as const)('%j of %j asks for %j', (part, ids, expected) =>
  expect(subjectOf(form(part), question({ ids: [...ids] }))).toEqual(expected),
)

test('a mistake in the search matters only where a search is meant', () => {
  const query = 'status:abc'
  expect(mistakeIn(form({ subject: 'search', query }))).toContain('abc')
  expect(mistakeIn(form({ subject: 'arrivals', query }))).toContain('abc')
  expect(mistakeIn(form({ subject: 'chosen', query }))).toBeNull()
  expect(mistakeIn(form({ subject: 'attempts', query }))).toBeNull()
})

test('the answer is demanded only by formats that can', () => {
  const wanted = form({ assertAnswer: true, isSafe: true })
  expect(renderingOf(wanted, { ...format, assertsAnswer: true })).toEqual({
    format: 'vitest',
    options: { assertAnswer: true },
    safe: { seed: 'switchhook' },
  })
  expect(renderingOf(wanted, { ...format, assertsAnswer: false })).not.toHaveProperty('options')
  expect(renderingOf(form(), { ...format, assertsAnswer: true })).toEqual({ format: 'vitest' })
})

test.each([
  ['chosen', { picks: true, copies: true }, ['clipboard', 'download', 'folder', 'host']],
  ['chosen', { picks: false, copies: false }, ['download', 'host']],
  ['arrivals', { picks: true, copies: true }, ['host']],
] as const)('%s, where %j: %j', (subject, can, expected) =>
  expect(possibleDestinations(form({ subject }), can)).toEqual(expected),
)

test('a destination that is not possible now gives way to the nearest', () => {
  expect(destinationOf(form({ to: 'clipboard' }), ['clipboard', 'download', 'host'])).toBe('clipboard')
  expect(destinationOf(form({ to: 'clipboard' }), ['download', 'host'])).toBe('download')
  expect(destinationOf(form({ to: 'folder' }), ['host'])).toBe('host')
})
