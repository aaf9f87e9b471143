import { AppError } from '#shared/api/errors.ts'
import type { Answer } from '#shared/model/delivery.ts'
import type { Replay } from '#shared/model/replay.ts'
import type { Verification } from '#shared/model/verification.ts'
import { openBodyFiles } from '../body-files.ts'
import { openMainDatabase } from '../main-database.ts'
import type { Examination, NewDelivery, StoredEndpoint, StoredSecret } from '../store.ts'
import type { StorePaths } from '../store-paths.ts'
import { createGroupCommit } from './group-commit.ts'
import { prepareDeliveryWrites } from './write-deliveries.ts'
import { prepareEndpointWrites } from './write-endpoints.ts'
import { prepareExaminationWrites } from './write-examinations.ts'
import { prepareReplayWrites } from './write-replays.ts'

/** Deliveries removed in one transaction, so that a large removal lets new deliveries in between. */
const removalStep = 500

/** The only writer of the main database. Every promise resolves after its commit is on disk. */
export function openStoreWriter(paths: StorePaths) {
  const db = openMainDatabase(paths.main)
  const files = openBodyFiles(paths.bodies)
  const hasFile = db.prepare(
    'SELECT 1 FROM deliveries JOIN bodies USING (seq) WHERE deliveries.id = ? AND bodies.bytes IS NULL',
  )
  const isKnown = db.prepare('SELECT 1 FROM deliveries WHERE id = ?')
  files.sweep((id) => hasFile.get(id) !== undefined)
  const deliveries = prepareDeliveryWrites(db)
  const endpoints = prepareEndpointWrites(db)
  const examinations = prepareExaminationWrites(db)
  const replays = prepareReplayWrites(db)
  const forgetRemovals = db.prepare('DELETE FROM removals WHERE position <= ?')
  const group = createGroupCommit(db)

  const remove = async (ids: readonly string[]): Promise<number[]> => {
    const removed = await group.run(() => deliveries.remove(ids))
    await files.drop(removed.filter(({ inFile }) => inFile).map(({ id }) => id))
    return removed.map(({ seq }) => seq)
  }

  const calls = {
    async insertDelivery(delivery: NewDelivery): Promise<{ seq: number; attempt: number }> {
      // Before its file can be put over that of another.
      if (isKnown.get(delivery.id) !== undefined) {
        throw new AppError('conflict', `The store already holds a delivery ${delivery.id}.`)
      }
      const body = await files.keep(delivery.id, delivery.body)
      try {
        return await group.run(() => deliveries.insert({ ...delivery, body }))
      } catch (error) {
        if (body.bytes === null) await files.drop([delivery.id])
        throw error
      }
    },
    setAnswer: (seq: number, answer: Answer) => group.run(() => deliveries.setAnswer(seq, answer)),
    setVerification: (seq: number, verdict: Verification) => group.run(() => deliveries.setVerification(seq, verdict)),
    setExamined: (seq: number, examination: Examination) => group.run(() => examinations.put(seq, examination)),
    async removeDeliveries(ids: readonly string[]): Promise<{ removed: number[] }> {
      const removed: number[] = []
      for (let at = 0; at < ids.length; at += removalStep) {
        removed.push(...(await remove(ids.slice(at, at + removalStep))))
      }
      return { removed }
    },
    async removeEndpoint(id: string): Promise<void> {
      for (;;) {
        const ids = endpoints.deliveriesOf(id, removalStep)
        if (ids.length === 0) break
        await remove(ids)
      }
      await group.run(() => endpoints.removeEndpoint(id))
    },
    putEndpoint: (endpoint: StoredEndpoint) => group.run(() => endpoints.putEndpoint(endpoint)),
    putSecret: (secret: StoredSecret) => group.run(() => endpoints.putSecret(secret)),
    touchSecret: (id: string, at: number) => group.run(() => endpoints.touchSecret(id, at)),
    removeSecret: (id: string) => group.run(() => endpoints.removeSecret(id)),
    putSetting: (key: string, json: string) => group.run(() => endpoints.putSetting(key, json)),
    insertReplay: (replay: Omit<Replay, 'number'>, body: Uint8Array) => group.run(() => replays.insert(replay, body)),
    /** The search index has dealt with removals up to `position`. */
    async forgetRemovals(position: number): Promise<void> {
      await group.run(() => forgetRemovals.run(position))
    },
  }

  return {
    calls,
    close(): void {
      group.flush()
      db.pragma('wal_checkpoint(TRUNCATE)')
      db.close()
    },
  }
}

export type WriterCalls = ReturnType<typeof openStoreWriter>['calls']
