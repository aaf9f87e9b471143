import { readFileSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'
import { bodyCheck } from './check-body.ts'
import type { WorkerMessage, WorkerOrder } from './worker-messages.ts'

const port = parentPort
if (port === null) throw new Error('This file runs as a worker thread only.')
const check = bodyCheck()

port.on('message', ({ id, request }: WorkerOrder) => {
  const { body, ...rest } = request
  try {
    const bytes = body.kind === 'memory' ? body.bytes : readFileSync(body.path)
    port.postMessage({ type: 'checked', id, conformance: check({ ...rest, bytes }) } satisfies WorkerMessage)
  } catch (fault) {
    port.postMessage({
      type: 'failed',
      id,
      problem: fault instanceof Error ? fault.message : String(fault),
    } satisfies WorkerMessage)
  }
})
port.postMessage({ type: 'ready' } satisfies WorkerMessage)
