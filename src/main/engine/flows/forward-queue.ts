import { connect } from 'node:net'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Endpoint } from '#shared/model/endpoint.ts'
import type { Forward, ForwardError } from '#shared/model/forward.ts'
import { withoutCredentials } from '#shared/sentences/plain-text.ts'
import type { CaptureFunctions } from '../capture/contract.ts'
import { askTarget, nothing, type TargetOutcome } from '../capture/forward/ask-target.ts'
import { forwardedHeaders } from '../capture/forward/request-headers.ts'
import { type CaptureForward, chooseTargets, refusalOf } from '../capture/forward/targets.ts'
import { type AutoResetEvent, createAutoResetEvent } from '../lib/auto-reset-event.ts'
import { lookupLoopback } from '../lib/loopback-lookup.ts'
import type { Remote } from '../lib/peer.ts'
import type { AddFacts } from '../log/codec.ts'
import type { EnginePorts } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import { isLocalTarget, splitTarget, targetFor } from '../replay/target.ts'
import type { EndpointService } from '../state/endpoint-service.ts'

/** Sends deliveries that wait for their target, in the order of their arrival, one at a time for each endpoint. */
export interface ForwardQueue {
  /** Something may wait, or may be sent now. */
  wake(): void
  /** Takes what waits out of an endpoint's queue; resolves with how many there were. */
  discard(endpointId: string): Promise<number>
  close(): Promise<void>
}

interface ForwardQueueParts {
  readonly ports: EnginePorts
  readonly views: Pick<Views, 'read' | 'settled'>
  readonly endpoints: Pick<EndpointService, 'list'>
  readonly capture: Pick<Remote<CaptureFunctions>, 'releaseQueue'>
  readonly addFacts: AddFacts
  readonly idOf: (seq: number) => string
  readonly approved: () => readonly string[]
  readonly baseUrls: () => readonly string[]
}

/** After a target gave no answer, milliseconds; doubled from try to try. */
const again = { firstMs: 250, mostMs: 3_000, mostFarMs: 30_000 }
/** A target that takes no connection for so long is not there, milliseconds. */
const connectMs = 3_000
const pageSize = 50
/** What stands in front of an app says so while the app is not there. */
const notThere: readonly (number | null)[] = [null, 502, 503, 504]
const stopped: ForwardError = { code: 'stopped', message: 'Switchhook was stopped before the target had answered.' }
/** A delivery that makes the app fail each time must not hold up the others for ever. */
const maxTries = 200
const gaveUp: ForwardError = {
  code: 'gave-up',
  message: `The target took it ${maxTries} times and could not handle it, so it was taken out of the queue. Replay it when your app can.`,
}
const discarded: ForwardError = { code: 'discarded', message: 'You took it out of the queue; it was not sent.' }

export function createForwardQueue(parts: ForwardQueueParts): ForwardQueue {
  const { views, endpoints, addFacts, ports } = parts
  const { clock, log } = ports
  const end = new AbortController()
  const ended = new Promise<void>((resolve) => end.signal.addEventListener('abort', () => resolve(), { once: true }))
  const workers = new Map<string, { readonly wake: AutoResetEvent; readonly done: Promise<void> }>()
  /** Being sent. */
  const taken = new Set<number>()
  /** Taken out of the queue by the user. */
  const dropped = new Set<number>()
  /** Endpoints whose target took the last try, and did not do with it. */
  const reached = new Set<string>()
  const memory = { limit: 16 * 1024 * 1024, used: 0 }

  const forwarding = (endpointId: string): Endpoint | undefined =>
    endpoints.list().find(({ id, mode, target }) => id === endpointId && mode === 'forward' && target !== null)

  /** Until nothing waits any more, or nothing may be sent. */
  async function work(endpointId: string, wake: AutoResetEvent): Promise<void> {
    let failures = 0
    for (;;) {
      await Promise.race([views.settled(), ended])
      const endpoint = forwarding(endpointId)
      if (end.signal.aborted || endpoint === undefined) return
      const round = await sendRound(endpoint)
      if (round === 'done') return
      failures = round === 'sent' ? 0 : round === 'some' ? 1 : failures + 1
      if (failures > 0 && !(await wake.wait(pauseAfter(failures, endpoint, reached.has(endpointId))))) return
    }
  }

  /** Sends what waits now. `done`: nothing does, and the next deliveries go to the target at once. */
  async function sendRound(endpoint: Endpoint): Promise<'done' | 'sent' | 'some' | 'none'> {
    // Read before the queue: what is queued later than this is not seen as sent.
    const through = await views.read.through()
    const waiting = await views.read.waitingForwards(endpoint.id, pageSize)
    if (waiting.length === 0) return (await isReleased(endpoint, through)) ? 'done' : 'some'
    const sent = await sendAll(endpoint.id, waiting)
    return sent === waiting.length ? 'sent' : sent > 0 ? 'some' : 'none'
  }

  const isReleased = async ({ id, forward }: Endpoint, through: number): Promise<boolean> =>
    !forward.storeAndForward || (await parts.capture.releaseQueue(id, through))

  /** In order, up to the first that has to wait on. Resolves with how many are done with. */
  async function sendAll(endpointId: string, waiting: readonly number[]): Promise<number> {
    for (const [at, seq] of waiting.entries()) {
      // Set up otherwise meanwhile, perhaps.
      const endpoint = forwarding(endpointId)
      if (end.signal.aborted || endpoint === undefined || !(await sendOne(seq, endpoint))) return at
    }
    return waiting.length
  }

  /** True where it is done with: sent, or gone. */
  async function sendOne(seq: number, endpoint: Endpoint): Promise<boolean> {
    if (taken.has(seq) || dropped.has(seq)) return true
    taken.add(seq)
    try {
      return await trySending(seq, endpoint)
    } catch (error) {
      if (error instanceof AppError && (error.code === 'not-found' || error.code === 'closed')) return true
      log.warn('a delivery that waits for its target could not be sent', { delivery: seq, error: String(error) })
      return false
    } finally {
      taken.delete(seq)
    }
  }

  async function trySending(seq: number, endpoint: Endpoint): Promise<boolean> {
    const id = parts.idOf(seq)
    const delivery = await views.read.detail(id)
    const forward: CaptureForward = { ...endpoint.forward, target: endpoint.target ?? '' }
    const url = chooseTargets(forward, delivery.eventType).answers
    if (refusalOf(url, parts.approved(), parts.baseUrls()) !== null) return false
    const target = targetFor(url, delivery.request.target)
    if (!(await takesConnections(target, end.signal))) {
      reached.delete(endpoint.id)
      return false
    }
    const body = await views.read.wholeBody(id)
    if (dropped.has(seq)) return true
    const sentAt = clock.now()
    const { headers, changes } = forwardedHeaders(delivery.request, target, forward.forwardedHeaders)
    const shown = withoutCredentials(target)
    await addFacts([{ kind: 'forwarding', about: seq, target: shown, at: sentAt }])
    const { method } = delivery.request
    const { timeoutMs } = forward
    const signal = end.signal
    const outcome = await askTarget({ method, url: target, headers, body, timeoutMs, clock, memory, signal })
    const isTaken = !notThere.includes(outcome.status)
    const tries = delivery.forwards.filter(({ role }) => role === 'queued').length + 1
    const isLast = !isTaken && tries >= maxTries
    const isDone = isTaken || isLast || dropped.has(seq)
    if (isDone) reached.delete(endpoint.id)
    else reached.add(endpoint.id)
    const told: Told = {
      target: shown,
      sentAt,
      changes,
      given: isDone ? 'nothing' : 'queued',
      mayRepeat: mayHaveArrived(delivery),
    }
    // Of a try that is repeated only the status matters: a thousand bodies would be read again for each further one.
    const kept = isTaken ? outcome : { ...outcome, body: new Uint8Array() }
    await addFacts([queuedFact(seq, told, isLast ? { ...kept, error: gaveUp } : kept)])
    return isDone
  }

  return {
    wake() {
      if (end.signal.aborted) return
      for (const { id, mode } of endpoints.list()) {
        const running = workers.get(id)
        if (running !== undefined) running.wake.set()
        else if (mode === 'forward') {
          const wake = createAutoResetEvent(end.signal)
          const done = work(id, wake)
            .catch((error: unknown) => {
              if (!end.signal.aborted)
                log.warn('the queue of an endpoint stopped', { endpoint: id, error: String(error) })
            })
            .finally(() => workers.delete(id))
          workers.set(id, { wake, done })
        }
      }
    },
    async discard(endpointId) {
      let count = 0
      for (;;) {
        await views.settled()
        const waiting = (await views.read.waitingForwards(endpointId, pageSize)).filter((seq) => !dropped.has(seq))
        if (waiting.length === 0) return count
        for (const seq of waiting) dropped.add(seq)
        // The one on its way ends by itself, and is not tried again.
        const free = waiting.filter((seq) => !taken.has(seq))
        const sentAt = clock.now()
        const told: Told = { target: '', sentAt, changes: [], given: 'nothing', mayRepeat: false }
        try {
          await addFacts(free.map((seq) => queuedFact(seq, told, nothing(discarded))))
        } catch (error) {
          for (const seq of waiting) dropped.delete(seq)
          throw error
        }
        count += waiting.length
      }
    },
    async close() {
      end.abort(stopped)
      await Promise.all([...workers.values()].map(({ done }) => done))
    },
  }
}

type Told = Pick<Forward, 'target' | 'sentAt' | 'changes' | 'given' | 'mayRepeat'>

function queuedFact(about: number, told: Told, { body, ...outcome }: TargetOutcome) {
  return { kind: 'forwarded', about, forward: { ...told, ...outcome, role: 'queued' }, body } as const
}

function pauseAfter(failures: number, { target }: Endpoint, hasReached: boolean): number {
  const most = isLocalTarget(target ?? '') && !hasReached ? again.mostMs : again.mostFarMs
  return Math.min(most, again.firstMs * 2 ** (failures - 1))
}

/**
 * Did an earlier try get as far as a connection, and bring no answer, or that of a gateway which had waited long enough? Then
 * the app may know this delivery already.
 */
function mayHaveArrived({ forwards }: DeliveryDetail): boolean {
  return forwards.some(({ role, status, error, timing }) => {
    if (role === 'copy' || !notThere.includes(status)) return false
    return status !== null || error?.code === 'unknown' || timing.connectMs !== null
  })
}

/** Asks for a connection and no more, so that a target that is not there costs no entry of the log. */
function takesConnections(url: string, signal: AbortSignal): Promise<boolean> {
  const { server } = splitTarget(url)
  const port = Number(server.port || (server.protocol === 'https:' ? 443 : 80))
  return new Promise((resolve) => {
    const socket = connect({ host: server.hostname.replace(/^\[(.*)\]$/, '$1'), port, lookup: lookupLoopback })
    const timer = setTimeout(() => settle(false), connectMs)
    const onAbort = () => settle(false)
    const settle = (there: boolean) => {
      clearTimeout(timer)
      signal.removeEventListener('abort', onAbort)
      socket.destroy()
      resolve(there)
    }
    signal.addEventListener('abort', onAbort, { once: true })
    socket.once('connect', () => settle(true)).on('error', () => settle(false))
  })
}
