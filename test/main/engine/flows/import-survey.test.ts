import { describe, expect, test } from 'vitest'
import { ImportSurvey, SeenSources } from '../../../../src/main/engine/flows/import-survey.ts'
import type { SurveyedFile, SurveyedRequest } from '../../../../src/main/engine/import/import-session.ts'

const none: ReadonlySet<string> = new Set()
const request = (part: Partial<SurveyedRequest> = {}): SurveyedRequest =>
  ({
    source: null,
    bytes: 10,
    at: 1000,
    provider: 'replicer',
    verification: 'verified',
    changed: false,
    ...part,
  }) as SurveyedRequest
const file = (part: Partial<SurveyedFile> = {}): SurveyedFile =>
  ({
    name: 'a.har',
    format: 'har',
    formatName: 'HAR',
    problem: null,
    skipped: [],
    requests: [],
    ...part,
  }) as SurveyedFile
const surveyOf = (files: readonly SurveyedFile[], known = none) => {
  const survey = new ImportSurvey()
  for (const one of files) survey.add(one, known)
  return survey
}

describe('what would come in', () => {
  test('nothing', () => {
    expect(new ImportSurvey().preview()).toEqual({
      ...{ deliveries: 0, duplicates: 0, bytes: 0, oldest: null, newest: null, untimed: 0, changed: 0 },
      ...{ providers: [], verifications: [], formats: [], problems: [], refused: 0, skipped: [] },
    })
  })

  test('is counted over all files, the most frequent first', () => {
    const preview = surveyOf([
      file({ requests: [request({ at: 2000, bytes: 5 }), request({ at: null, changed: true })] }),
      file({ name: 'b.har', requests: [request({ at: 500, provider: null, verification: 'failed' })] }),
      file({
        name: 'c.http',
        format: 'http',
        formatName: '.http',
        requests: [request({ provider: null, verification: 'failed' }), request({ provider: null })],
      }),
    ]).preview()
    expect(preview).toMatchObject({
      ...{ deliveries: 5, bytes: 45, oldest: 500, newest: 2000, untimed: 1, changed: 1, refused: 0 },
      providers: [
        { provider: null, count: 3 },
        { provider: 'replicer', count: 2 },
      ],
      verifications: [
        { state: 'verified', count: 3 },
        { state: 'failed', count: 2 },
      ],
      formats: [
        { format: 'har', name: 'HAR', files: 2 },
        { format: 'http', name: '.http', files: 1 },
      ],
    })
  })

  test('a delivery of the year 1970 is the oldest', () => {
    expect(surveyOf([file({ requests: [request({ at: 0 }), request({ at: 5 })] })]).preview()).toMatchObject({
      oldest: 0,
      newest: 5,
    })
  })

  test('a request that is here already, or comes twice, is a duplicate; one without a name never is', () => {
    const requests = [
      request({ source: 'a' }),
      request({ source: 'b' }),
      request({ source: 'b' }),
      request(),
      request(),
    ]
    expect(surveyOf([file({ requests })], new Set(['a'])).preview()).toMatchObject({ deliveries: 5, duplicates: 2 })
  })
})

describe('what would not', () => {
  const problem = { line: 3, reason: 'syntax', message: 'It is broken.' } as const

  test('files that cannot be read, with their names; nothing of them is counted', () => {
    const preview = surveyOf([file({ problem, requests: [request()], skipped: [problem] })]).preview()
    expect(preview).toMatchObject({ deliveries: 0, refused: 1, formats: [], skipped: [] })
    expect(preview.problems).toEqual([{ file: 'a.har', ...problem }])
  })

  test('of very many the first hundred are told, and all are counted', () => {
    const skipped = { line: 1, reason: 'not-a-request', message: 'An e-mail.' } as const
    const files = Array.from({ length: 150 }, (_, at) => [
      file({ name: `p${at}`, problem }),
      file({ name: `s${at}`, skipped: [skipped] }),
    ])
    const preview = surveyOf(files.flat()).preview()
    expect([preview.refused, preview.problems.length, preview.skipped.length]).toEqual([150, 100, 100])
    expect([preview.problems.at(-1)!.file, preview.skipped.at(-1)!.file]).toEqual(['p99', 's99'])
  })
})

test('files are put in order by their oldest request, and a zip by the oldest of its files', () => {
  const { times } = surveyOf([
    file({ name: 'all.zip/one.json', requests: [request({ at: 300 }), request({ at: 200 })] }),
    file({ name: 'all.zip/two.json', requests: [request({ at: 100 })] }),
    file({ name: 'plain.har', requests: [request({ at: 400 })] }),
    file({ name: 'untimed.http', requests: [request({ at: null })] }),
  ])
  expect(Object.fromEntries(times)).toEqual({
    'all.zip': 100,
    'all.zip/one.json': 200,
    'all.zip/two.json': 100,
    'plain.har': 400,
  })
})

test('a source is seen once, whatever it is called', () => {
  const seen = new SeenSources()
  for (const source of ['', 'constructor', 'ümlaut', 'a'.repeat(10_000)]) {
    expect(seen.isDuplicate(source, none)).toBe(false)
    expect(seen.isDuplicate(source, none)).toBe(true)
  }
  expect([seen.isDuplicate(null, none), seen.isDuplicate(null, none)]).toEqual([false, false])
})
