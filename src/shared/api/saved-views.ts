import { z } from 'zod'
import { SavedView, SavedViewName, SavedViewQuery } from '../model/saved-view.ts'

const Id = z.strictObject({ id: z.string() })
const None = z.strictObject({})
const place = z.number().int().min(0).describe('Place in the list, from 0; beyond the end: at the end.')

export const savedViewCalls = {
  'savedViews.add': {
    doc: 'Adds a saved view, at the end unless `at` says otherwise. `bad-input` for a query that cannot be read, `conflict` for one too many.',
    input: z.strictObject({ name: SavedViewName, query: SavedViewQuery, at: place.optional() }),
    output: SavedView,
  },
  'savedViews.change': {
    doc: 'Changes name or query of a saved view; what is left out stays as it was.',
    input: Id.extend({ name: SavedViewName.optional(), query: SavedViewQuery.optional() }),
    output: SavedView,
  },
  'savedViews.move': { doc: 'Moves a saved view to another place.', input: Id.extend({ to: place }), output: None },
  'savedViews.remove': { doc: 'Deletes a saved view.', input: Id, output: None },
  'savedViews.restore': {
    doc: 'Brings back those views of the first start that were removed, at the end.',
    input: None,
    output: None,
  },
} as const

export const savedViewStreams = {
  'savedViews.watch': {
    doc: 'All saved views in their order: at once, then on each change by any window.',
    input: None,
    item: z.object({ views: z.array(SavedView) }),
  },
} as const
