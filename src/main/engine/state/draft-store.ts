import type { Draft, DraftContent, DraftInfo } from '#shared/model/draft.ts'
import { Draft as DraftSchema } from '#shared/model/draft.ts'
import { createMutex } from '../lib/mutex.ts'
import type { Clock } from '../ports.ts'
import { putSetting, removeSetting, type WriteState } from './stored-state.ts'

/** Edited requests that wait to be sent or thrown away, one for each delivery. */
export interface DraftStore {
  /** Newest first. */
  list(): DraftInfo[]
  get(deliveryId: string): Draft | null
  save(deliveryId: string, content: DraftContent): Promise<Draft>
  /** Resolves with what was thrown away, null where there was none. */
  discard(deliveryId: string): Promise<Draft | null>
  /** With their deliveries, of which nothing may be left. */
  forget(deliveryIds: readonly string[]): Promise<void>
}

interface DraftParts {
  /** As they were found at the start. */
  readonly settings: ReadonlyMap<string, unknown>
  readonly write: WriteState
  readonly clock: Clock
  /** For tests: less than is kept otherwise. */
  readonly limits?: { readonly drafts: number; readonly bytes: number }
}

/** The newest stay. Bytes as they are stored: a body counts 4/3 of its size. */
const standardLimits = { drafts: 50, bytes: 16 * 1024 * 1024 }
const keyStart = 'draft.'

export function createDraftStore({ settings, write, clock, limits = standardLimits }: DraftParts): DraftStore {
  const drafts = new Map<string, Draft>()
  for (const [key, value] of settings) {
    const read = key.startsWith(keyStart) ? DraftSchema.safeParse(value) : null
    if (read?.success) drafts.set(read.data.deliveryId, read.data)
  }
  const newestFirst = () => [...drafts.values()].sort((a, b) => b.savedAt - a.savedAt)
  const oneAtATime = createMutex()

  /** The oldest give way, but never the one that was just saved. */
  function crowdedOut(saved: Draft): Draft[] {
    let bytes = 0
    return [saved, ...newestFirst().filter(({ deliveryId }) => deliveryId !== saved.deliveryId)].filter(
      (draft, index) => {
        bytes += JSON.stringify(draft).length
        return index > 0 && (index >= limits.drafts || bytes > limits.bytes)
      },
    )
  }

  async function remove(gone: readonly string[]): Promise<void> {
    if (gone.length === 0) return
    await write(gone.map((id) => removeSetting(keyStart + id)))
    for (const id of gone) drafts.delete(id)
  }

  return {
    list: () => newestFirst().map(({ deliveryId, savedAt, method, url }) => ({ deliveryId, savedAt, method, url })),
    get: (deliveryId) => drafts.get(deliveryId) ?? null,
    save: (deliveryId, content) =>
      oneAtATime(async () => {
        const draft = { ...content, deliveryId, savedAt: clock.now() }
        await write([putSetting(keyStart + deliveryId, draft)])
        drafts.set(deliveryId, draft)
        await remove(crowdedOut(draft).map((old) => old.deliveryId))
        return draft
      }),
    discard: (deliveryId) =>
      oneAtATime(async () => {
        const draft = drafts.get(deliveryId) ?? null
        await remove(draft === null ? [] : [deliveryId])
        return draft
      }),
    forget: (deliveryIds) => oneAtATime(() => remove(deliveryIds.filter((id) => drafts.has(id)))),
  }
}
