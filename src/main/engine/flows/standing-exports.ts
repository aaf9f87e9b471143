import { z } from 'zod'
import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import { maxStandingExports, type StandingExport, type StandingExportOrder } from '#shared/model/standing-export.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import { exportFormatNamed } from '../export/registry.ts'
import { latestValues } from '../lib/latest-values.ts'
import { createMutex } from '../lib/mutex.ts'
import { createSignal } from '../lib/signal.ts'
import type { EnginePorts } from '../ports.ts'
import { putSetting, type WriteState } from '../state/stored-state.ts'
import { type RunParts, runStandingExport, StoredExport } from './run-standing-export.ts'

/** Writes each delivery that matches into a folder, as it arrives. */
export interface StandingExports {
  /** For deliveries that arrive from now on. Throws AppError `bad-input`, `conflict` where there are too many. */
  add(order: StandingExportOrder): Promise<StandingExport>
  /** Throws AppError `not-found`, as the two that follow. */
  pause(id: string): Promise<void>
  /** Goes on where it stood. */
  resume(id: string): Promise<void>
  remove(id: string): Promise<void>
  watch(stop: StopSignal): AsyncGenerator<{ readonly orders: StandingExport[] }>
  /** What the user should know: plain sentences. */
  warnings(): readonly string[]
  close(): Promise<void>
}

interface StandingParts extends Pick<RunParts, 'views' | 'render' | 'folders' | 'idOf'> {
  /** As it was found at the start. */
  readonly stored: unknown
  readonly write: WriteState
  readonly ports: Pick<EnginePorts, 'newId' | 'log' | 'clock'>
  /** Number of the log's newest entry. */
  readonly through: () => Promise<number>
  /** Something that `warnings` tells of has changed. */
  readonly onChange: () => void
  /** How long to wait after each failure in a row, milliseconds; after the last one it stops. */
  readonly retryMs?: readonly number[]
}

export const standingExportsKey = 'standing-exports'

interface Running {
  order: StoredExport
  stop: AbortController
  work: Promise<void>
}

const retryAfter = [1000, 5000, 30_000, 120_000]

export function createStandingExports(parts: StandingParts): StandingExports {
  const { ports, views, render, folders, idOf, write, retryMs = retryAfter } = parts
  const { clock, log } = ports
  const changed = createSignal<void>((error) => log.error('a listener failed', { error: String(error) }))
  const running = new Map<string, Running>()
  const oneWrite = createMutex()
  let closing = false

  const store = (): Promise<void> =>
    oneWrite(() =>
      write([
        putSetting(
          standingExportsKey,
          [...running.values()].map(({ order }) => order),
        ),
      ]),
    )

  function update(id: string, changes: Partial<StoredExport>): void {
    const one = running.get(id)
    if (!one) return
    one.order = { ...one.order, ...changes }
    changed.emit()
    if ('state' in changes) parts.onChange()
  }

  function find(id: string): Running {
    const one = running.get(id)
    if (!one) throw new AppError('not-found', 'This standing export does not exist any more.')
    return one
  }

  function begin(one: Running): void {
    if (closing || one.order.state === 'paused' || one.order.state === 'stopped') return
    one.stop = new AbortController()
    const { id } = one.order
    const run = runStandingExport({
      ...{ views, render, folders, idOf, clock, log, retryMs, store },
      signal: one.stop.signal,
      order: () => one.order,
      update: (changes) => update(id, changes),
    })
    one.work = run.catch((error: unknown) =>
      log.error('a standing export ended', { order: id, error: String((error as Error).stack ?? error) }),
    )
  }

  async function halt(one: Running): Promise<void> {
    one.stop.abort()
    await one.work
  }

  for (const order of readStored(parts.stored, log)) {
    const one: Running = { order, stop: new AbortController(), work: Promise.resolve() }
    if (order.state === 'retrying') one.order = { ...order, state: 'running' }
    running.set(order.id, one)
    begin(one)
  }

  return {
    async add(order) {
      if (running.size >= maxStandingExports)
        throw new AppError('conflict', `There are ${maxStandingExports} standing exports already. Remove one of them.`)
      const [problem] = parseQuery(order.query, clock.now(), order.zone).problems
      if (problem) throw new AppError('bad-input', problem.message, [{ path: ['query'], message: problem.message }])
      exportFormatNamed(order.format)
      const folder = folders.open(order.folder)
      const one: Running = {
        order: {
          ...order,
          folder,
          ...{ id: ports.newId('sxp'), state: 'running', createdAt: clock.now(), mark: await parts.through() },
          ...{ written: 0, alreadyThere: 0, skipped: 0, lastAt: null, lastFile: null, problem: null },
        },
        stop: new AbortController(),
        work: Promise.resolve(),
      }
      running.set(one.order.id, one)
      await store()
      begin(one)
      changed.emit()
      return shown(one)
    },
    async pause(id) {
      const one = find(id)
      await halt(one)
      update(id, { state: 'paused', problem: null })
      await store()
    },
    async resume(id) {
      const one = find(id)
      if (one.order.state === 'running') return
      await halt(one)
      update(id, { state: 'running', problem: null })
      begin(one)
      await store()
    },
    async remove(id) {
      const one = find(id)
      running.delete(id)
      await halt(one)
      await store()
      changed.emit()
      parts.onChange()
    },
    watch: (stop) =>
      latestValues(() => ({ orders: [...running.values()].map(shown) }), {
        onChange: changed.subscribe,
        stop,
        intervalMs: 100,
      }),
    warnings: () => [...running.values()].flatMap(({ order }) => warningOf(order)),
    async close() {
      closing = true
      await Promise.all([...running.values()].map(halt))
      if (running.size > 0) await store()
    },
  }
}

const shown = ({ order: { mark: _, ...order } }: Running): StandingExport => order

function warningOf({ name, state, problem }: StoredExport): string[] {
  if (state === 'stopped')
    return [`The standing export "${name}" has stopped: ${problem} Settings has a button to resume it.`]
  if (state === 'retrying') return [`The standing export "${name}" fails, and is tried again: ${problem}`]
  return []
}

function readStored(value: unknown, log: StandingParts['ports']['log']): readonly StoredExport[] {
  if (value === undefined) return []
  const parsed = z.array(StoredExport).safeParse(value)
  if (parsed.success) return parsed.data
  log.error('the standing exports are not valid and do not run', { problem: parsed.error.message })
  return []
}
