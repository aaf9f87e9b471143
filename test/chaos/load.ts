import { setTimeout as sleep } from 'node:timers/promises'
import type { Seeded } from '../support/seeded.ts'
import { openWire, type Wire } from '../support/wire-client.ts'
import { nextRequest } from './requests.ts'

/** What became of a request: the host must agree with it whenever it was killed. */
export interface Sent {
  readonly size: number
  readonly digest: string
  /** Status of the answer; null: none came. */
  status: number | null
  /** Deleted through the API since. */
  removed: boolean
}

export type Ledger = Map<string, Sent>

const piece = 64 * 1024

/** Sends on some connections, each as fast as answers come and now and then several requests at once, until stopped. */
export async function sendUntil(
  stop: AbortSignal,
  { endpoint, random, ledger, connections }: { endpoint: URL; random: Seeded; ledger: Ledger; connections: number },
): Promise<void> {
  await Promise.all(
    Array.from({ length: connections }, async () => {
      while (!stop.aborted) await useConnection(stop, endpoint, random, ledger)
    }),
  )
}

async function useConnection(stop: AbortSignal, endpoint: URL, random: Seeded, ledger: Ledger): Promise<void> {
  const waiting: Sent[] = []
  let settled = Promise.withResolvers<void>()
  const opened = Promise.withResolvers<void>()
  let ended = false
  const wire = openWire(Number(endpoint.port), {
    open: opened.resolve,
    answer({ status }) {
      const sent = waiting.shift()
      if (sent) sent.status = status
      if (waiting.length === 0) settled.resolve()
    },
    close() {
      ended = true
      opened.resolve()
      settled.resolve()
    },
  })
  const abandon = () => wire.destroy()
  stop.addEventListener('abort', abandon)
  try {
    await opened.promise
    if (ended) await sleep(5) // the host is gone
    while (!ended && !stop.aborted) {
      settled = Promise.withResolvers()
      const burst = random.chance(0.1) ? 2 + random.integer(3) : 1
      const requests = Array.from({ length: burst }, () =>
        nextRequest(random, endpoint, `n${ledger.size}-${random.hex(8)}`),
      )
      for (const { id, size, digest } of requests) {
        const sent: Sent = { size, digest, status: null, removed: false }
        ledger.set(id, sent)
        waiting.push(sent)
      }
      await writeAll(wire, Buffer.concat(requests.map(({ bytes }) => bytes)), settled.promise)
      await settled.promise
    }
  } finally {
    stop.removeEventListener('abort', abandon)
    wire.destroy()
  }
}

/** In pieces, so that the kill finds bodies half on their way. */
async function writeAll(wire: Wire, bytes: Buffer, over: Promise<void>): Promise<void> {
  for (let at = 0; at < bytes.length && !wire.socket.destroyed; at += piece) {
    if (wire.socket.write(bytes.subarray(at, at + piece))) continue
    const drained = new Promise<void>((done) => wire.socket.once('drain', () => done()))
    await Promise.race([drained, over])
  }
}
