import { describe, expect, it } from 'vitest'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { RenderOptions } from '#shared/model/export-options.ts'
import type { ExportItem } from '../../../../../src/main/engine/export/export-format.ts'
import { maskItems } from '../../../../../src/main/engine/export/mask-items.ts'
import { testCases } from '../../../../../src/main/engine/export/test-code/test-case.ts'
import { deliveryDetail } from '../../../../support/delivery-detail.ts'

const itemOf = (part: Partial<DeliveryDetail>, body = '{}'): ExportItem => ({
  delivery: deliveryDetail(part),
  body: Buffer.from(body),
  endpointName: 'x',
  secretValues: ['the-secret'],
})
const casesOf = (items: readonly ExportItem[], options: RenderOptions = {}) => testCases(maskItems(items), options)
const given = deliveryDetail().answerGiven!

it('waits as long as the provider does, else 10 s, and says so', () => {
  const [documented, not] = casesOf([itemOf({ deadlineMs: 5000 }), itemOf({ deadlineMs: null })])
  expect(documented).toMatchObject({ deadlineMs: 5000, notes: [] })
  expect(not).toMatchObject({ deadlineMs: 10_000, notes: [expect.stringContaining('No deadline is documented')] })
})

it('has titles that differ, also for the same delivery twice', () => {
  const titles = casesOf([itemOf({}), itemOf({}), itemOf({ provider: null, eventType: null })]).map(
    ({ title }) => title,
  )
  expect(titles).toEqual([
    'call.completed of allo-v2, 2026-11-20T16:36:30.125Z',
    'call.completed of allo-v2, 2026-11-20T16:36:30.125Z (2)',
    'POST, 2026-11-20T16:36:30.125Z',
  ])
})

it('has a body as text only where source code can hold it', () => {
  const texts = ['é\r\n\t', 'a\0', 'x'.repeat(70_000)].map((body) => casesOf([itemOf({}, body)])[0]!.text)
  expect(texts).toEqual(['é\r\n\t', null, null])
})

describe('the answer', () => {
  const answerOf = (part: Partial<DeliveryDetail>) => casesOf([itemOf(part)], { assertAnswer: true })[0]!

  it('is not demanded unless it is asked for', () => {
    expect(casesOf([itemOf({})])[0]!.answer).toBeNull()
    expect(answerOf({}).answer).toEqual({ status: 200, body: 'ok' })
  })

  it('is any 2xx where none was given', () => {
    const { answer, notes } = answerOf({ answerGiven: null })
    expect(answer).toBeNull()
    expect(notes).toContain('No answer was given when it was captured: any 2xx will do.')
  })

  it.each<[why: string, part: Partial<DeliveryDetail>]>([
    ['it was to a HEAD', { method: 'HEAD' }],
    ['a secret was taken out of it', { answerGiven: { ...given, body: 'says the-secret' } }],
    [
      'the app answered with what is no text',
      {
        answerGiven: { ...given, by: 'forward', body: '' },
        forwards: [{ role: 'answers', bodySize: 7 }] as DeliveryDetail['forwards'],
      },
    ],
  ])('is the status alone where %s', (_, part) => {
    const { answer, notes } = answerOf(part)
    expect(answer).toEqual({ status: 200, body: null })
    expect(notes).toContain('The body that was answered is not known as text: only the status is compared.')
  })
})
