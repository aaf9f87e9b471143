import { parentPort, workerData } from 'node:worker_threads'
import { replicerRequest, sampleBody } from '../support/provider-requests.ts'
import { openWire, postBytes, type Wire } from '../support/wire-client.ts'

/** What the thread is started with. */
export interface ValidSending {
  readonly url: string
  readonly secret: string
  readonly everyMs: number
  /** The longest wait since somebody set it to 0. */
  readonly longest: Float64Array
}

/** What became of the valid deliveries. */
export interface ValidResult {
  /** Milliseconds from sending to answer. */
  readonly waits: Float64Array
  readonly answered: number
  /** Another answer than 200, or none. */
  readonly failures: readonly string[]
}

/**
 * Signed deliveries at a steady pace, however long the answers take, in a thread of its own: what holds up the attack
 * holds up none of these. Most use a connection that is open; a tenth opens one.
 */
function send({ url, secret, everyMs, longest }: ValidSending): void {
  const endpoint = new URL(url)
  const sample = JSON.parse(sampleBody('replicer', 'call.ended').toString()) as Record<string, unknown>
  const waits: number[] = []
  const failures: string[] = []
  const free: Wire[] = []
  const busy = new Map<Wire, number>()
  let count = 0

  function open(): Wire {
    const wire: Wire = openWire(Number(endpoint.port), {
      answer({ status }) {
        const wait = performance.now() - (busy.get(wire) ?? 0)
        waits.push(wait)
        longest[0] = Math.max(longest[0]!, wait)
        busy.delete(wire)
        if (status !== 200) failures.push(`${status}`)
        else free.push(wire)
      },
      close() {
        if (busy.delete(wire)) failures.push('the connection was closed without an answer')
        const at = free.indexOf(wire)
        if (at !== -1) free.splice(at, 1)
      },
    })
    return wire
  }
  function sendOne(): void {
    count += 1
    const body = Buffer.from(JSON.stringify({ ...sample, id: `valid-${count}` }))
    const { headers } = replicerRequest(body, secret)
    const fresh = count % 10 === 0
    const wire = (fresh ? undefined : free.pop()) ?? open()
    if (fresh && free.length > 4) free.shift()?.destroy()
    busy.set(wire, performance.now())
    wire.write(postBytes(endpoint, headers, body))
  }

  const timer = setInterval(sendOne, everyMs)
  async function finish(): Promise<void> {
    clearInterval(timer)
    const end = performance.now() + 20_000
    while (busy.size > 0 && performance.now() < end) await new Promise((done) => setTimeout(done, 10))
    for (const _ of busy) failures.push('no answer within 20 s')
    for (const wire of free) wire.destroy()
    const result: ValidResult = { waits: Float64Array.from(waits), answered: waits.length, failures }
    parentPort?.postMessage(result)
    parentPort?.close()
  }
  parentPort?.once('message', () => void finish())
}

send(workerData as ValidSending)
