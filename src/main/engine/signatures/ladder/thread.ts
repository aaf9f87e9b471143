// Entry of the thread in which failed signatures are explained. A search may take seconds, and a hostile body may keep it
// longer than its limit: whoever waits may end the thread at any time, it holds nothing.
import { serveThread } from '../../lib/thread.ts'
import { explainFailure } from './explain-failure.ts'
import type { LadderFunctions } from './ladder-input.ts'

const functions: LadderFunctions = {
  explain(input, { limitMs }) {
    const start = performance.now()
    const elapsed = () => performance.now() - start
    return explainFailure(input, limitMs === undefined ? { elapsed } : { elapsed, limitMs })
  },
}

serveThread(() => ({ functions, close: () => undefined }))
