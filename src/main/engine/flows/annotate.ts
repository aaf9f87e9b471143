import type { AddFacts } from '../log/codec.ts'
import type { AnnotationChange } from '../log/entries.ts'
import type { Views } from '../reading/views.ts'

/** Pins a delivery, or writes a note on it; what is left out stays. Rejects with AppError `not-found` where it is gone. */
export type Annotate = (id: string, change: AnnotationChange) => Promise<void>

export function createAnnotate(views: Pick<Views, 'read'>, addFacts: AddFacts): Annotate {
  return async (id, { pinned, note }) => {
    const about = await views.read.seqOf(id)
    const change: AnnotationChange = {
      ...(pinned !== undefined && { pinned }),
      ...(note !== undefined && { note: note?.trim() || null }),
    }
    if (Object.keys(change).length > 0) await addFacts([{ kind: 'annotated', about, change }])
  }
}
