import { expect, test } from 'vitest'
import { answerSentence } from '#shared/sentences/answer-sentence.ts'

const delivery = { answer: { status: 200, ms: 2_410 }, deadlineMs: 10_000, aborted: false, handshake: null }

test.each([
  ['in time', {}, '200 after 2.41 s, 7.59 s before the deadline.'],
  ['late', { answer: { status: 200, ms: 12_000 } }, '200 after 12 s, 2 s after the deadline of 10 s.'],
  ['no deadline', { deadlineMs: null }, '200 after 2.41 s; the provider’s deadline is not documented.'],
  ['no answer yet', { answer: null }, 'No answer yet.'],
  ['aborted', { answer: null, aborted: true }, 'No answer: the sender disconnected before the whole body had arrived.'],
  [
    'handshake',
    { handshake: 'URL check', answer: { status: 200, ms: 1 } },
    '200 to a setup request (URL check) after 1 ms, 10 s before the deadline.',
  ],
])('%s', (_, change, sentence) => expect(answerSentence({ ...delivery, ...change })).toBe(sentence))
