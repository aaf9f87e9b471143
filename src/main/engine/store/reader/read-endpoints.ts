import type { SchemeRef } from '#shared/model/verification.ts'
import type { Database } from '../database.ts'
import type { EndpointFigures, StoredEndpoint, StoredSecret } from '../store.ts'

/** Endpoints with secrets and figures, and settings. */
export function prepareEndpointReads(db: Database) {
  const endpoints = db.prepare(
    `SELECT id, name, token, provider, target, recipe, created_at AS createdAt, config_key AS configKey
     FROM endpoints ORDER BY created_at, id`,
  )
  const secrets = db.prepare(
    `SELECT id, endpoint_id AS endpointId, label, sealed, added_at AS addedAt, last_match_at AS lastMatchAt,
       retired_at AS retiredAt FROM secrets ORDER BY added_at, id`,
  )
  const figures = db.prepare(
    `SELECT counts.endpoint_id AS endpoint, counts.deliveries, last.received_at AS lastAt, last.answer_status AS lastStatus
     FROM endpoint_counts AS counts
     JOIN deliveries AS last ON last.seq = (SELECT max(seq) FROM deliveries WHERE endpoint_id = counts.endpoint_id)`,
  )
  const setting = db.prepare('SELECT value FROM settings WHERE key = ?').pluck()

  return {
    endpoints: (): StoredEndpoint[] =>
      (endpoints.all() as (StoredEndpoint & { recipe: string | null })[]).map((endpoint) => ({
        ...endpoint,
        recipe: endpoint.recipe === null ? null : (JSON.parse(endpoint.recipe) as SchemeRef),
      })),
    secrets: () => secrets.all() as StoredSecret[],
    endpointFigures(): Map<string, EndpointFigures> {
      const rows = figures.all() as (EndpointFigures & { endpoint: string })[]
      return new Map(rows.map(({ endpoint, ...rest }) => [endpoint, rest]))
    },
    /** Undefined where it was never put. */
    setting(key: string): unknown {
      const json = setting.get(key) as string | undefined
      return json === undefined ? undefined : (JSON.parse(json) as unknown)
    },
  }
}
