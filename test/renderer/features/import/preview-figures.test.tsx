// @vitest-environment jsdom
import { screen, within } from '@testing-library/react'
import { expect, test } from 'vitest'
import type { ImportPreview } from '#shared/model/import.ts'
import { PreviewFigures } from '../../../../src/renderer/src/features/import/preview-figures.tsx'
import { importPreview } from '../../../support/renderer-imports.ts'
import { memoryEngine, renderWith } from '../../../support/renderer-screen.tsx'

const show = (part: Partial<ImportPreview>) =>
  renderWith(memoryEngine(), <PreviewFigures preview={importPreview(part)} />)
const figures = () => within(screen.getByRole('status', { name: 'What would come in' }))
/** The value beside a name. */
const figure = (name: string) => figures().getByText(name).nextElementSibling?.textContent
const morning = new Date(2026, 3, 2, 9, 5, 0).getTime()

test('providers by the names that people know, and those that are not known', async () => {
  await show({
    deliveries: 1204,
    providers: [
      { provider: 'allo-v2', count: 1000 },
      { provider: 'gone-pack', count: 4 },
      { provider: null, count: 200 },
    ],
    verifications: [
      { state: 'verified', count: 1200 },
      { state: 'failed', count: 4 },
    ],
  })
  expect(figure('Deliveries')).toBe('1,204')
  expect(figure('Providers')).toBe('1,000 Allo, 4 gone-pack, 200 unknown')
  expect(figure('Signatures')).toBe('1,200 verified, 4 failed')
})

test.each([
  [{ oldest: morning, newest: morning, untimed: 0 }, /^Thu 2 April 2026, 09:05:00\.000$/],
  [{ oldest: morning, newest: morning + 60_000, untimed: 0 }, /^Thu 2 April 2026, 09:05:00\.000 to .*09:06:00\.000$/],
  [{ oldest: morning, newest: morning, untimed: 3 }, /; not known of 3$/],
  [{ oldest: null, newest: null, untimed: 1 }, /^the files do not tell; the time of the import is taken$/],
  [{ deliveries: 0, oldest: null, newest: null, untimed: 0 }, /^–$/],
])('when they were received: %j', async (part, words) => {
  await show(part)
  expect(figure('Received')).toMatch(words)
})

test('files by what they are', async () => {
  await show({
    formats: [
      { format: 'har', name: 'HAR', files: 1 },
      { format: 'fixture', name: 'Switchhook fixture', files: 1200 },
    ],
  })
  expect(figure('Format')).toBe('HAR, Switchhook fixture (1,200 files)')
})

test('nothing at all is a dash, not an empty line', async () => {
  await show({ deliveries: 0, bytes: 0, providers: [], verifications: [], formats: [] })
  expect([figure('Providers'), figure('Signatures'), figure('Format')]).toEqual(['–', '–', '–'])
})

test('what is not as it was sent is counted', async () => {
  await show({ deliveries: 3, changed: 2 })
  expect(screen.getByText(/^2 deliveries are not byte for byte as sent/)).toBeTruthy()
})

test('what was skipped is listed apart from what is wrong, each with its place', async () => {
  await show({
    refused: 1,
    problems: [{ file: 'calls/a.har', line: 12, reason: 'syntax', message: 'A comma is expected.' }],
    skipped: [{ file: 'calls/b.har', line: null, reason: 'not-a-request', message: 'It is a picture.' }],
  })
  const wrong = screen.getByRole('region', { name: '1 file cannot be imported' })
  expect(
    within(wrong)
      .getAllByRole('listitem')
      .map((item) => item.textContent),
  ).toEqual(['calls/a.har:12 A comma is expected.'])
  const skipped = screen.getByRole('region', { name: 'Skipped: not a request' })
  expect(
    within(skipped)
      .getAllByRole('listitem')
      .map((item) => item.textContent),
  ).toEqual(['calls/b.har It is a picture.'])
})
