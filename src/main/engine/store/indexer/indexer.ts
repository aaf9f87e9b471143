import { closeSync, openSync, readSync } from 'node:fs'
import { join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { CapturedRequest, Summary } from '#shared/model/delivery.ts'
import { openMainReadOnly } from '../main-database.ts'
import { isDamage } from '../store-faults.ts'
import type { StorePaths } from '../store-paths.ts'
import { openSearchDatabase, removeSearchDatabase } from './search-database.ts'
import { bodyText, decodedLimit, headerText, pathText } from './searchable-text.ts'

/** Deliveries per transaction of the index. */
const batchSize = 50

interface Source {
  readonly seq: number
  readonly id: string
  readonly target: string
  readonly summary: string
  readonly request: string
  readonly bytes: Uint8Array | null
}

/** Fills the search index from the main database, in small steps. */
export function openIndexer(paths: StorePaths) {
  const main = openMainReadOnly(paths.main)
  const identity = main.prepare('SELECT id FROM store_identity').pluck().get() as string
  const next = main.prepare(
    `SELECT seq, id, target, summary, request, bytes FROM deliveries JOIN delivery_details USING (seq) JOIN bodies USING (seq)
     WHERE seq > ? ORDER BY seq LIMIT ${batchSize}`,
  )
  const removals = main.prepare(`SELECT position, seq FROM removals WHERE position > ? ORDER BY position LIMIT 1000`)
  let index = prepareIndex(paths.search, identity)
  let stopping = false

  const indexStep = async (): Promise<boolean> => {
    const sources = next.all(index.progress().indexedThrough) as Source[]
    if (sources.length === 0) return false
    const entries = await Promise.all(sources.map((source) => searchable(source, paths.bodies)))
    index.add(entries)
    return true
  }
  const removalStep = (): boolean => {
    const gone = removals.all(index.progress().removalsThrough) as { position: number; seq: number }[]
    if (gone.length > 0) index.forget(gone)
    return gone.length > 0
  }

  const calls = {
    /** Brings the index up to date. `rebuilt`: its file was damaged and was made anew. */
    async catchUp(): Promise<{ removalsThrough: number; rebuilt: boolean }> {
      let rebuilt = false
      for (;;) {
        try {
          while (!stopping && (removalStep() || (await indexStep()))) await nextTurn()
          return { removalsThrough: index.progress().removalsThrough, rebuilt }
        } catch (error) {
          if (!isDamage(error) || rebuilt) throw error
          calls.rebuild()
          rebuilt = true
        }
      }
    },
    /** Throws the index away; the next `catchUp` fills it again. */
    rebuild(): void {
      index.close()
      removeSearchDatabase(paths.search)
      index = prepareIndex(paths.search, identity)
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

interface Entry {
  readonly seq: number
  readonly texts: readonly [line: string, path: string, headers: string, body: string]
}

function prepareIndex(path: string, identity: string) {
  const db = openSearchDatabase(path, identity)
  const insert = db.prepare('INSERT INTO entries (rowid, line, path, headers, body) VALUES (?, ?, ?, ?, ?)')
  const remove = db.prepare('DELETE FROM entries WHERE rowid = ?')
  const indexed = db.prepare('UPDATE progress SET indexed_through = ?')
  const forgotten = db.prepare('UPDATE progress SET removals_through = ?')
  const progress = db.prepare(
    'SELECT indexed_through AS indexedThrough, removals_through AS removalsThrough FROM progress',
  )
  return {
    progress: () => progress.get() as { indexedThrough: number; removalsThrough: number },
    add: db.transaction((entries: readonly Entry[]) => {
      for (const { seq, texts } of entries) insert.run(seq, ...texts)
      indexed.run(entries.at(-1)!.seq)
    }),
    forget: db.transaction((gone: readonly { position: number; seq: number }[]) => {
      for (const { seq } of gone) remove.run(seq)
      forgotten.run(gone.at(-1)!.position)
    }),
    close: () => void db.close(),
  }
}

async function searchable(source: Source, bodies: string): Promise<Entry> {
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
