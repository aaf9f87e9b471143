import type { Forward } from '#shared/model/forward.ts'

/** A forward that brought an answer in three pieces; the argument replaces fields. */
export const forwardOutcome = (part: Partial<Forward> = {}): Forward => ({
  id: 'fwd_1',
  deliveryId: 'dlv_1',
  role: 'answers',
  target: 'http://localhost:3000/hooks',
  sentAt: Date.UTC(2026, 10, 20, 16, 36, 30),
  changes: [{ name: 'Host', change: 'recomputed', from: 'a.test', to: 'localhost:3000', why: 'it names the target' }],
  status: 200,
  statusText: 'OK',
  headers: [['Content-Type', 'application/x-ndjson']],
  bodySize: 24,
  bodyTruncated: false,
  chunks: [
    { atMs: 3, bytes: 8 },
    { atMs: 503, bytes: 8 },
    { atMs: 1503, bytes: 8 },
  ],
  chunkCount: 3,
  timing: { connectMs: 1, firstByteMs: 3, totalMs: 1504 },
  error: null,
  given: 'answer',
  mayRepeat: false,
  ...part,
})

/** One whose target is not there. */
export const refusedForward = (part: Partial<Forward> = {}): Forward =>
  forwardOutcome({
    ...{ status: null, statusText: '', headers: [], bodySize: 0, chunks: [], chunkCount: 0, given: 'fallback' },
    timing: { connectMs: null, firstByteMs: null, totalMs: 2 },
    error: { code: 'refused', message: 'Nothing listens on localhost:3000. Start your app.' },
    ...part,
  })
