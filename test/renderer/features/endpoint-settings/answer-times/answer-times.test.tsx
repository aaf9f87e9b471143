// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { describe, expect, test } from 'vitest'
import type { AnswerTimesPoint, AnswerTimesSeries } from '#shared/model/answer-times.ts'
import {
  consecutive,
  scaleOf,
} from '../../../../../src/renderer/src/features/endpoint-settings/answer-times/answer-times-chart.tsx'
import { AnswerTimesSection } from '../../../../../src/renderer/src/features/endpoint-settings/answer-times/answer-times-section.tsx'
import {
  deadlineWarning,
  placeOf,
} from '../../../../../src/renderer/src/features/endpoint-settings/answer-times/series-words.ts'
import { endpoint } from '../../../../support/renderer-data.ts'
import { memoryEngine, renderWith } from '../../../../support/renderer-screen.tsx'

const point = (at: number, p95Ms: number, part: Partial<AnswerTimesPoint> = {}): AnswerTimesPoint => ({
  ...{ at, count: 10, p50Ms: p95Ms / 2, p95Ms, near: 0, late: 0 },
  ...part,
})
const series = (points: AnswerTimesPoint[], part: Partial<AnswerTimesSeries> = {}): AnswerTimesSeries => ({
  ...{ target: null, points, all: point(0, 400), deadlinesMs: [5000], capped: false },
  ...part,
})

describe('the scale', () => {
  test('holds the deadline where it is not far above', () => {
    expect(scaleOf(series([point(0, 1000)]))).toMatchObject({ topMs: expect.closeTo(5750), deadlineMs: 5000 })
    expect(scaleOf(series([point(0, 6000)]))).toMatchObject({ topMs: expect.closeTo(6900), deadlineMs: 5000 })
  })
  test('leaves it out where all answers would lie on the ground', () => {
    expect(scaleOf(series([point(0, 10)])).deadlineMs).toBeNull()
    expect(scaleOf(series([point(0, 1000)], { deadlinesMs: [] })).deadlineMs).toBeNull()
  })
})

test('no line is drawn over a time without answers', () => {
  const runs = consecutive([point(0, 1), point(60, 1), point(240, 1)], 60)
  expect(runs.map((run) => run.map(({ at }) => at))).toEqual([[0, 60], [240]])
})

test.each([
  [{ near: 0, late: 0 }, null],
  [{ near: 2, late: 0 }, 'Near the deadline: 2 answers took 80 % or more of the deadline. The provider waits 5 s.'],
  [{ near: 0, late: 1 }, 'Answers are late: 1 answer came after the deadline. The provider waits 5 s.'],
])('a warning before the limit: %j', (figures, words) => {
  const warning = deadlineWarning(series([], { all: { ...point(0, 1), ...figures } }))
  expect(warning && `${warning.title}: ${warning.text}`).toBe(words)
  expect(deadlineWarning(series([], { all: { ...point(0, 1), ...figures }, deadlinesMs: [] }))).toBeNull()
})

test('targets are named by host and path', () => {
  expect([null, 'http://localhost:3000/', 'http://localhost:3000/hooks', 'nonsense'].map(placeOf)).toEqual([
    ...['Live answers', 'Replays to localhost:3000', 'Replays to localhost:3000/hooks', 'nonsense'],
  ])
})

const show = (given: AnswerTimesSeries[]) =>
  renderWith(
    memoryEngine((engine) => {
      engine.answerTimes = { from: 0, until: 86_400_000, stretchMs: 1_800_000, series: given }
    }),
    <AnswerTimesSection endpoint={endpoint()} />,
  )

test('a chart that says what it shows, and the same as a table', async () => {
  await show([series([point(0, 400), point(1_800_000, 800, { near: 1 })])])
  expect(screen.getByRole('img').getAttribute('aria-label')).toBe(
    'Live answers over 2 stretches of time: p50 200 ms, p95 400 ms in all. The table has each.',
  )
  expect(screen.getByText('10 answers: p50 200 ms, p95 400 ms; deadline 5 s.')).toBeTruthy()
  const table = screen.getByRole('table', { name: 'Answer times of Live answers', hidden: true })
  const rows = within(table).getAllByRole('row', { hidden: true })
  expect(rows[1]?.textContent).toMatch(/10400 ms800 ms10$/)
})

test('another target by its button; another time span is asked for', async () => {
  const { user, inputs } = await show([
    series([point(0, 400)]),
    series([point(0, 400)], { target: 'http://localhost:3000/hooks', all: point(0, 90) }),
  ])
  await user.click(screen.getByRole('button', { name: 'Replays to localhost:3000/hooks' }))
  expect(screen.getByText('10 answers: p50 45 ms, p95 90 ms; deadline 5 s.')).toBeTruthy()
  await user.click(screen.getByRole('button', { name: '7 d' }))
  expect(inputs('endpoints.answerTimes').at(-1)).toMatchObject({ hours: 168 })
})

test('nothing was answered', async () => {
  await show([])
  expect(screen.getByText('Nothing was answered in this time.')).toBeTruthy()
})
