import { z } from 'zod'
import { AppError } from '#shared/api/errors.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { isAnswered } from '#shared/model/is-answered.ts'
import { StandingExport } from '#shared/model/standing-export.ts'
import type { ExportFolders } from '../export/export-folders.ts'
import { exportFormatNamed } from '../export/registry.ts'
import { createFileWriter, type FileWriter } from '../export/write-files.ts'
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
  /** For a delivery that is not settled, unless something changes before. */
  unsettledMs: 1000,
  /** For an answer, and for a verdict that takes longer: as `status:` and `verified:` in the query may be about them. */
  answerMs: 30_000,
  verdictMs: 10 * 60_000,
}

/** Follows one standing export until it is ended, or has failed too often in a row: this is in its state then, and not thrown. */
export async function runStandingExport(parts: RunParts): Promise<void> {
  const { views, signal } = parts
  const wake = createAutoResetEvent(signal)
  const unsubscribe = views.changes.subscribe(() => wake.set())
  try {
    for (let last: Looked | null = { failures: 0, againMs: 0 }; last !== null && (await wake.wait(last.againMs)); ) {
      last = await look(parts, last.failures)
      await pause(wait.restMs, signal)
    }
  } finally {
    unsubscribe()
  }
}

interface Looked {
  /** In a row. */
  readonly failures: number
  /** There may be more to do by then, though nothing changes; undefined: there is none. */
  readonly againMs: number | undefined
}

/** Null where it ends. */
async function look(parts: RunParts, failures: number): Promise<Looked | null> {
  try {
    const againMs = await exportNext(parts)
    if (failures > 0) parts.update({ state: 'running', problem: null })
    return { failures: 0, againMs }
  } catch (error) {
    const goesOn = !parts.signal.aborted && (await waitAfter(parts, error, failures))
    return goesOn ? { failures: failures + 1, againMs: 0 } : null
  }
}

/** Tells a failure, and waits until it is to be tried again; false: it is not. */
async function waitAfter(parts: RunParts, error: unknown, failures: number): Promise<boolean> {
  const { log, retryMs, signal, order, update, store } = parts
  const { id, name } = order()
  const problem = error instanceof Error ? error.message : String(error)
  const isLast = failures >= retryMs.length
  log[isLast ? 'error' : 'warn']('a standing export failed', { order: id, name, error: problem })
  update({ state: isLast ? 'stopped' : 'retrying', problem })
  await store()
  return !isLast && pause(retryMs[failures]!, signal)
}

/** Exports what fits among the next deliveries after the mark. */
async function exportNext(parts: RunParts): Promise<Looked['againMs']> {
  const { views, folders, clock, signal, order, update, store } = parts
  const { query, zone, format, mark, folder: given } = order()
  exportFormatNamed(format)
  const folder = folders.open(given)
  const now = clock.now()
  const { seqs, againMs } = await settledAfter(views, mark, now)
  if (seqs.length === 0) return againMs
  const fitting = [...(await views.read.matching(query, zone, seqs, now))].sort((a, b) => a.seq - b.seq)
  for (const row of fitting) {
    if (signal.aborted) return undefined
    await save(parts, folder, parts.idOf(row.seq))
    update({ mark: row.seq })
  }
  update({ mark: seqs.at(-1)! })
  // What fits no query is looked at again after a kill, and fits none again.
  if (fitting.length > 0) await store()
  return againMs
}

/** Numbers of the deliveries that came next and have settled; those behind one that has not wait for it. */
async function settledAfter({ read }: RunParts['views'], mark: number, now: number) {
  const rows = await read.page({ query: '', after: mark, order: 'oldest', limit: pageSize }, now)
  const unsettled = rows.findIndex((row) => !isSettled(row, now))
  const settled = unsettled < 0 ? rows : rows.slice(0, unsettled)
  const againMs = unsettled >= 0 ? wait.unsettledMs : rows.length === pageSize ? 0 : undefined
  return { seqs: settled.map(({ seq }) => seq), againMs }
}

/** Renders and writes one delivery. Throws what keeps its files from being written. */
async function save(parts: RunParts, folder: string, delivery: string): Promise<void> {
  const writer = createFileWriter(folder, { sync: true })
  try {
    await writeFiles(parts, writer, delivery)
  } catch (error) {
    if (!(error instanceof NotRendered)) throw error
    await passOver(parts, delivery, error.fault)
  } finally {
    await writer.abort()
  }
}

async function writeFiles({ render, clock, signal, order, update }: RunParts, writer: FileWriter, delivery: string) {
  const { format, options, safe } = order()
  const pieces = render({ what: { ids: [delivery] }, format, options, safe, separate: true }, signal)
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
}

/** Counts a delivery that cannot be rendered. Throws the fault where that is not about this one alone. */
async function passOver({ views, log, order, update }: RunParts, delivery: string, fault: AppError): Promise<void> {
  if (fault.code === 'unavailable' && (await canBeRead(views, delivery))) throw fault
  // Deleted meanwhile: there is nothing to tell.
  if (fault.code === 'not-found') return
  log.warn('a standing export passed over a delivery', { order: order().id, delivery, error: fault.message })
  update({ skipped: order().skipped + 1, problem: `${delivery} was passed over: ${fault.message}` })
}

/** False: of all that is stored, this one is what cannot be read. Throws where nothing can be read at the moment. */
async function canBeRead({ read }: RunParts['views'], delivery: string): Promise<boolean> {
  await read.through()
  return read.wholeBody(delivery).then(
    () => true,
    () => false,
  )
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
