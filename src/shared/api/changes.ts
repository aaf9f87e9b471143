import { z } from 'zod'
import { EndpointChange, RecheckProgress } from '../model/endpoint-change.ts'

export const changeCalls = {
  'changes.apply': {
    doc: 'Changes how an endpoint’s deliveries are judged, from the next one on; stored ones stay as they were judged until `deliveries.recheck`. `undo` of the answer takes it back with `changes.undo`. `conflict` where the ladder found nothing to change.',
    input: z.strictObject({ change: EndpointChange }),
    output: z.object({ endpointId: z.string(), undo: z.string() }),
  },
} as const

export const changeStreams = {
  'changes.preview': {
    doc: 'What the change would do to the stored deliveries, newest first. Nothing is changed.',
    input: z.strictObject({ change: EndpointChange }),
    item: RecheckProgress,
  },
  'changes.undo': {
    doc: 'Takes a change back: the endpoint is set up as before, its deliveries get the verdicts that they had, and those that came since are judged again. `conflict` where the endpoint was changed since in another way, `not-found` where the host has restarted.',
    input: z.strictObject({ undo: z.string() }),
    item: RecheckProgress,
  },
} as const
