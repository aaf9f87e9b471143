// @vitest-environment jsdom
import { screen } from '@testing-library/react'
import { describe, expect, test, vi } from 'vitest'
import {
  AnswerCell,
  answerTone,
  Chip,
  ConformanceBadge,
  conformanceTone,
  ProviderMark,
  RemovableChip,
  VerificationBadge,
  verificationTone,
} from '../../../src/renderer/src/ui/badges.tsx'
import { provider } from '../../support/renderer-data.ts'
import { memoryEngine, renderWith } from '../../support/renderer-screen.tsx'

const show = (element: React.ReactNode) => renderWith(memoryEngine(), element)
const answer = (status: number, ms: number) => ({ status, ms })

test('a verdict is a word, and why is its title', async () => {
  await show(<VerificationBadge state="failed" title="signature-mismatch" />)
  expect(screen.getByTitle('signature-mismatch').textContent).toBe('failed')
})

test('only what is wrong is loud', () => {
  expect(Object.entries(verificationTone).filter(([, tone]) => tone === 'bad' || tone === 'warn')).toEqual([
    ['failed', 'bad'],
  ])
  expect(Object.entries(conformanceTone).filter(([, tone]) => tone === 'bad' || tone === 'warn')).toEqual([
    ['differs', 'warn'],
    ['not-json', 'warn'],
  ])
})

test.each([
  ['differs', 1, 'differs 1'],
  ['differs', 999, 'differs 999'],
  ['differs', 1000, 'differs 999+'],
  ['conforms', 0, 'conforms'],
  ['no-schema', 0, 'no-schema'],
] as const)('a payload that %s, with %i issues: %s', async (state, issues, words) => {
  await show(<ConformanceBadge state={state} issues={issues} />)
  expect(screen.getByText(words)).toBeTruthy()
})

describe('an answer', () => {
  test.each([
    [200, 4, 10_000, 'quiet', 'quiet'],
    [404, 4, 10_000, 'bad', 'quiet'],
    [500, 4, null, 'bad', 'quiet'],
    [200, 9500, 10_000, 'quiet', 'warn'],
    [200, 10_001, 10_000, 'bad', 'bad'],
    [200, 60_000, null, 'quiet', 'quiet'],
  ] as const)('%i after %i ms of %s: status %s, time %s', (status, ms, deadline, ofStatus, ofTime) =>
    expect(answerTone(answer(status, ms), deadline)).toEqual({ status: ofStatus, time: ofTime }),
  )

  test.each([
    [answer(200, 41), 10_000, '20041 ms', '41 ms of 10.0 s'],
    [answer(200, 41), null, '20041 ms', '41 ms, no deadline documented'],
    [answer(503, 60_000), 10_000, '5031 min', '1 min of 10.0 s'],
  ])('%j against %s', async (given, deadlineMs, words, title) => {
    await show(<AnswerCell answer={given} deadlineMs={deadlineMs} />)
    expect(screen.getByTitle(title).textContent).toBe(words)
  })

  test.each([
    [{}, 'no answer', null],
    [{ aborted: true }, 'aborted', 'The sender disconnected before an answer'],
    [{ imported: true }, 'imported', 'Imported from a file: it was not answered here'],
    [{ unanswered: { why: 'dropped', ms: 5 } }, 'dropped', 'The connection was ended by a response rule, after 5 ms'],
    [
      { unanswered: { why: 'sender-left', ms: 30_000 } },
      'sender left',
      'The sender disconnected while the answer was held back, after 30.0 s',
    ],
    [
      { unanswered: { why: 'stopped', ms: 1 } },
      'stopped',
      'Switchhook was closed while the answer was held back, after 1 ms',
    ],
  ] as const)('that was not given says why: %j', async (part, words, title) => {
    await show(<AnswerCell answer={null} deadlineMs={10_000} {...part} />)
    expect(screen.getByText(words).getAttribute('title')).toBe(title)
  })

  test('that was given to an imported delivery after all is shown', async () => {
    await show(<AnswerCell answer={answer(200, 4)} deadlineMs={null} imported />)
    expect(screen.queryByText('imported')).toBeNull()
    expect(screen.getByText('200')).toBeTruthy()
  })
})

describe('a filter', () => {
  test('is a switch with its number', async () => {
    const onClick = vi.fn()
    const { user } = await show(
      <Chip pressed count={{ count: 18_204 }} onClick={onClick}>
        Failed
      </Chip>,
    )
    await user.click(screen.getByRole('button', { name: /^Failed ?18,204$/, pressed: true }))
    expect(onClick).toHaveBeenCalledOnce()
  })

  test('whose number is not counted to the end says so; one that is not known has none', async () => {
    const { rerender } = await show(
      <Chip pressed={false} count={{ count: 100_000, capped: true }}>
        All
      </Chip>,
    )
    expect(screen.getByRole('button').textContent).toBe('All100,000+')
    rerender(
      <Chip pressed={false} count={null}>
        All
      </Chip>,
    )
    expect(screen.getByRole('button').textContent).toBe('All')
  })

  test('of none says 0', async () => {
    await show(
      <Chip pressed={false} count={{ count: 0 }}>
        5xx
      </Chip>,
    )
    expect(screen.getByRole('button').textContent).toBe('5xx0')
  })

  test('that can be taken away says which', async () => {
    const onRemove = vi.fn()
    const { user } = await show(<RemovableChip text="type:call.ended" onRemove={onRemove} />)
    await user.click(screen.getByRole('button', { name: 'Remove the filter type:call.ended' }))
    expect(onRemove).toHaveBeenCalledOnce()
  })
})

describe('the mark of a provider', () => {
  test.each([
    [provider(), 'Allo', 'AL'],
    [null, 'not detected', '?'],
    [undefined, 'not detected', '?'],
  ])('names it', async (pack, title, letters) => {
    await show(<ProviderMark provider={pack} />)
    expect(screen.getByTitle(title).textContent).toBe(letters)
  })

  test.each([
    ['--mark-allo', 'var(--mark-allo, var(--mark-unknown))'],
    ['red; background: url(http://evil)', 'var(--mark-unknown, var(--mark-unknown))'],
    ['', 'var(--mark-unknown, var(--mark-unknown))'],
  ])('takes only a colour of ours: %j', async (colour, expected) => {
    await show(<ProviderMark provider={provider({ colour })} />)
    expect(screen.getByTitle('Allo').style.getPropertyValue('--mark')).toBe(expected)
  })
})
