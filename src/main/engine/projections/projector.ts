import { setImmediate as nextTurn } from 'node:timers/promises'
import { AppError } from '#shared/api/errors.ts'
import type { ViewsStatus } from '#shared/model/status.ts'
import { asStorageFault, faultCode, isCorruption, type Statement as Prepared } from '../lib/database.ts'
import { LogDamage } from '../log/log-database.ts'
import type { LogReader } from '../log/log-reader.ts'
import type { Log } from '../ports.ts'
import type { Batch, Projection } from './projection.ts'
import { readBatch, withEntries } from './read-batch.ts'
import { createTidying } from './tidying.ts'
import { changeOf, type ViewsChange } from './views-change.ts'
import { fileIdentity, makeTables, openViews, removeViews, type ViewsDatabase } from './views-database.ts'

export type { ViewsChange }

export interface ProjectorOptions {
  readonly path: string
  readonly log: LogReader
  readonly projections: readonly Projection[]
  readonly onChange: (change: ViewsChange) => void
  /** Nobody else may have the file open when it is replaced. */
  readonly releaseReaders: () => Promise<void>
  readonly messages: Log
  /** Between two batches, given how long the one before took, milliseconds: for messages, and for others who need the time. A turn of the loop unless told. */
  readonly rest?: (tookMs: number) => Promise<unknown>
}

/** Brings the views up to date with the log, in batches; each is one transaction together with the marks. */
export interface Projector {
  /** Opens or makes the views; `catchUp` does so as well. */
  open(): Promise<void>
  /** Takes in what the log has. One at a time. Rejects with AppError `unavailable` where the disk keeps it from that. */
  catchUp(): Promise<void>
  /**
   * One small step of forgetting what was removed, for when all is taken in. Returns how many milliseconds later the next
   * one is due; infinite: none is, until more is taken in. Throws AppError `unavailable` where the disk keeps it from that; then
   * `catchUp` has to run.
   */
  tidy(): number
  /** Makes views again: all, or those that are named. Takes effect with the next batch. */
  rebuild(names?: readonly string[]): void
  /** Resolves when all that the log has at this moment is taken in, whatever comes meanwhile. `catchUp` has to run. */
  settled(): Promise<void>
  status(): ViewsStatus
  /** Ends a running `catchUp` after its batch. */
  close(): void
}

const repairAgainMs = 10_000
const maxComplaints = 5
/** So many entries behind is what a moment brings. */
const currentWithin = 1000

export function createProjector(options: ProjectorOptions): Projector {
  const { path, log, projections, messages } = options
  const rest = options.rest ?? (() => nextTurn())
  let views: ViewsDatabase | null = null
  let openedFile: string | null = null
  let statements = new Map<string, Prepared>()
  let rebuildAll = false
  let problem: string | null = null
  let rebuilding = false
  let closed = false
  let complaints = 0
  const rebuildNext = new Set<string>()
  const tidying = createTidying(projections)
  let waiting: { readonly through: number; readonly resolve: () => void }[] = []
  /** Damage that was met right after a rebuild is none of the file. */
  let rebuiltAt = Number.NEGATIVE_INFINITY
  let indexRebuiltAt = Number.NEGATIVE_INFINITY
  /** Where a batch began that broke a constraint; one that does so again after a rebuild has an entry that is at fault. */
  let constrainedAt = -1

  function close(): void {
    statements = new Map()
    views?.db.close()
    views = null
  }

  async function ensureOpen(): Promise<ViewsDatabase> {
    if (views !== null && !rebuildAll && fileIdentity(path) === openedFile) return rebuildNamed(views)
    if (views !== null || rebuildAll) {
      messages.warn('The views are built again', {
        reason: rebuildAll ? 'damaged or asked for' : 'the file is gone or replaced',
      })
      close()
      await options.releaseReaders()
      removeViews(path)
      rebuildAll = false
      rebuiltAt = performance.now()
    }
    try {
      views = openViews(path, log.identity, projections)
    } catch (error) {
      if (!isCorruption(error)) throw error
      messages.warn('The views are damaged and are built again', { error: String(error) })
      await options.releaseReaders()
      removeViews(path)
      views = openViews(path, log.identity, projections)
    }
    openedFile = fileIdentity(path)
    tidying.expect()
    rebuildNext.clear()
    if (views.fresh.size > 0 && log.through() > 0) rebuilding = true
    return views
  }

  function rebuildNamed(open: ViewsDatabase): ViewsDatabase {
    for (const projection of projections.filter(({ name }) => rebuildNext.has(name))) {
      messages.warn('A view is built again', { name: projection.name })
      // Prepared statements would be of the dropped tables.
      statements = new Map()
      open.db.transaction(() => makeTables(open.db, projection))()
      open.marks.set(projection.name, 0)
      rebuilding = true
    }
    rebuildNext.clear()
    return open
  }

  /** The first few: where one entry cannot be taken in, a million may not. */
  function complain(message: string, fields: Readonly<Record<string, unknown>>): void {
    complaints += 1
    if (complaints <= maxComplaints) messages.error(message, fields)
  }

  function take(open: ViewsDatabase, group: readonly Projection[], batch: Batch, mark: number): number[] {
    const told: number[] = []
    const all = group.flatMap((projection) => projection.step(batch))
    run(open, 'BEGIN IMMEDIATE')
    try {
      for (const { sql, params, tells } of all) {
        if (tells)
          for (const seq of prepare(open, sql)
            .pluck()
            .all(...params))
            told.push(seq as number)
        else prepare(open, sql).run(...params)
      }
      for (const { name } of group) prepare(open, 'UPDATE projections SET mark = ? WHERE name = ?').run(mark, name)
      run(open, 'COMMIT')
    } catch (error) {
      if (open.db.inTransaction) run(open, 'ROLLBACK')
      throw error
    }
    for (const { name } of group) open.marks.set(name, mark)
    tidying.wrote()
    const leavesWords = batch.entries.some(
      ({ kind }) => kind === 'removed' || kind === 'examined' || kind === 'annotated',
    )
    if (leavesWords) tidying.expect()
    return told
  }

  /** Takes the entries in, one by one where together they do not go; what does not go at all is passed over. */
  function takeAll(open: ViewsDatabase, group: readonly Projection[], batch: Batch, mark: number): number[] {
    const from = batch.entries[0]?.seq ?? mark
    const isOfEntry = (error: unknown) => isFaultOfEntry(error) || (isConstraint(error) && constrainedAt === from)
    try {
      return take(open, group, batch, mark)
    } catch (error) {
      if (!isOfEntry(error)) {
        if (isConstraint(error)) constrainedAt = from
        throw error
      }
    }
    return batch.entries.flatMap((entry) => {
      try {
        return take(open, group, withEntries(batch, [entry]), entry.seq)
      } catch (error) {
        if (!isOfEntry(error)) throw error
        complain('A view could not take an entry of the log in', { seq: entry.seq, error: String(error) })
        return take(open, group, withEntries(batch, []), entry.seq)
      }
    })
  }

  const prepare = (open: ViewsDatabase, sql: string): Prepared => {
    const known = statements.get(sql)
    if (known !== undefined) return known
    const made = open.db.prepare(sql)
    statements.set(sql, made)
    return made
  }
  const run = (open: ViewsDatabase, sql: string) => void prepare(open, sql).run()

  /** Moves the projections on that have come furthest, then those behind them by one batch. False: all is taken in. */
  function advance(open: ViewsDatabase): boolean {
    const markOf = ({ name }: Projection) => open.marks.get(name)!
    const furthest = Math.max(...projections.map(markOf))
    const leaders = projections.filter((projection) => markOf(projection) === furthest)
    const batch = readBatch(log, furthest, log.through(), complain)
    const { entries } = batch
    if (entries.length > 0) {
      const last = entries.at(-1)!.seq
      const told = takeAll(open, leaders, batch, last)
      options.onChange(changeOf(entries, told, last))
    }
    const laggards = projections.filter((projection) => markOf(projection) < furthest)
    const behind = Math.min(...laggards.map(markOf))
    if (laggards.length === 0) return entries.length > 0
    const group = laggards.filter((projection) => markOf(projection) === behind)
    const upTo = Math.min(furthest, ...laggards.map(markOf).filter((mark) => mark > behind))
    const missed = readBatch(log, behind, upTo, complain)
    takeAll(open, group, missed, missed.entries.at(-1)?.seq ?? upTo)
    // What is found by words now is not what it was.
    if (projections.every((projection) => markOf(projection) === furthest)) {
      options.onChange({ through: furthest, changed: 'many', removed: [] })
    }
    return true
  }

  async function catchUp(): Promise<void> {
    try {
      while (!closed) {
        const current = await ensureOpen()
        const start = performance.now()
        const more = advance(current)
        settleWaiting(more ? mark() : Number.POSITIVE_INFINITY)
        if (!more) break
        await rest(performance.now() - start)
      }
      problem = null
      rebuilding = false
    } catch (error) {
      if (isViewsCorruption(error) && planRepair(error)) return catchUp()
      const fault = asStorageFault(error, path)
      problem = fault instanceof Error ? fault.message : String(fault)
      throw fault
    }
  }

  function tidy(): number {
    // Whether there is a file that is of use, `catchUp` finds out.
    if (closed || views === null || isPending() || fileIdentity(path) !== openedFile) return Number.POSITIVE_INFINITY
    try {
      return tidying.step(views)
    } catch (error) {
      // To be repaired by the next `catchUp`.
      if (isViewsCorruption(error)) planRepair(error)
      throw asStorageFault(error, path)
    }
  }

  const isPending = () => rebuildAll || rebuildNext.size > 0
  const mark = () => (views === null || isPending() ? 0 : Math.min(...views.marks.values()))

  function settleWaiting(reached: number): void {
    const done = waiting.filter(({ through }) => through <= reached)
    waiting = waiting.filter(({ through }) => through > reached)
    for (const { resolve } of done) resolve()
  }

  /** The search index alone where only that is damaged, else everything; false where neither has helped. */
  function planRepair(error: unknown): boolean {
    const now = performance.now()
    if (faultCode(error) === 'SQLITE_CORRUPT_VTAB' && now - indexRebuiltAt > repairAgainMs) {
      indexRebuiltAt = now
      rebuild(['search'])
      return true
    }
    if (now - rebuiltAt <= repairAgainMs) return false
    rebuild()
    return true
  }

  function rebuild(names?: readonly string[]): void {
    if (names === undefined) rebuildAll = true
    else for (const name of names) rebuildNext.add(name)
  }

  return {
    open: async () => void (await ensureOpen()),
    catchUp,
    tidy,
    rebuild,
    settled() {
      const through = log.through()
      return new Promise((resolve) => {
        waiting.push({ through, resolve })
        settleWaiting(mark())
      })
    },
    status() {
      const through = log.through()
      const reached = views === null ? 0 : Math.min(...views.marks.values())
      const behind = Math.max(0, through - reached)
      const state =
        problem !== null ? 'failed' : rebuilding ? 'rebuilding' : behind > currentWithin ? 'catching-up' : 'current'
      return { state, behind, progress: through === 0 ? 1 : reached / through, problem }
    },
    close() {
      closed = true
      close()
    },
  }
}

/** Of the views themselves; FTS5 notices some of its damage only as an entry that is there already. */
function isViewsCorruption(error: unknown): boolean {
  return isCorruption(error) || isConstraint(error)
}

const isConstraint = (error: unknown) => faultCode(error).startsWith('SQLITE_CONSTRAINT')

/** Anything that the database or the disk did not say. A damaged log is recovered, and nothing of it passed over before. */
function isFaultOfEntry(error: unknown): boolean {
  return faultCode(error) === '' && !(error instanceof AppError) && !(error instanceof LogDamage)
}
