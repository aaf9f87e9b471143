import { leaving } from '../projections/rows.ts'
import type { ViewsConnection } from './views-connection.ts'

/** What imports read. */
export function createImportReads(views: ViewsConnection, seqOf: (id: string) => number | null) {
  return {
    /** Which of these sources are here already: as an import, or (ids of deliveries) as what arrived. */
    knownSources: (sources: readonly string[]): string[] =>
      views.read((db) => {
        const imported = db
          .prepare(
            `SELECT DISTINCT source FROM imports JOIN deliveries USING (seq)
             WHERE source IN (SELECT value FROM json_each(?)) AND NOT (${leaving})`,
          )
          .pluck()
          .all(JSON.stringify(sources)) as string[]
        const exists = db.prepare(`SELECT 1 FROM deliveries WHERE seq = ? AND NOT (${leaving})`)
        const arrived = sources.filter((source) => {
          const seq = seqOf(source)
          return seq !== null && exists.get(seq) !== undefined
        })
        return [...new Set([...imported, ...arrived])]
      }),
    /** Oldest first: what an import brought and is in the lists. */
    importedSeqs: (importId: string): number[] =>
      views.read(
        (db) =>
          db
            .prepare(
              `SELECT seq FROM imports JOIN deliveries USING (seq) WHERE import = ? AND NOT (${leaving}) ORDER BY seq`,
            )
            .pluck()
            .all(importId) as number[],
      ),
  }
}
