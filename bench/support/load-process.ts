// Sends deliveries from a process of its own: one message says what, one message back says how it went.
import { seeded } from '../../test/support/seeded.ts'
import { openWire, postBytes, type Wire } from '../../test/support/wire-client.ts'
import { percentile } from './bench.ts'
import { replicerCall, replicerSource, signReplicer, sources } from './corpus.ts'
import type { LoadJob, LoadResult } from './load.ts'

interface Slot {
  wire: Wire | null
  /** When the request that is under way was sent; 0: none is. */
  begun: number
  mark: number
}

process.once('message', (job: LoadJob) => {
  void sendAll(job).then((result) => process.send?.({ type: 'done', result }, () => process.disconnect()))
})
process.once('disconnect', () => process.exit(0))

/** Requests are made while sending, because signatures hold the time; at a fixed rate before, because making costs time. */
function requestMaker(job: LoadJob): () => Buffer {
  const random = seeded(job.seed)
  let count = 0
  const chosen = sources.filter(({ provider }) => job.urls[provider])
  const size = () => random.pick(job.sizes)
  if (job.marked) {
    const url = new URL(job.urls.replicer ?? '')
    return () => {
      const { headers, body } = signReplicer(replicerCall(random, size(), `Mark${++count}X`))
      return postBytes(url, headers, body)
    }
  }
  const from = chosen.length === 1 ? [replicerSource(size)] : chosen
  const urls = new Map(chosen.map(({ provider }) => [provider, new URL(job.urls[provider] ?? '')]))
  const make = () => {
    const source = random.pick(from)
    const url = urls.get(source.provider)!
    const { headers, body } = source.next(random, url, random.chance(job.wrongShare))
    return postBytes(url, headers, body)
  }
  if (job.rate === null || chosen.length > 1) return make
  const ready = Array.from({ length: Math.min(job.total ?? 5000, 5000) }, make)
  return () => ready[count++ % ready.length]!
}

function sendAll(job: LoadJob): Promise<LoadResult> {
  const { promise, resolve, reject } = Promise.withResolvers<LoadResult>()
  const next = requestMaker(job)
  const random = seeded(job.seed + 1)
  const port = Number(new URL(Object.values(job.urls)[0] ?? '').port)
  const tally = { answered: 0, refused: 0, lost: 0, aborted: 0, bytes: 0 }
  const latencies: number[] = []
  const marks: [number, number][] = []
  const slots: Slot[] = Array.from({ length: job.connections }, () => ({ wire: null, begun: 0, mark: 0 }))
  const idle: Slot[] = []
  const started = performance.now()
  let sent = 0
  let finished = false
  let ticking: NodeJS.Timeout | undefined

  const elapsed = () => (performance.now() - started) / 1000
  const enough = () => (job.total !== null && sent >= job.total) || (job.seconds !== null && elapsed() >= job.seconds)

  function connect(slot: Slot): void {
    let opened = false
    slot.wire = openWire(port, {
      open() {
        opened = true
        free(slot)
      },
      answer({ status }) {
        const now = performance.now()
        if (status < 300) tally.answered++
        else tally.refused++
        if (latencies.length < 500_000) latencies.push(now - slot.begun)
        if (job.marked) marks.push([slot.mark, performance.timeOrigin + now])
        slot.begun = 0
        free(slot)
      },
      close() {
        if (finished) return
        if (!opened) return reject(new Error(`no connection to port ${port}`))
        if (slot.begun !== 0) tally.lost++
        slot.begun = 0
        connect(slot)
      },
    })
  }

  function free(slot: Slot): void {
    if (job.rate === null && !enough()) {
      send(slot)
      return
    }
    idle.push(slot)
    if (enough()) finish()
  }

  function send(slot: Slot): void {
    const request = next()
    sent++
    if (random.chance(job.abortedShare)) {
      tally.aborted++
      slot.wire?.socket.end(request.subarray(0, request.length - 20), () => slot.wire?.destroy())
      return
    }
    tally.bytes += request.length
    slot.begun = performance.now()
    slot.mark = sent
    slot.wire?.write(request)
  }

  function finish(): void {
    if (finished || idle.length < slots.length) return
    finished = true
    clearInterval(ticking)
    const seconds = elapsed()
    for (const slot of slots) slot.wire?.destroy()
    const [p50Ms, p99Ms] = [percentile(latencies, 0.5), percentile(latencies, 0.99)]
    resolve({ ...tally, seconds, perSecond: tally.answered / seconds, p50Ms, p99Ms, marks })
  }

  function keepRate(rate: number): void {
    while (idle.length > 0 && sent < elapsed() * rate && !enough()) {
      const slot = idle.pop()
      if (slot) send(slot)
    }
    if (enough()) finish()
  }

  for (const slot of slots) connect(slot)
  const { rate } = job
  if (rate !== null) ticking = setInterval(() => keepRate(rate), 2)
  return promise
}
