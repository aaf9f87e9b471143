import { statSync } from 'node:fs'
import { join } from 'node:path'
import { readNumber } from '../database.ts'
import { openMainReadOnly } from '../main-database.ts'
import type { StorePaths } from '../store-paths.ts'
import { prepareDetailReads } from './read-details.ts'
import { prepareEndpointReads } from './read-endpoints.ts'
import { prepareDeliveryReads } from './read-pages.ts'

/** Reads and searches on a read-only connection of its own, so that a heavy search delays no write. */
export function openStoreReader(paths: StorePaths) {
  const db = openMainReadOnly(paths.main)
  const attach = db.prepare('ATTACH ? AS search')
  attach.run(paths.search)
  let searchable = true

  const calls = {
    ...prepareDeliveryReads(db, () => searchable),
    ...prepareDetailReads(db, (id) => join(paths.bodies, id)),
    ...prepareEndpointReads(db),
    indexedThrough: () => (searchable ? readNumber(db, 'SELECT indexed_through FROM search.progress') : 0),
    /** While the search index is made anew. */
    detachSearch(): void {
      searchable = false
      db.exec('DETACH search')
    },
    attachSearch(): void {
      attach.run(paths.search)
      searchable = true
    },
    size(): number {
      const files = [paths.main, paths.search].flatMap((path) => [path, `${path}-wal`])
      const onDisk = files.map((path) => statSync(path, { throwIfNoEntry: false })?.size ?? 0)
      const inFiles = readNumber(db, 'SELECT coalesce(sum(size), 0) FROM bodies WHERE bytes IS NULL')
      return onDisk.reduce((sum, bytes) => sum + bytes, inFiles)
    },
  }
  return { calls, close: () => void db.close() }
}

export type ReaderCalls = ReturnType<typeof openStoreReader>['calls']
