import { expect, test } from 'vitest'
import { forwardSentence } from '#shared/sentences/forward-sentence.ts'
import { forwardOutcome, refusedForward } from '../../support/forward-outcome.ts'

const copy = forwardOutcome({ role: 'copy', given: 'nothing' })
const lost = refusedForward({ role: 'copy', given: 'nothing' })

test('nothing is said of a delivery that is not forwarded', () => {
  expect(forwardSentence({ forwards: [] })).toBeNull()
})

test.each([
  ['ok', [forwardOutcome()], '`localhost:3000/hooks` answered 200 in 3 pieces.'],
  ['ok', [forwardOutcome({ chunkCount: 1, status: 422 })], '`localhost:3000/hooks` answered 422.'],
  [
    'failed',
    [refusedForward()],
    'Nothing listens on localhost:3000. Start your app. The provider got the fallback answer.',
  ],
  [
    'failed',
    [forwardOutcome({ given: 'part', error: { code: 'reset', message: 'localhost:3000 closed the connection.' } })],
    'localhost:3000 closed the connection. The provider got only the beginning of the answer.',
  ],
  [
    'waiting',
    [refusedForward({ given: 'queued' })],
    'In the queue: it goes out once the target answers. Nothing listens on localhost:3000. Start your app.',
  ],
  ['waiting', [], 'In the queue: it goes out once the target answers.'],
  [
    'ok',
    [refusedForward({ given: 'queued' }), forwardOutcome({ role: 'queued', given: 'nothing', mayRepeat: true })],
    'Sent from the queue; `localhost:3000/hooks` answered 200. An earlier try may have reached the target, so that it may have it twice.',
  ],
  ['open', [], 'No outcome is known: it is on its way, or Switchhook was stopped meanwhile.'],
  ['ok', [forwardOutcome({ chunkCount: 1 }), copy], '`localhost:3000/hooks` answered 200. 1 copy sent.'],
  [
    'copy-failed',
    [forwardOutcome({ chunkCount: 1 }), lost],
    '`localhost:3000/hooks` answered 200. The copy did not get through.',
  ],
  [
    'copy-failed',
    [forwardOutcome({ chunkCount: 1 }), copy, lost],
    '`localhost:3000/hooks` answered 200. 1 of 2 copies did not get through.',
  ],
] as const)('%s', (forward, forwards, sentence) => {
  expect(forwardSentence({ forward, forwards: [...forwards] })).toBe(sentence)
})
