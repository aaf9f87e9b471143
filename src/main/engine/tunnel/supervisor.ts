import type { TunnelStatus } from '#shared/model/status.ts'
import { pause } from '../lib/auto-reset-event.ts'
import type { Clock, Log } from '../ports.ts'
import { errorText, openWithin, type TunnelSetup } from './open-tunnel.ts'
import { createTunnelProbe } from './probe.ts'
import type { OpenTunnel, TunnelDriver } from './tunnel-driver.ts'

export interface TunnelChoice {
  /** Id of a driver, or "none". */
  readonly driver: string
  readonly host: string
  readonly subdomain: string | null
}

/** All in milliseconds. */
export interface TunnelDelays {
  readonly firstRetry: number
  readonly lastRetry: number
  /** Longest wait for a tunnel to open. */
  readonly openLimit: number
  /** Longest wait for a tunnel to close. */
  readonly closeLimit: number
  readonly probeEvery: number
  /** Wait before the second probe, after one that failed. */
  readonly probeAgain: number
  readonly probeLimit: number
  /** A tunnel that was online for this long starts over with the shortest wait. */
  readonly steady: number
}

export const standardDelays: TunnelDelays = {
  firstRetry: 250,
  lastRetry: 30_000,
  openLimit: 20_000,
  closeLimit: 2_000,
  probeEvery: 30_000,
  probeAgain: 2_000,
  probeLimit: 10_000,
  steady: 10_000,
}

export interface TunnelSupervisorOptions {
  readonly drivers: ReadonlyMap<string, TunnelDriver>
  readonly clock: Clock
  readonly log: Log
  readonly onChange: (status: TunnelStatus) => void
  readonly delays?: Partial<TunnelDelays>
  /** 0 to 1, for jitter and probe paths. */
  readonly random?: () => number
}

/** Keeps one tunnel open for as long as it is wanted. Nothing in here throws or rejects. */
export interface TunnelSupervisor {
  /** Opens, changes or (driver "none") closes the tunnel; the same choice again changes nothing. */
  configure(choice: TunnelChoice, port: number): void
  status(): TunnelStatus
  /** Tries at once instead of waiting; while online, probes at once. */
  retryNow(): void
  /** Final. Resolves when the tunnel is closed. */
  close(): Promise<void>
}

type Step = Pick<TunnelStatus, 'state'> & Partial<Omit<TunnelStatus, 'state' | 'driver'>>

export function createTunnelSupervisor(options: TunnelSupervisorOptions): TunnelSupervisor {
  const { clock, log } = options
  const delays = { ...standardDelays, ...options.delays }
  const random = options.random ?? Math.random
  let status = statusOf('none', { state: 'off' })
  let chosen = ''
  let closed = false
  let stop = new AbortController()
  let wake: () => void = () => undefined
  let running: Promise<void> = Promise.resolve()

  function statusOf(driver: string, step: Step): TunnelStatus {
    return { driver, url: null, since: clock.now(), attempt: 0, nextTryAt: null, problem: null, ...step }
  }

  function show(driver: string, step: Step): void {
    status = statusOf(driver, step)
    log.info(`tunnel ${step.state}`, { driver, url: status.url, problem: status.problem })
    try {
      options.onChange(status)
    } catch (error) {
      log.error('a listener of the tunnel state failed', { error: errorText(error) })
    }
  }

  /** Opens the tunnel again and again until `signal` aborts. */
  async function keepOpen(setup: TunnelSetup, signal: AbortSignal): Promise<void> {
    const driver = setup.driver.id
    const backOff = createBackOff(delays.firstRetry, delays.lastRetry, random)
    let attempt = 1
    let previousUrl: string | null = null
    while (!signal.aborted) {
      const request = { ...setup.request, previousUrl }
      const { url, steady, problem } = await openAndHold({ ...setup, request }, signal)
      if (signal.aborted) return
      const wasOnline = url !== null
      previousUrl = url ?? previousUrl
      // What was online is not being opened for the first time.
      if (wasOnline) attempt = 1
      if (steady) backOff.reset()
      const step: Step = wasOnline ? { state: 'lost', problem } : { state: 'retrying', attempt, problem }
      await waitForNextTry(driver, step, backOff, signal)
      if (signal.aborted) return
      attempt += 1
      show(driver, { state: 'connecting', attempt })
    }
  }

  async function waitForNextTry(driver: string, step: Step, backOff: BackOff, signal: AbortSignal): Promise<void> {
    const since = clock.now()
    const wait = backOff.next()
    show(driver, { ...step, since, nextTryAt: since + wait })
    const whole = await rest(wait, signal)
    if (!whole) backOff.reset()
  }

  /** One try; where a tunnel opens, it is shown until it is lost, then closed. */
  async function openAndHold(setup: TunnelSetup, signal: AbortSignal) {
    const opened = await openWithin(delays.openLimit, setup, signal, log)
    if (!opened.ok) return { url: null, steady: false, problem: opened.problem }
    const since = clock.elapsed()
    if (!signal.aborted) show(setup.driver.id, { state: 'online', url: opened.tunnel.url })
    const problem = await untilLost(opened.tunnel, setup.request.port, signal)
    await closeQuietly(opened.tunnel)
    return { url: opened.tunnel.url, steady: clock.elapsed() - since >= delays.steady, problem }
  }

  /** Resolves with the reason once the tunnel has ended, failed two probes, or `signal` aborts. */
  async function untilLost(tunnel: OpenTunnel, port: number, signal: AbortSignal): Promise<string> {
    const life = new AbortController()
    tunnel.ended.then(
      (reason) => life.abort(reason),
      (error: unknown) => life.abort(errorText(error)),
    )
    const either = AbortSignal.any([signal, life.signal])
    const probe = createTunnelProbe(tunnel.url, port, delays.probeLimit)
    let failures = 0
    let problem: string | null = null
    while (!either.aborted && failures < 2) {
      await rest(failures === 0 ? delays.probeEvery : delays.probeAgain, either)
      if (either.aborted) break
      const path = `/${Math.floor(random() * 1e12).toString(36)}`
      problem = await probe(path, either)
      failures = problem === null ? 0 : failures + 1
    }
    return life.signal.aborted ? String(life.signal.reason) : (problem ?? '')
  }

  /** Waits; false when woken or stopped before the time was up. */
  function rest(ms: number, signal: AbortSignal): Promise<boolean> {
    const alarm = new AbortController()
    wake = () => alarm.abort()
    return pause(ms, AbortSignal.any([signal, alarm.signal]))
  }

  async function closeQuietly(tunnel: OpenTunnel): Promise<void> {
    const limit = Promise.withResolvers<void>()
    const timer = setTimeout(limit.resolve, delays.closeLimit)
    const close = async () => tunnel.close()
    const closing = close().catch((error: unknown) => {
      log.warn('the tunnel did not close cleanly', { error: errorText(error) })
    })
    await Promise.race([closing, limit.promise])
    clearTimeout(timer)
  }

  return {
    configure(choice, port) {
      const key = JSON.stringify([choice.driver, choice.host, choice.subdomain, port])
      if (closed || key === chosen) return
      chosen = key
      stop.abort()
      stop = new AbortController()
      const { signal } = stop
      const driver = options.drivers.get(choice.driver)
      if (driver === undefined) {
        const known = ['none', ...options.drivers.keys()].join(', ')
        const problem =
          choice.driver === 'none' ? null : `There is no tunnel "${choice.driver}". Choose one of: ${known}.`
        show(choice.driver, { state: 'off', problem })
        return
      }
      const setup: TunnelSetup = { driver, request: { port, host: choice.host, subdomain: choice.subdomain } }
      show(driver.id, { state: 'connecting', attempt: 1 })
      // The old tunnel closes first: its name is free for the new one only then.
      running = running
        .then(() => keepOpen(setup, signal))
        .catch((error: unknown) =>
          show(driver.id, { state: 'off', problem: `The tunnel failed: ${errorText(error)}.` }),
        )
    },
    status: () => status,
    retryNow: () => wake(),
    async close() {
      closed = true
      stop.abort()
      await running
      if (status.state !== 'off') show(status.driver, { state: 'off' })
    },
  }
}

export interface BackOff {
  /** The next wait in milliseconds. */
  next(): number
  /** Starts over with the first. */
  reset(): void
}

/** Waits that double from `first` to `last` milliseconds, each shortened by up to a quarter so that clients spread out. */
export function createBackOff(first: number, last: number, random: () => number): BackOff {
  let wait = first
  return {
    next() {
      const current = wait
      wait = Math.min(wait * 2, last)
      return Math.round(current * (1 - random() / 4))
    },
    reset() {
      wait = first
    },
  }
}
