import { logPaths } from '../../src/main/engine/log/log-paths.ts'
import { openLogWriter } from '../../src/main/engine/log/log-writer.ts'
import { delivery } from './fake-log.ts'
import { sampleBody } from './provider-requests.ts'

/** One delivery of Replicer as it came and was answered. */
export interface StoredAttempt {
  readonly event: string
  readonly who: string
  /** Unix milliseconds. */
  readonly at: number
  readonly status: number
  /** Time to the answer. */
  readonly ms: number
}

/**
 * Puts deliveries into the log of a host that is not running, with answers and times that no receiver gives by itself.
 * They are signed by nobody; their verdict is written down.
 */
export async function storeAttempts(
  dataDir: string,
  endpointId: string,
  attempts: readonly StoredAttempt[],
  deadlineMs = 10_000,
) {
  const fail = (error: unknown) => {
    throw error
  }
  const options = { onCommit: () => undefined, onError: fail, onDamage: fail, load: () => 1 }
  const writer = openLogWriter({ paths: logPaths(dataDir), ...options })
  const text = sampleBody('replicer', 'call.ended').toString()
  const seqs: number[] = []
  for (const attempt of attempts) {
    const body = Buffer.from(text.replace(/"id": "[^"]*"/, `"id": "${attempt.event}"`))
    const { head } = delivery({ ...partsOf(attempt, endpointId, body.length, deadlineMs), body })
    const { id: _, ...stored } = head
    const seq = await new Promise<number>((resolve, reject) =>
      writer.addDelivery({
        head: stored,
        body,
        done: (error, seq) => (error === null ? resolve(seq) : reject(error as Error)),
      }),
    )
    writer.addAnswer({ about: seq, afterMs: attempt.ms, storedAfterMs: 2 })
    seqs.push(seq)
  }
  writer.flush()
  const ids = seqs.map((seq) => writer.id(seq))
  writer.close()
  return ids
}

function partsOf({ event, who, at, status }: StoredAttempt, endpointId: string, bodySize: number, deadlineMs: number) {
  const stamp = String(Math.floor(at / 1000))
  return {
    facts: {
      ...{ provider: 'replicer', providerBy: 'endpoint', eventType: 'call.ended', eventId: event, callId: null },
      summary: {
        ...{ direction: 'outbound', who, text: 'completed, 4 min' },
        ...{ headline: `Sales Agent called ${who}`, detail: 'Outbound, completed after 4 min 0 s', quote: null },
      },
    },
    request: {
      headers: [
        ['Content-Type', 'application/json'],
        ['X-Replicer-Delivery-Id', event],
        ['X-Replicer-Timestamp', stamp],
      ],
      ...{ firstByteAt: at, lastByteAt: at + 1, bodySize },
    },
    conformance: { schema: { provider: 'replicer', event: 'call.ended', documented: 'fields' }, documentedFields: 23 },
    top: {
      ...{ endpointId, receivedAt: at, deadlineMs, attemptsDocumented: 6 },
      reply: { status, headers: [], body: '', by: 'rule' },
    },
  } as const satisfies Parameters<typeof delivery>[0]
}
