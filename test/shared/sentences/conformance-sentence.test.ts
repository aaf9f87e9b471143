import { describe, expect, test } from 'vitest'
import { type Conformance, conformanceReasons, type IssueKind } from '#shared/model/conformance.ts'
import { conformanceSentence } from '#shared/sentences/conformance-sentence.ts'

const allo = { name: 'Allo v1' }
const conforms: Conformance = {
  state: 'conforms',
  reason: 'matches-schema',
  schema: { provider: 'allo-v1', event: 'CALL_RECEIVED', documented: 'fields' },
  issues: [],
  issueCount: 0,
  documentedFields: 23,
  detail: null,
}
const issue = (kind: IssueKind) => ({
  kind,
  pointer: '/data',
  keyword: 'type',
  expected: 'number',
  got: 'the string "5.5"',
  message: 'is the string "5.5"; the schema has a number',
  line: 1,
  column: 1,
  offset: 0,
  length: 1,
})

describe('conformanceSentence', () => {
  test('conforms', () => {
    expect(conformanceSentence(conforms, allo)).toBe(
      'Matches everything that is documented for `CALL_RECEIVED`: 23 fields, with their types.',
    )
  })

  test('conforms, but only the envelope is documented', () => {
    const schema = { provider: 'oncallclerk', event: 'call.started', documented: 'envelope' } as const
    expect(conformanceSentence({ ...conforms, schema }, allo)).toBe(
      'The envelope is as documented; the other fields of `call.started` are not documented.',
    )
  })

  test('differs: counts by kind, in the order found, and what was not kept', () => {
    const issues = (['missing', 'type', 'missing'] as const).map(issue)
    expect(
      conformanceSentence({ ...conforms, state: 'differs', reason: 'issues-found', issues, issueCount: 5 }, allo),
    ).toBe('Differs from Allo v1 `CALL_RECEIVED` in 5 places: 2 missing, 1 of the wrong type, 2 more.')
  })

  test('an example, a revision, and notes beside what conforms or differs', () => {
    const schema = { provider: 'oncallclerk', event: 'lead.captured', documented: 'example' } as const
    const notes = [issue('missing'), issue('null'), issue('missing')]
    expect(conformanceSentence({ ...conforms, schema }, allo)).toBe(
      'Fits the documented example of `lead.captured`: 23 fields, with their types.',
    )
    expect(conformanceSentence({ ...conforms, schema, notes }, allo)).toBe(
      'Fits the documented example of `lead.captured`: 23 fields, with their types; 3 notes on what is only seen in an example: 2 missing, 1 null.',
    )
    const revision = { ...conforms.schema!, revision: 'the camelCase revision' }
    expect(conformanceSentence({ ...conforms, schema: revision }, allo)).toBe(
      'Matches everything that is documented for `CALL_RECEIVED` in the camelCase revision: 23 fields, with their types.',
    )
    const issues = [issue('type')]
    const differs = { ...conforms, state: 'differs', reason: 'issues-found', issues, issueCount: 1 } as const
    expect(conformanceSentence({ ...differs, notes: [issue('null')] }, allo)).toBe(
      'Differs from Allo v1 `CALL_RECEIVED` in 1 place: 1 of the wrong type; 1 note on what is only seen in an example: 1 null.',
    )
  })

  test('a detail is added to the reason', () => {
    const check: Conformance = {
      ...conforms,
      state: 'not-json',
      reason: 'syntax-error',
      detail: 'a comma is missing at line 3.',
    }
    expect(conformanceSentence(check, null)).toBe('The body is not JSON: a comma is missing at line 3.')
  })

  test.each(conformanceReasons.filter((reason) => reason !== 'matches-schema' && reason !== 'issues-found'))(
    '%s has words of its own',
    (reason) => {
      const sentence = conformanceSentence({ ...conforms, state: 'no-schema', reason, schema: null }, null)
      expect(sentence).toMatch(/^[A-Z].*[^.]\.$/)
      expect(sentence).not.toBe('Not checked.')
    },
  )
})
