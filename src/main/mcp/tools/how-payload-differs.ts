import { z } from 'zod'
import type { SchemaIssue } from '#shared/model/conformance.ts'
import { conformanceSentence } from '#shared/sentences/conformance-sentence.ts'
import { plural } from '#shared/sentences/units.ts'
import { defineTool, readOnly } from '../tool.ts'
import { shown, shownLine } from '../untrusted.ts'

const IssueOut = z.object({
  kind: z.string(),
  pointer: z.string(),
  expected: z.string(),
  got: z.string(),
  message: z.string(),
  line: z.number(),
  column: z.number(),
})

export const howPayloadDiffers = defineTool({
  name: 'how_payload_differs',
  title: 'How does the payload differ from its schema?',
  description:
    'Holds a payload against the provider’s documented schema and lists each place where it differs: what is missing, extra, of another type, null, or has an unknown value, with JSON pointer, line and what is documented.',
  annotations: readOnly,
  input: z.strictObject({ id: z.string(), limit: z.number().int().min(1).max(200).default(50) }),
  output: z.object({
    id: z.string(),
    state: z.string(),
    reason: z.string(),
    schema: z
      .object({ provider: z.string(), event: z.string(), documented: z.string(), revision: z.string().nullable() })
      .nullable()
      .describe('`documented`: how much the source tells: all fields, an example, or only the envelope'),
    differences: z.number(),
    untrusted: z.object({
      sentence: z.string(),
      differences: z.array(IssueOut),
      notes: z.array(IssueOut).describe('leaves what is only seen in an example; no differences'),
    }),
  }),
  async run({ id, limit }, { client }) {
    const { check, facts } = await client.call('deliveries.get', { id })
    const provider = facts.provider === null ? null : { name: facts.provider }
    const sentence = shown(conformanceSentence(check, provider), 1000)
    const differences = check.issues.slice(0, limit).map(issueOut)
    const notes = (check.notes ?? []).slice(0, limit).map(issueOut)
    const { schema, issueCount } = check
    const left = issueCount - differences.length
    return {
      text: `Delivery ${id}: ${check.state}, ${plural(issueCount, 'difference')}${left > 0 ? ` (${left} of them not listed)` : ''}.${
        schema === null
          ? ''
          : ` The schema: provider_facts with provider "${schema.provider}", event "${schema.event}".`
      }`,
      outside: [sentence, ...differences.map(issueLine), ...notes.map((note) => `note: ${issueLine(note)}`)].join('\n'),
      structured: {
        id,
        state: check.state,
        reason: check.reason,
        schema: schema && { ...schema, revision: schema.revision ?? null },
        differences: issueCount,
        untrusted: { sentence, differences, notes },
      },
    }
  },
})

function issueOut({ kind, pointer, expected, got, message, line, column }: SchemaIssue): z.infer<typeof IssueOut> {
  return {
    ...{ kind, line, column },
    pointer: shown(pointer, 300),
    expected: shown(expected, 300),
    got: shown(got, 200),
    message: shown(message, 400),
  }
}

const issueLine = ({ kind, pointer, message, line }: z.infer<typeof IssueOut>) =>
  `${kind} ${shownLine(pointer || '(the whole body)', 300)}, line ${line}: ${shownLine(message, 400)}`
