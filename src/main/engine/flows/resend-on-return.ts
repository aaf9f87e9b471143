import { setTimeout as wait } from 'node:timers/promises'
import { AppError } from '#shared/api/errors.ts'
import type { ResendOutcome, ResendWatch } from '#shared/model/resend.ts'
import { formatTerm } from '#shared/query/edit-query.ts'
import { createSignal, type Signal } from '../lib/signal.ts'
import type { EnginePorts } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import { canConnect, type Probe, portOf } from '../replay/probe-target.ts'
import { isLocalTarget } from '../replay/target.ts'
import type { EndpointService } from '../state/endpoint-service.ts'
import type { SettingsService } from '../state/settings-service.ts'
import type { ReplayFlow } from './replay.ts'

export interface ResendOrder {
  readonly endpointId: string
  /** Left out: the newest of the endpoint. */
  readonly deliveries?: readonly string[] | undefined
  readonly sign: ResendWatch['sign']
}

/** Sends deliveries again as soon as their target can be reached again. */
export interface ResendFlow {
  /** Throws AppError `not-found` where the endpoint is gone. */
  start(order: ResendOrder): { readonly result: 'on' | 'no-target' | 'not-approved' }
  stop(endpointId: string): void
  /** All that are on. */
  list(): ResendWatch[]
  readonly changed: Signal<void>
  /** Ends them all; resolves when nothing is tried any more. */
  close(): Promise<void>
}

interface ResendParts {
  readonly ports: EnginePorts
  readonly views: Views
  readonly endpoints: EndpointService
  readonly settings: SettingsService
  readonly replays: Pick<ReplayFlow, 'send'>
  /** For tests. */
  readonly probe?: Probe
  readonly delay?: (ms: number, signal: AbortSignal) => Promise<void>
}

/** A restart often takes less than half a second. */
const localMs = 250
const remoteMs = 2000

interface Running {
  state: ResendWatch
  readonly stop: AbortController
  readonly ended: Promise<void>
}

const pause = (ms: number, signal: AbortSignal): Promise<void> => wait(ms, undefined, { signal, ref: false })

export function createResendOnReturn(parts: ResendParts): ResendFlow {
  const { ports, views, endpoints, settings, replays, probe = canConnect, delay = pause } = parts
  const running = new Map<string, Running>()
  const changed = createSignal<void>((error) => ports.log.error('a listener failed', { error: String(error) }))

  function update(one: Running, change: Partial<ResendWatch>): void {
    const isNews = Object.entries(change).some(([name, value]) => one.state[name as keyof ResendWatch] !== value)
    one.state = { ...one.state, ...change }
    if (isNews) changed.emit()
  }

  /** Null where nothing may be sent; the reason is told. */
  function targetOf(endpointId: string): { readonly url: URL; readonly isLocal: boolean } | string {
    const { target } = endpoints.get(endpointId)
    if (target === null) return 'The endpoint has no target any more.'
    const url = new URL(target)
    const isLocal = isLocalTarget(target)
    if (isLocal || settings.get().approvedTargets.includes(url.origin)) return { url, isLocal }
    return `Sending to ${url.origin} was not agreed to.`
  }

  async function follow(one: Running, signal: AbortSignal): Promise<void> {
    const { endpointId } = one.state
    while (!signal.aborted) {
      const target = targetOf(endpointId)
      if (typeof target === 'string') {
        update(one, { problem: target, reachable: null })
        await delay(remoteMs, signal)
        continue
      }
      const { url, isLocal } = target
      const before = addressOf(url) === one.state.address ? one.state.reachable : null
      const reachable = await probe(url, signal)
      if (signal.aborted) return
      update(one, { problem: null, address: addressOf(url), reachable })
      if (reachable && before === false) await resendAll(one, signal)
      await delay(isLocal ? localMs : remoteMs, signal)
    }
  }

  /** What cannot be read or sent now does not end the watch. */
  async function resendAll(one: Running, signal: AbortSignal): Promise<void> {
    try {
      await resend(one, signal)
    } catch (error) {
      if (signal.aborted || !(error instanceof AppError)) throw error
      update(one, { problem: error.message, sending: false })
    }
  }

  async function resend(one: Running, signal: AbortSignal): Promise<void> {
    update(one, { sending: true, returns: one.state.returns + 1 })
    const outcomes: ResendOutcome[] = []
    const at = ports.clock.now()
    for (const id of one.state.deliveries ?? (await newest(one.state.endpointId))) {
      if (signal.aborted) break
      outcomes.push(await sendOne(id, one.state.sign))
      update(one, { last: { at, outcomes: [...outcomes] } })
    }
    update(one, { sending: false })
  }

  async function newest(endpointId: string): Promise<string[]> {
    const query = formatTerm({ field: 'endpoint', value: endpointId })
    const rows = await views.read.page({ query, limit: 5 }, ports.clock.now())
    return rows
      .filter(({ aborted }) => !aborted)
      .slice(0, 1)
      .map(({ id }) => id)
  }

  async function sendOne(deliveryId: string, sign: ResendWatch['sign']): Promise<ResendOutcome> {
    const failed = (problem: string): ResendOutcome => ({
      deliveryId,
      replayId: null,
      status: null,
      problem,
      before: null,
    })
    try {
      const [last] = await views.read.replays(deliveryId)
      const before = last ? { replayId: last.id, status: last.status } : null
      const sent = await replays.send({ id: deliveryId, approve: false, sign, onReturn: true })
      if (sent.result !== 'sent') return failed('The target was changed meanwhile.')
      const { id, status, error } = sent.replay
      return { deliveryId, replayId: id, status, problem: error?.message ?? null, before }
    } catch (error) {
      if (error instanceof AppError) return failed(error.message)
      throw error
    }
  }

  function stop(endpointId: string): void {
    const one = running.get(endpointId)
    if (!one) return
    running.delete(endpointId)
    one.stop.abort()
    changed.emit()
  }

  return {
    changed,
    stop,
    list: () => [...running.values()].map(({ state }) => state),
    start({ endpointId, deliveries, sign }) {
      const { target } = endpoints.get(endpointId)
      if (target === null) return { result: 'no-target' }
      const allowed = targetOf(endpointId)
      if (typeof allowed === 'string') return { result: 'not-approved' }
      const before = running.get(endpointId)?.state
      stop(endpointId)
      const end = new AbortController()
      const state: ResendWatch = {
        endpointId,
        address: addressOf(allowed.url),
        since: before?.since ?? ports.clock.now(),
        reachable: before?.address === addressOf(allowed.url) ? before.reachable : null,
        deliveries: deliveries ? [...new Set(deliveries)] : null,
        sign,
        returns: before?.returns ?? 0,
        sending: false,
        last: before?.last ?? null,
        problem: null,
      }
      const one: Running = { state, stop: end, ended: Promise.resolve() }
      const ended = follow(one, end.signal).catch((error: unknown) => {
        if (end.signal.aborted) return
        // The endpoint is gone, or the engine is closing.
        if (!(error instanceof AppError)) ports.log.error('a watch for a target failed', { error: String(error) })
        if (running.get(endpointId)?.stop === end) stop(endpointId)
      })
      running.set(endpointId, Object.assign(one, { ended }))
      changed.emit()
      return { result: 'on' }
    },
    async close() {
      const all = [...running.values()]
      for (const { state } of all) stop(state.endpointId)
      await Promise.all(all.map(({ ended }) => ended))
    },
  }
}

const addressOf = (url: URL): string => `${url.hostname}:${portOf(url)}`
