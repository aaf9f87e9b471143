import { AppError } from '#shared/api/errors.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { Database } from '../database.ts'

/** Statements on replays. */
export function prepareReplayWrites(db: Database) {
  const delivery = db.prepare(
    'SELECT seq, (SELECT coalesce(max(number), 0) FROM replays WHERE replays.seq = deliveries.seq) AS last FROM deliveries WHERE id = ?',
  )
  const replay = db.prepare('INSERT INTO replays (id, seq, number, outcome) VALUES (?, ?, ?, ?)')
  const body = db.prepare('INSERT INTO replay_bodies (replay_id, bytes) VALUES (?, ?)')
  const counted = db.prepare('UPDATE deliveries SET replays = replays + 1 WHERE seq = ?')

  return {
    /** Gives the replay its number. */
    insert(outcome: Omit<Replay, 'number'>, bytes: Uint8Array): Replay {
      const found = delivery.get(outcome.deliveryId) as { seq: number; last: number } | undefined
      if (found === undefined) {
        throw new AppError('not-found', `Delivery ${outcome.deliveryId} is not in the store (any more).`)
      }
      const numbered: Replay = { ...outcome, number: found.last + 1 }
      replay.run(outcome.id, found.seq, numbered.number, JSON.stringify(numbered))
      body.run(outcome.id, bytes)
      counted.run(found.seq)
      return numbered
    },
  }
}
