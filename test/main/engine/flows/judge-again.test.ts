import { describe, expect, test } from 'vitest'
import { AppError } from '#shared/api/errors.ts'
import { ifThere, type Outcome, outcomeOf, storeOutcomes } from '../../../../src/main/engine/flows/judge-again.ts'
import type { NewFact } from '../../../../src/main/engine/log/codec.ts'
import { deliveryDetail } from '../../../support/delivery-detail.ts'
import { examination } from '../../../support/fake-log.ts'

const detail = deliveryDetail()
const asStored = () => ({
  facts: detail.facts,
  verification: detail.verdict,
  conformance: detail.check,
  deadlineMs: detail.deadlineMs,
  attemptsDocumented: detail.attemptsDocumented,
})

describe('what came of judging again', () => {
  test('the same: nothing has to be stored', () => {
    expect(outcomeOf(detail, asStored())).toEqual({
      ...{ id: detail.id, before: detail.verdict.state, after: detail.verdict.state, fact: null },
    })
  })

  test('a member that is undefined is one that is left out', () => {
    const same = asStored()
    const verification = { ...same.verification, cause: undefined } as typeof same.verification
    expect(outcomeOf(detail, { ...same, verification }).fact).toBeNull()
  })

  test.each<[string, Partial<ReturnType<typeof asStored>>]>([
    ['the verdict', { verification: { ...detail.verdict, state: 'failed' } }],
    ['the schema', { conformance: { ...detail.check, documentedFields: 999 } }],
    ['what it is', { facts: { ...detail.facts, eventType: 'other' } }],
    ['the deadline', { deadlineMs: 1 }],
  ])('another one by %s is stored as a whole', (_, part) => {
    const now = { ...asStored(), ...part }
    expect(outcomeOf(detail, now).fact).toEqual({ kind: 'examined', about: detail.seq, examination: now })
  })
})

describe('storing', () => {
  const outcome = (about: number, isChanged = true): Outcome => ({
    ...{ id: `dlv_${about}`, before: 'failed', after: 'verified' },
    fact: isChanged ? { kind: 'examined', about, examination: examination() } : null,
  })
  /** A log that has some deliveries no more. */
  const logWithout = (...gone: readonly number[]) => {
    const commits: number[][] = []
    const addFacts = async (facts: readonly NewFact[]) => {
      if (facts.some(({ about }) => gone.includes(about)))
        throw new AppError('not-found', 'This delivery was deleted meanwhile.')
      commits.push(facts.map(({ about }) => about))
    }
    return { commits, addFacts }
  }

  test('what changed is one commit; where nothing did there is none', async () => {
    const { commits, addFacts } = logWithout()
    const outcomes = [outcome(1), outcome(2, false), outcome(3)]
    expect(await storeOutcomes(addFacts, outcomes)).toBe(outcomes)
    await storeOutcomes(addFacts, [outcome(4, false)])
    expect(commits).toEqual([[1, 3]])
  })

  test('one that was deleted meanwhile keeps no other from it, and counts as unchanged', async () => {
    const { commits, addFacts } = logWithout(2)
    const stored = await storeOutcomes(addFacts, [outcome(1), outcome(2), outcome(3, false)])
    expect(commits).toEqual([[1]])
    expect(stored.map(({ id, before, after }) => [id, before, after])).toEqual([
      ['dlv_1', 'failed', 'verified'],
      ['dlv_2', null, null],
      ['dlv_3', 'failed', 'verified'],
    ])
  })

  test('a full disk is a fault', async () => {
    const addFacts = () => Promise.reject(new AppError('unavailable', 'The disk is full.'))
    // `unavailable` of the log is not that of a body file.
    await expect(storeOutcomes(addFacts, [outcome(1)])).rejects.toThrow('The disk is full.')
  })
})

describe('deliveries that are not there', () => {
  test.each(['not-found', 'unavailable'] as const)('%s: passed over', async (code) => {
    const work = () => Promise.reject(new AppError(code, 'gone'))
    expect(await ifThere('dlv_1', work)).toEqual({ id: 'dlv_1', before: null, after: null, fact: null })
  })

  test('a fault of ours is none of theirs', async () => {
    await expect(ifThere('dlv_1', () => Promise.reject(new AppError('internal', 'a bug')))).rejects.toThrow('a bug')
    await expect(ifThere('dlv_1', () => Promise.reject(new TypeError('a bug')))).rejects.toThrow('a bug')
  })
})
