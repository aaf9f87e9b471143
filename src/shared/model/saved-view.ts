import { z } from 'zod'

export const SavedViewName = z.string().trim().min(1, 'a name is needed').max(60)
export const SavedViewQuery = z.string().trim().min(1, 'a search is needed').max(2000)

/** A search with a name, in the order of the rail. */
export const SavedView = z.object({ id: z.string(), name: SavedViewName, query: SavedViewQuery })
export type SavedView = z.infer<typeof SavedView>

/** What everybody begins with. They can be changed and removed like any other, and brought back. */
export const defaultViews: readonly SavedView[] = [
  { id: 'signature-failed', name: 'Signature failed', query: 'verification:failed' },
  { id: 'schema-differs', name: 'Schema differs', query: 'schema:differs' },
  { id: 'near-deadline', name: 'Near the deadline', query: 'is:near-deadline' },
]

/** The rail is for a few. */
export const maxViews = 50
