import type { Conformance, ConformanceReason } from '#shared/model/conformance.ts'

/** The result where no payload was held against a schema. */
export function unchecked(
  state: 'no-schema' | 'not-json',
  reason: ConformanceReason,
  detail: string | null = null,
  schema: Conformance['schema'] = null,
): Conformance {
  return { state, reason, schema, issues: [], issueCount: 0, documentedFields: 0, detail }
}
