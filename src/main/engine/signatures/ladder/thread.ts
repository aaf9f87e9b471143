// Entry of the thread in which failed signatures are explained. A search may take seconds, and a hostile body may keep it
// longer than its limit: whoever waits may end the thread at any time, it holds nothing.
import { readFileSync } from 'node:fs'
import { serveThread } from '../../lib/thread.ts'
import { reportSignature } from '../report.ts'
import { explainFailure } from './explain-failure.ts'
import type { LadderFunctions, SentBody } from './ladder-input.ts'

const bytesOf = (body: SentBody): Uint8Array => (body instanceof Uint8Array ? body : readFileSync(body.path))

const functions: LadderFunctions = {
  started: () => undefined,
  explain({ request, ...input }, body, { limitMs }) {
    const start = performance.now()
    const elapsed = () => performance.now() - start
    const whole = { ...input, request: { ...request, body: bytesOf(body) } }
    return explainFailure(whole, limitMs === undefined ? { elapsed } : { elapsed, limitMs })
  },
  report: ({ request, ...input }, body) => reportSignature({ ...input, request: { ...request, body: bytesOf(body) } }),
}

serveThread(() => ({ functions, close: () => undefined }))
