import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CapturedRequest, Summary } from '#shared/model/delivery.ts'
import { openMainReadOnly } from '../main-database.ts'
import type { StorePaths } from '../store-paths.ts'
import { removeSearchDatabase } from './search-database.ts'
import { IndexDamage, type IndexEntry, openSearchIndex, type Renewal } from './search-index.ts'
import { bodyText, decodedLimit, headerText, pathText } from './searchable-text.ts'

/** Deliveries per transaction of the index. */
const batchSize = 50

/** `there`: the delivery was changed, not removed. */
type Removal = Renewal & { readonly there: 0 | 1 }

interface Source {
  readonly seq: number
  readonly id: string
  readonly target: string
  readonly summary: string
  readonly request: string
  readonly bytes: Uint8Array | null
}

const sources = `SELECT seq, id, target, summary, request, bytes
  FROM deliveries JOIN delivery_details USING (seq) JOIN bodies USING (seq)`

/** Fills the search index from the main database, in small steps. */
export function openIndexer(paths: StorePaths) {
  const main = openMainReadOnly(paths.main)
  const identity = main.prepare('SELECT id FROM store_identity').pluck().get() as string
  const next = main.prepare(`${sources} WHERE seq > ? ORDER BY seq LIMIT ${batchSize}`)
  const these = main.prepare(`${sources} WHERE seq IN (SELECT value FROM json_each(?))`)
  const removals = main.prepare(
    `SELECT position, removals.seq, deliveries.seq IS NOT NULL AS there FROM removals LEFT JOIN deliveries USING (seq)
     WHERE position > ? ORDER BY position LIMIT 1000`,
  )
  let index = openSearchIndex(paths.search, identity)
  let stopping = false

  const indexStep = async (): Promise<boolean> => {
    const target = index
    const sources = next.all(target.progress().indexedThrough) as Source[]
    if (sources.length === 0) return false
    const entries = await Promise.all(sources.map((source) => searchable(source, paths.bodies)))
    // Else it was made anew meanwhile and begins with the first delivery.
    if (target === index) target.add(entries)
    return true
  }
  const removalStep = async (): Promise<boolean> => {
    const target = index
    const { removalsThrough, indexedThrough } = target.progress()
    const gone = firstOf(removals.all(removalsThrough) as Removal[])
    if (gone.length === 0) return false
    // What the index has not come to yet is taken up in its turn, as it is then.
    const anew = gone.filter(({ seq, there }) => there === 1 && seq <= indexedThrough).map(({ seq }) => seq)
    const changed = these.all(JSON.stringify(anew)) as Source[]
    const entries = await Promise.all(changed.map((source) => searchable(source, paths.bodies)))
    if (target === index) target.renew(gone, entries)
    return true
  }

  const calls = {
    /** Brings the index up to date. `damaged`: it cannot be, and has to be made anew. */
    async catchUp(): Promise<{ removalsThrough: number; damaged: boolean }> {
      try {
        while (!stopping && ((await removalStep()) || (await indexStep()))) await nextTurn()
        return { removalsThrough: index.progress().removalsThrough, damaged: false }
      } catch (error) {
        if (error instanceof IndexDamage) return { removalsThrough: 0, damaged: true }
        throw error
      }
    },
    /** Throws the index away, which nobody else may have open; the next `catchUp` fills it again. */
    rebuild(): void {
      index.close()
      removeSearchDatabase(paths.search)
      index = openSearchIndex(paths.search, identity)
    },
    /** Makes `catchUp` return after its running step. */
    stop(): void {
      stopping = true
    },
  }
  return {
    calls,
    close(): void {
      index.close()
      main.close()
    },
  }
}

export type IndexerCalls = ReturnType<typeof openIndexer>['calls']

/** As many as have no more bodies to be read than one step may hold. */
function firstOf(removals: readonly Removal[]): readonly Removal[] {
  let bodies = 0
  const end = removals.findIndex(({ there }) => {
    bodies += there
    return bodies > batchSize
  })
  return end === -1 ? removals : removals.slice(0, end)
}

async function searchable(source: Source, bodies: string): Promise<IndexEntry> {
  const { headers } = JSON.parse(source.request) as CapturedRequest
  const { who, text, headline, detail } = JSON.parse(source.summary) as Summary
  const line = [headline, detail, who, text].filter((part) => part !== null).join(' ')
  const body = source.bytes ?? readStart(join(bodies, source.id))
  return { seq: source.seq, texts: [line, pathText(source.target), headerText(headers), await bodyText(body, headers)] }
}

/** Nothing where the delivery was removed in this moment. */
function readStart(path: string): Uint8Array {
  try {
    const file = openSync(path, 'r')
    try {
      const start = Buffer.alloc(decodedLimit)
      return start.subarray(0, readSync(file, start, 0, decodedLimit, 0))
    } finally {
      closeSync(file)
    }
  } catch {
    return new Uint8Array()
  }
}
