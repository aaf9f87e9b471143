import { z } from 'zod'
import { conformanceStates } from './verdict-words.ts'

export const ConformanceState = z.enum(conformanceStates)
export type ConformanceState = z.infer<typeof ConformanceState>

export const conformanceReasons = [
  'matches-schema',
  'issues-found',
  'provider-not-detected',
  'event-not-detected',
  'event-not-documented',
  'handshake',
  'schema-broken',
  'check-timed-out',
  'delivery-incomplete',
  'body-empty',
  'syntax-error',
  'not-json-media-type',
  'judged-later',
  'only-a-hint',
] as const
export const ConformanceReason = z.enum(conformanceReasons)
export type ConformanceReason = z.infer<typeof ConformanceReason>

export const issueKinds = ['missing', 'extra', 'type', 'null', 'value', 'format', 'other'] as const
export const IssueKind = z.enum(issueKinds)
export type IssueKind = z.infer<typeof IssueKind>

/** One place where a payload leaves its schema. Positions are in the text as received. */
export const SchemaIssue = z.object({
  kind: IssueKind,
  /** JSON pointer (RFC 6901) of the value; for `missing`, of the value that should be there. */
  pointer: z.string(),
  /** JSON Schema keyword that failed. */
  keyword: z.string(),
  /** In words, e.g. "string or null". */
  expected: z.string(),
  /** What is there, shortened to 120 characters, e.g. `the string "5.5"`; "nothing" where it is missing. */
  got: z.string(),
  /** One sentence without a final stop. */
  message: z.string(),
  /** 1-based; for `missing` the line of the object's opening brace. */
  line: z.number().int(),
  column: z.number().int(),
  /** UTF-16 offset and length in the decoded text. */
  offset: z.number().int(),
  length: z.number().int(),
})
export type SchemaIssue = z.infer<typeof SchemaIssue>

/** How much of an event's shape its source documents: its fields, one example of it, or only what is around its fields. */
export const Documented = z.enum(['fields', 'example', 'envelope'])
export type Documented = z.infer<typeof Documented>

export const Conformance = z.object({
  state: ConformanceState,
  reason: ConformanceReason,
  /** The schema that was used: provider, the pack's event entry, and how much of it is documented. */
  schema: z
    .object({
      provider: z.string(),
      event: z.string(),
      documented: Documented,
      /** Name of the other revision of the documentation that the payload keeps to; left out for the current one. */
      revision: z.string().optional(),
    })
    .nullable(),
  /** At most 200; `issueCount` tells how many there are. */
  issues: z.array(SchemaIssue),
  issueCount: z.number().int(),
  /** Where it leaves what is only seen in an example, or said in passing: no differences. At most 50; left out: none. */
  notes: z.array(SchemaIssue).optional(),
  /** Number of fields that the schema documents, for "all 23 documented fields are here". */
  documentedFields: z.number().int(),
  detail: z.string().nullable(),
})
export type Conformance = z.infer<typeof Conformance>
