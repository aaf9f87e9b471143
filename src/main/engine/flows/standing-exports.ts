import { z } from 'zod'
import type { StopSignal } from '#shared/api/contract-types.ts'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { isAnswered } from '#shared/model/is-answered.ts'
import { maxStandingExports, StandingExport, type StandingExportOrder } from '#shared/model/standing-export.ts'
import { parseQuery } from '#shared/query/parse-query.ts'
import type { ExportFolders } from '../export/export-folders.ts'
import { exportFormats } from '../export/registry.ts'
import { createFileWriter } from '../export/write-files.ts'
import { createAutoResetEvent, pause } from '../lib/auto-reset-event.ts'
import { latestValues } from '../lib/latest-values.ts'
import { createMutex } from '../lib/mutex.ts'
import { createSignal } from '../lib/signal.ts'
import type { EnginePorts } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import { putSetting, type WriteState } from '../state/stored-state.ts'
import type { ExportFlow } from './export.ts'

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

interface StandingParts {
  /** As it was found at the start. */
  readonly stored: unknown
  readonly write: WriteState
  readonly ports: Pick<EnginePorts, 'newId' | 'log' | 'clock'>
  readonly views: Pick<Views, 'read' | 'changes'>
  readonly render: ExportFlow
  readonly folders: Pick<ExportFolders, 'open'>
  /** Number of the log's newest entry. */
  readonly through: () => Promise<number>
  readonly idOf: (seq: number) => string
  /** Something that `warnings` tells of has changed. */
  readonly onChange: () => void
  /** How long to wait after each failure in a row, milliseconds; after the last one it stops. */
  readonly retryMs?: readonly number[]
}

export const standingExportsKey = 'standing-exports'

/** With the number of the last delivery that was looked at: each is looked at once, over restarts too. */
const Stored = StandingExport.extend({ mark: z.number().int() })
type Stored = z.infer<typeof Stored>

interface Running {
  order: Stored
  stop: AbortController
  work: Promise<void>
}

/** Deliveries that are looked at in one step. */
const pageSize = 100
const wait = {
  /** Between two looks. */
  restMs: 50,
  /** For an answer, and for a verdict that takes longer: as `status:` and `verified:` in the query may be about them. */
  answerMs: 30_000,
  verdictMs: 10 * 60_000,
}
const retryAfter = [1000, 5000, 30_000, 120_000]

export function createStandingExports(parts: StandingParts): StandingExports {
  const { ports, views, render, folders, write, retryMs = retryAfter } = parts
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

  function update(id: string, changes: Partial<Stored>): void {
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

  /** Renders and writes one delivery. Throws what keeps its files from being written. */
  async function save(one: Running, folder: string, row: DeliveryRow): Promise<void> {
    const { id, format, options, safe } = one.order
    const writer = createFileWriter(folder, { sync: true })
    const about = parts.idOf(row.seq)
    const pieces = render({ what: { ids: [about] }, format, options, safe, separate: true }, one.stop.signal)
    try {
      for (;;) {
        const { value, done } = await nextPiece(pieces)
        if (done) break
        if ('base64' in value) await writer.take(value)
      }
      await writer.finish()
      const { written, alreadyThere, lastFile } = one.order
      update(id, {
        written: written + (writer.written.length > 0 ? 1 : 0),
        alreadyThere: alreadyThere + writer.alreadyThere.length,
        lastFile: writer.written[0] ?? lastFile,
        lastAt: clock.now(),
      })
    } catch (error) {
      if (!(error instanceof NotRendered)) throw error
      // Deleted meanwhile: there is nothing to tell.
      if (error.fault.code === 'not-found') return
      log.warn('a standing export passed over a delivery', { order: id, delivery: about, error: error.message })
      update(id, { skipped: one.order.skipped + 1, problem: `${about} was passed over: ${error.message}` })
    } finally {
      await writer.abort()
    }
  }

  /** Looks at some deliveries that came after the mark. Resolves true where there may be more at once. */
  async function step(one: Running): Promise<boolean> {
    const { id, query, zone, format, mark, folder: given } = one.order
    if (!exportFormats.has(format)) throw new AppError('not-found', `There is no export format "${format}".`)
    const folder = folders.open(given)
    const now = clock.now()
    const { seqs, more } = await settledAfter(mark, now)
    if (seqs.length === 0) return more
    const fitting = [...(await views.read.matching(query, zone, seqs, now))].sort((a, b) => a.seq - b.seq)
    for (const row of fitting) {
      if (one.stop.signal.aborted) return false
      await save(one, folder, row)
      update(id, { mark: row.seq })
    }
    update(id, { mark: seqs.at(-1)! })
    // What fits no query is looked at again after a kill, and fits none again.
    if (fitting.length > 0) await store()
    return more
  }

  /** Numbers of the deliveries that came next and have settled; those behind one that has not wait for it. */
  async function settledAfter(mark: number, now: number) {
    const rows = await views.read.page({ query: '', after: mark, order: 'oldest', limit: pageSize }, now)
    const unsettled = rows.findIndex((row) => !isSettled(row, now))
    const settled = unsettled < 0 ? rows : rows.slice(0, unsettled)
    return { seqs: settled.map(({ seq }) => seq), more: unsettled >= 0 || rows.length === pageSize }
  }

  async function follow(one: Running): Promise<void> {
    const { signal } = one.stop
    const wake = createAutoResetEvent(signal)
    const unsubscribe = views.changes.subscribe(() => wake.set())

    /** Resolves with the failures in a row, null where it ends. */
    async function look(failures: number): Promise<number | null> {
      try {
        if (await step(one)) wake.set()
        if (failures > 0) update(one.order.id, { state: 'running', problem: null })
        return 0
      } catch (error) {
        if (signal.aborted || !(await waitAfter(one, error, failures))) return null
        wake.set()
        return failures + 1
      }
    }

    try {
      wake.set()
      for (let failures: number | null = 0; failures !== null && (await wake.wait()); ) {
        failures = await look(failures)
        await pause(wait.restMs, signal)
      }
    } finally {
      unsubscribe()
    }
  }

  /** Tells a failure, and waits until it is to be tried again; false: it is not. */
  async function waitAfter(one: Running, error: unknown, failures: number): Promise<boolean> {
    const { id, name } = one.order
    const problem = error instanceof Error ? error.message : String(error)
    const isLast = failures >= retryMs.length
    log[isLast ? 'error' : 'warn']('a standing export failed', { order: id, name, error: problem })
    update(id, { state: isLast ? 'stopped' : 'retrying', problem })
    await store()
    return !isLast && pause(retryMs[failures]!, one.stop.signal)
  }

  function begin(one: Running): void {
    if (closing || one.order.state === 'paused' || one.order.state === 'stopped') return
    one.stop = new AbortController()
    one.work = follow(one).catch((error: unknown) =>
      log.error('a standing export ended', { order: one.order.id, error: String((error as Error).stack ?? error) }),
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
      if (!exportFormats.has(order.format))
        throw new AppError('not-found', `There is no export format "${order.format}".`)
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

function warningOf({ name, state, problem }: Stored): string[] {
  if (state === 'stopped')
    return [`The standing export "${name}" has stopped: ${problem} Settings has a button to resume it.`]
  if (state === 'retrying') return [`The standing export "${name}" fails, and is tried again: ${problem}`]
  return []
}

/** Nothing that a query may ask for is still to come. Where the clock was set back, nobody waits. */
function isSettled(row: DeliveryRow, now: number): boolean {
  const age = now - row.receivedAt
  if (age < 0) return true
  return (isAnswered(row) || age > wait.answerMs) && (row.verification.state !== 'checking' || age > wait.verdictMs)
}

/** A delivery that cannot be rendered; there is no reason to stop for the others. */
class NotRendered extends Error {
  readonly fault: AppError
  constructor(fault: AppError) {
    super(fault.message)
    this.fault = fault
  }
}

async function nextPiece<T>(pieces: AsyncGenerator<T, void>): Promise<IteratorResult<T, void>> {
  try {
    return await pieces.next()
  } catch (error) {
    const isAboutIt = error instanceof AppError && !['cancelled', 'closed', 'internal'].includes(error.code)
    throw isAboutIt ? new NotRendered(error) : error
  }
}

function readStored(value: unknown, log: StandingParts['ports']['log']): readonly Stored[] {
  if (value === undefined) return []
  const parsed = z.array(Stored).safeParse(value)
  if (parsed.success) return parsed.data
  log.error('the standing exports are not valid and do not run', { problem: parsed.error.message })
  return []
}
