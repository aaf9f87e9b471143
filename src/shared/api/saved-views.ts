import { z } from 'zod'
import { SavedView, SavedViewName, SavedViewQuery } from '../model/saved-view.ts'

const Id = z.strictObject({ id: z.string() })
const None = z.strictObject({})
/** Place in the rail, from 0; beyond the end: at the end. */
const place = z.number().int().min(0)

export const savedViewCalls = {
  /** Adds a view (at the end unless `at` says otherwise). Throws `bad-input` for a query that cannot be read, `conflict` for one too many. */
  'savedViews.add': {
    input: z.strictObject({ name: SavedViewName, query: SavedViewQuery, at: place.optional() }),
    output: SavedView,
  },
  'savedViews.change': {
    input: Id.extend({ name: SavedViewName.optional(), query: SavedViewQuery.optional() }),
    output: SavedView,
  },
  'savedViews.move': { input: Id.extend({ to: place }), output: None },
  'savedViews.remove': { input: Id, output: None },
  /** Brings back those of the first start that were removed, at the end. */
  'savedViews.restore': { input: None, output: None },
} as const

export const savedViewStreams = {
  /** All views in their order: at once, then on each change by any window. */
  'savedViews.watch': { input: None, item: z.object({ views: z.array(SavedView) }) },
} as const
