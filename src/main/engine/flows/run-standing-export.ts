import { z } from 'zod'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { isAnswered } from '#shared/model/is-answered.ts'
import { StandingExport } from '#shared/model/standing-export.ts'
import type { ExportFolders } from '../export/export-folders.ts'
import { exportFormats } from '../export/registry.ts'
import { createFileWriter } from '../export/write-files.ts'
import { createAutoResetEvent, pause } from '../lib/auto-reset-event.ts'
import type { EnginePorts } from '../ports.ts'
import type { Views } from '../reading/views.ts'
import type { ExportFlow } from './export.ts'

/** With the number of the last delivery that was looked at: each is looked at once, over restarts too. */
export const StoredExport = StandingExport.extend({ mark: z.number().int() })
export type StoredExport = z.infer<typeof StoredExport>

export interface RunParts extends Pick<EnginePorts, 'log' | 'clock'> {
  readonly views: Pick<Views, 'read' | 'changes'>
  readonly render: ExportFlow
  readonly folders: Pick<ExportFolders, 'open'>
  readonly idOf: (seq: number) => string
  /** How long to wait after each failure in a row, milliseconds; after the last one it stops. */
  readonly retryMs: readonly number[]
  /** Ends it. */
  readonly signal: AbortSignal
  /** As it stands: with all that `update` has changed. */
  readonly order: () => StoredExport
  readonly update: (changes: Partial<StoredExport>) => void
  /** Writes it down as it stands. */
  readonly store: () => Promise<void>
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

/** Follows one standing export until it is ended, or has failed too often in a row: this is in its state then, and not thrown. */
export async function runStandingExport(parts: RunParts): Promise<void> {
  const { views, render, folders, idOf, clock, log, retryMs, signal, order, update, store } = parts

  /** Renders and writes one delivery. Throws what keeps its files from being written. */
  async function save(folder: string, row: DeliveryRow): Promise<void> {
    const { id, format, options, safe } = order()
    const writer = createFileWriter(folder, { sync: true })
    const about = idOf(row.seq)
    const pieces = render({ what: { ids: [about] }, format, options, safe, separate: true }, signal)
    try {
      for (;;) {
        const { value, done } = await nextPiece(pieces)
        if (done) break
        if ('base64' in value) await writer.take(value)
      }
      await writer.finish()
      const { written, alreadyThere, lastFile } = order()
      update({
        written: written + (writer.written.length > 0 ? 1 : 0),
        alreadyThere: alreadyThere + writer.alreadyThere.length,
        lastFile: writer.written[0] ?? lastFile,
        lastAt: clock.now(),
      })
    } catch (error) {
      if (!(error instanceof NotRendered)) throw error
      if (error.fault.code === 'unavailable' && (await canBeRead(about))) throw error.fault
      // Deleted meanwhile: there is nothing to tell.
      if (error.fault.code === 'not-found') return
      log.warn('a standing export passed over a delivery', { order: id, delivery: about, error: error.message })
      update({ skipped: order().skipped + 1, problem: `${about} was passed over: ${error.message}` })
    } finally {
      await writer.abort()
    }
  }

  /** False: of all that is stored, this one is what cannot be read. Throws where nothing can be read at the moment. */
  async function canBeRead(delivery: string): Promise<boolean> {
    await views.read.through()
    return views.read.wholeBody(delivery).then(
      () => true,
      () => false,
    )
  }

  /** Looks at some deliveries that came after the mark. Resolves true where there may be more at once. */
  async function step(): Promise<boolean> {
    const { query, zone, format, mark, folder: given } = order()
    if (!exportFormats.has(format)) throw new AppError('not-found', `There is no export format "${format}".`)
    const folder = folders.open(given)
    const now = clock.now()
    const { seqs, more } = await settledAfter(mark, now)
    if (seqs.length === 0) return more
    const fitting = [...(await views.read.matching(query, zone, seqs, now))].sort((a, b) => a.seq - b.seq)
    for (const row of fitting) {
      if (signal.aborted) return false
      await save(folder, row)
      update({ mark: row.seq })
    }
    update({ mark: seqs.at(-1)! })
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

  /** Tells a failure, and waits until it is to be tried again; false: it is not. */
  async function waitAfter(error: unknown, failures: number): Promise<boolean> {
    const { id, name } = order()
    const problem = error instanceof Error ? error.message : String(error)
    const isLast = failures >= retryMs.length
    log[isLast ? 'error' : 'warn']('a standing export failed', { order: id, name, error: problem })
    update({ state: isLast ? 'stopped' : 'retrying', problem })
    await store()
    return !isLast && pause(retryMs[failures]!, signal)
  }

  const wake = createAutoResetEvent(signal)
  const unsubscribe = views.changes.subscribe(() => wake.set())

  /** Resolves with the failures in a row, null where it ends. */
  async function look(failures: number): Promise<number | null> {
    try {
      if (await step()) wake.set()
      if (failures > 0) update({ state: 'running', problem: null })
      return 0
    } catch (error) {
      if (signal.aborted || !(await waitAfter(error, failures))) return null
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
