import { z } from 'zod'
import { RunAnswers, RunFilter, RunOutcome, RunPlan, RunPreview, RunStatus } from '../model/run.ts'

const Id = z.strictObject({ id: z.string() })
const Page = Id.extend({
  skip: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
})

export const runCalls = {
  /** What a run would do, without sending anything. Throws `bad-input` with the place in the query. */
  'runs.preview': { input: z.strictObject({ plan: RunPlan }), output: RunPreview },
  /**
   * Starts a run. Which deliveries it is of, and in what order they go, is fixed here. `needs-approval`: it would send to
   * origins that are not on this machine and were not agreed to; call again with `approve`. Throws `conflict` where there
   * is nothing that can be sent, more than one run takes, or too many runs that have not ended.
   */
  'runs.start': {
    input: z.strictObject({ plan: RunPlan, approve: z.boolean().default(false) }),
    output: z.discriminatedUnion('result', [
      z.object({ result: z.literal('started'), id: z.string() }),
      z.object({ result: z.literal('needs-approval'), origins: z.array(z.string()) }),
    ]),
  },
  /** Sends nothing more for now; what is on its way is waited for. */
  'runs.pause': { input: Id, output: z.object({}) },
  /**
   * Goes on where the run stopped, also after a restart of the host. `uncertain`: items that may have been sent when it was
   * cut off are sent again, or left as they are. Throws `conflict` where the run has ended.
   */
  'runs.resume': { input: Id.extend({ uncertain: z.enum(['skip', 'send']).default('skip') }), output: z.object({}) },
  /** Ends the run; what is on its way is broken off, and may have been received. */
  'runs.cancel': { input: Id, output: z.object({}) },
  /** Newest first. The last 50 are stored. */
  'runs.list': { input: z.strictObject({}), output: z.object({ runs: z.array(RunStatus) }) },
  /** Outcomes in the order of the run; `total` is how many there are with this filter. */
  'runs.outcomes': {
    input: Page.extend({ filter: RunFilter.optional() }),
    output: z.object({ outcomes: z.array(RunOutcome), total: z.number().int() }),
  },
  /** Of a drill: the deliveries whose answers were compared, those with different answers first. */
  'runs.answers': {
    input: Page,
    output: z.object({ answers: z.array(RunAnswers), total: z.number().int() }),
  },
} as const

export const runStreams = {
  /** All runs, newest first: at once, then on each change, at most four times a second. */
  'runs.watch': { input: z.strictObject({}), item: z.object({ runs: z.array(RunStatus) }) },
} as const
