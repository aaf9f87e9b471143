import { emptyWriteAheadLog } from '../lib/database.ts'
import type { Projection } from './projection.ts'
import type { ViewsDatabase } from './views-database.ts'

/** Makes the views forget what was removed, and their files small, in small steps while there is nothing else to do. */
export interface Tidying {
  /** There may be something to tidy. */
  expect(): void
  /** Something was written. */
  wrote(): void
  /** One step. Returns how many milliseconds later the next one is due; infinite: nothing is left to do. */
  step(views: ViewsDatabase): number
}

/** Rests so many times as long as the last round of steps worked: what is removed again and again is tidied now and then. */
const restTimes = 100
const maxRestMs = 10 * 60_000
/**
 * SQLite overwrites what is removed, but not the copies that it left where entries moved to another page: only writing the
 * whole file again gets rid of those few. A file of this size is written in a moment.
 */
const maxWrittenAgain = 16 * 1024 * 1024
/** After a reader kept the write-ahead log from being emptied. */
const readAgainMs = 200
/** Nothing was written for so long: then the write-ahead log is emptied, also where nothing was removed. */
const quietMs = 2000

export function createTidying(projections: readonly Projection[], writtenAgain = maxWrittenAgain): Tidying {
  // A round that was cut short may have left bytes in the write-ahead log.
  let expected = true
  let tookMs = 0
  let isWrittenAgain = false
  let dueAt = Number.NEGATIVE_INFINITY
  let wroteAt = Number.NEGATIVE_INFINITY
  let isEmptied = true

  /** Gives the room of the write-ahead log back. */
  function whenQuiet(views: ViewsDatabase): number {
    if (isEmptied) return Number.POSITIVE_INFINITY
    const quietAt = wroteAt + quietMs
    const now = performance.now()
    if (now < quietAt) return quietAt - now
    isEmptied = emptyWriteAheadLog(views.db)
    return isEmptied ? Number.POSITIVE_INFINITY : readAgainMs
  }

  function step(views: ViewsDatabase): number {
    const start = performance.now()
    if (!expected) return whenQuiet(views)
    if (start < dueAt) return Math.min(dueAt - start, whenQuiet(views))
    const found = projections.some(({ tidy }) => tidy !== undefined && views.db.transaction(() => tidy(views.db))())
    if (found) {
      isWrittenAgain = false
      tookMs += performance.now() - start
      return 0
    }
    if (tookMs > 0 && !isWrittenAgain) {
      isWrittenAgain = true
      if (sizeOf(views) <= writtenAgain) {
        views.db.exec('VACUUM')
        tookMs += performance.now() - start
        return 0
      }
    }
    if (!emptyWriteAheadLog(views.db)) {
      dueAt = performance.now() + readAgainMs
      return readAgainMs
    }
    expected = false
    tookMs += performance.now() - start
    dueAt = performance.now() + Math.min(restTimes * tookMs, maxRestMs)
    tookMs = 0
    isWrittenAgain = false
    return Number.POSITIVE_INFINITY
  }

  return {
    expect() {
      expected = true
    },
    wrote() {
      wroteAt = performance.now()
      isEmptied = false
    },
    step,
  }
}

function sizeOf({ db }: ViewsDatabase): number {
  const pages = db.pragma('page_count', { simple: true }) as number
  return pages * (db.pragma('page_size', { simple: true }) as number)
}
