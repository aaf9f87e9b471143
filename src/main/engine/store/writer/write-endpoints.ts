import { AppError } from '#shared/api/errors.ts'
import type { Database } from '../database.ts'
import type { StoredEndpoint, StoredSecret } from '../store.ts'

const putEndpoint = `
INSERT INTO endpoints (id, name, token, provider, target, recipe, created_at, config_key)
VALUES (@id, @name, @token, @provider, @target, @recipe, @createdAt, @configKey)
ON CONFLICT (id) DO UPDATE SET name = @name, token = @token, provider = @provider, target = @target, recipe = @recipe,
  created_at = @createdAt, config_key = @configKey`

const putSecret = `
INSERT INTO secrets (id, endpoint_id, label, sealed, added_at, last_match_at, retired_at)
VALUES (@id, @endpointId, @label, @sealed, @addedAt, @lastMatchAt, @retiredAt)
ON CONFLICT (id) DO UPDATE SET label = @label, sealed = @sealed, added_at = @addedAt, last_match_at = @lastMatchAt,
  retired_at = @retiredAt`

/** Statements on endpoints, their secrets, and settings. */
export function prepareEndpointWrites(db: Database) {
  const endpoint = db.prepare(putEndpoint)
  const endpointGone = db.prepare('DELETE FROM endpoints WHERE id = ?')
  const endpointKnown = db.prepare('SELECT 1 FROM endpoints WHERE id = ?').pluck()
  const deliveryIds = db.prepare('SELECT id FROM deliveries WHERE endpoint_id = ? LIMIT ?').pluck()
  const secret = db.prepare(putSecret)
  const secretMatched = db.prepare('UPDATE secrets SET last_match_at = ? WHERE id = ?')
  const secretGone = db.prepare('DELETE FROM secrets WHERE id = ?')
  const setting = db.prepare(
    'INSERT INTO settings (key, value) VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value',
  )

  return {
    putEndpoint(value: StoredEndpoint): void {
      endpoint.run({ ...value, recipe: value.recipe === null ? null : JSON.stringify(value.recipe) })
    },
    /** Ids of at most `limit` of an endpoint's deliveries. */
    deliveriesOf: (endpointId: string, limit: number) => deliveryIds.all(endpointId, limit) as string[],
    removeEndpoint(id: string): void {
      demand(endpointGone.run(id).changes, `The endpoint ${id}`)
    },
    putSecret(value: StoredSecret): void {
      if (endpointKnown.get(value.endpointId) === undefined) demand(0, `The endpoint ${value.endpointId}`)
      secret.run(value)
    },
    touchSecret(id: string, lastMatchAt: number): void {
      demand(secretMatched.run(lastMatchAt, id).changes, `The secret ${id}`)
    },
    removeSecret(id: string): void {
      demand(secretGone.run(id).changes, `The secret ${id}`)
    },
    putSetting(key: string, json: string): void {
      setting.run(key, json)
    },
  }
}

function demand(changes: number, what: string): void {
  if (changes === 0) throw new AppError('not-found', `${what} is not in the store (any more).`)
}
