import { z } from 'zod'
import { RunAnswers, RunFilter, RunOutcome, RunPlan, RunPreview, RunStatus } from '../model/run.ts'

const Id = z.strictObject({ id: z.string() })
const Page = Id.extend({
  skip: z.number().int().min(0).default(0),
  limit: z.number().int().min(1).max(500).default(100),
})

export const runCalls = {
  'runs.preview': {
    doc: 'What a replay run would do, without sending anything. `bad-input` with the place in the query.',
    input: z.strictObject({ plan: RunPlan }),
    output: RunPreview,
  },
  'runs.start': {
    doc: 'Starts a replay run; which deliveries it is of, and their order, is fixed here. `conflict` where nothing can be sent, there are more than one run takes, or too many runs have not ended.',
    input: z.strictObject({
      plan: RunPlan,
      approve: z.boolean().default(false).describe('Agrees to targets that are not on this machine.'),
    }),
    output: z
      .discriminatedUnion('result', [
        z.object({ result: z.literal('started'), id: z.string() }),
        z.object({ result: z.literal('needs-approval'), origins: z.array(z.string()) }),
      ])
      .describe(
        '`needs-approval`: it would send to origins that are not on this machine and were not agreed to; call again with `approve`.',
      ),
  },
  'runs.pause': {
    doc: 'Sends nothing more for now; what is on its way is waited for.',
    input: Id,
    output: z.object({}),
  },
  'runs.resume': {
    doc: 'Goes on where the run stopped, also after a restart of the host. `conflict` where the run has ended.',
    input: Id.extend({
      uncertain: z
        .enum(['skip', 'send'])
        .default('skip')
        .describe('Whether items that may have been sent when it was cut off are sent again.'),
    }),
    output: z.object({}),
  },
  'runs.cancel': {
    doc: 'Ends the run; what is on its way is broken off, and may have been received.',
    input: Id,
    output: z.object({}),
  },
  'runs.list': {
    doc: 'Replay runs, newest first. The last 50 are stored.',
    input: z.strictObject({}),
    output: z.object({ runs: z.array(RunStatus) }),
  },
  'runs.outcomes': {
    doc: 'Outcomes in the order of the run; `total` is how many there are with this filter.',
    input: Page.extend({ filter: RunFilter.optional() }),
    output: z.object({ outcomes: z.array(RunOutcome), total: z.number().int() }),
  },
  'runs.answers': {
    doc: 'Of a drill: the deliveries whose answers were compared, those with different answers first.',
    input: Page,
    output: z.object({ answers: z.array(RunAnswers), total: z.number().int() }),
  },
} as const

export const runStreams = {
  'runs.watch': {
    doc: 'All replay runs, newest first: at once, then on each change, at most four times a second.',
    input: z.strictObject({}),
    item: z.object({ runs: z.array(RunStatus) }),
  },
} as const
