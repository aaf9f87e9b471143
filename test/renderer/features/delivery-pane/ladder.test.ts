import { expect, test } from 'vitest'
import type { LadderStep } from '#shared/model/ladder.ts'
import { foldSteps } from '../../../../src/renderer/src/features/delivery-pane/tabs/signature/ladder.tsx'

const step = (title: string, outcome: LadderStep['outcome']): LadderStep => ({ title, detail: '', outcome })
const skipped = (title: string) => ({ ...step(title, 'skipped'), detail: 'not needed' })
const before = [step('Header `X` is there', 'passed'), step('Timestamp', 'skipped'), step('Other secrets', 'differs')]
const found = step('Without the last newline', 'matches')

test('what was not needed after the match becomes one line', () => {
  const steps = [...before, found, skipped('Escapes'), skipped('Empty body'), skipped('Other schemes')]
  expect(foldSteps(steps)).toEqual([...before, found, skipped('Escapes, empty body and 1 more')])
  expect(foldSteps(steps.slice(0, -1))).toEqual([...before, found, skipped('Escapes, empty body')])
})

test('one such step stays as it is', () => {
  const steps = [...before, found, skipped('Escapes')]
  expect(foldSteps(steps)).toEqual(steps)
})

test('without a match every step is told', () => {
  const steps = [...before, skipped('Escapes'), skipped('Empty body')]
  expect(foldSteps(steps)).toEqual(steps)
})

test('a step after the match that was looked at is not folded away', () => {
  const steps = [found, step('Timestamp', 'differs'), skipped('Escapes')]
  expect(foldSteps(steps)).toEqual(steps)
})
