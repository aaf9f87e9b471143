import type { ErrorObject } from 'ajv'
import type { SchemaIssue } from '#shared/model/conformance.ts'
import { type BodyReading, placesIn } from '../lib/body-reader.ts'
import { pointerTokens } from '../lib/json-places.ts'
import { lineIndex } from '../lib/json-problem.ts'
import { collapseErrors } from './collapse-errors.ts'
import { describeValue } from './describe.ts'
import { faultToIssue, type IssueDraft, isNote, type SourcedSchema } from './fault-to-issue.ts'

/** Issues kept of one check; the others are counted. */
const issueLimit = 200
const noteLimit = 50
/** Errors of the validator that are looked at. */
const errorLimit = 5000
/** Names in a payload may be as long as the payload; an issue must not. */
const pointerLimit = 1000

export interface FoundIssues {
  /** In the order of the text. */
  readonly issues: readonly SchemaIssue[]
  readonly count: number
  readonly notes: readonly SchemaIssue[]
}

/** Turns the validator's errors into issues with their places in the body's text. */
export function findIssues(
  body: BodyReading,
  errors: readonly ErrorObject[],
  schema: SourcedSchema,
  documented: ReadonlySet<string>,
): FoundIssues {
  const { text } = body
  const { root } = schema
  // To find the errors that repeat others, all are compared with each other: what is beyond the limit is only counted.
  const rest = errors.slice(errorLimit)
  const beyond = rest.filter((error) => !isNote(error, schema)).length
  const looked = rest.length === 0 ? errors : errors.slice(0, errorLimit)
  const drafts = oncePerFault(
    collapseErrors(looked, root).map((fault) => faultToIssue(fault, schema)),
    documented,
  )
  const places = placesIn(body, new Set(drafts.map((draft) => draft.marked.pointer)))
  const lineOf = lineIndex(text)

  const found = drafts.map((draft): SchemaIssue => {
    const place = places.get(draft.marked.pointer) ?? { offset: 0, length: text.length, key: null }
    const marked = draft.marked.part === 'key' ? (place.key ?? place) : place
    const length = draft.marked.part === 'brace' ? 1 : marked.length
    const source = text.slice(place.offset, place.offset + place.length)
    const got = draft.kind === 'missing' ? 'nothing' : describeValue(draft.value, source)
    const { kind, keyword, expected } = draft
    const pointer = draft.pointer.slice(0, pointerLimit)
    return {
      kind,
      pointer,
      keyword,
      expected,
      got,
      message: draft.say(got),
      offset: marked.offset,
      length,
      ...lineOf(marked.offset),
    }
  })
  const listed = (notes: boolean) =>
    found.filter((_, index) => drafts[index]!.isNote === notes).sort((a, b) => a.offset - b.offset)
  const issues = listed(false)
  return {
    issues: issues.slice(0, issueLimit),
    count: issues.length + beyond,
    notes: listed(true).slice(0, noteLimit),
  }
}

/** A value of the wrong type is one fault, whatever else the schema would have asked of it. */
function oncePerFault(drafts: readonly IssueDraft[], documented: ReadonlySet<string>): readonly IssueDraft[] {
  const wrongType = new Set(drafts.filter(isTypeFault).map((draft) => draft.pointer))
  const seen = new Set<string>()
  return drafts.filter((draft) => {
    if (wrongType.has(draft.pointer) && !isTypeFault(draft)) return false
    // A subschema that fails leaves all its fields "unevaluated": its own issues say why.
    if (draft.keyword === 'unevaluatedProperties' && documented.has(fieldPath(draft.pointer))) return false
    const id = `${isTypeFault(draft) ? 'type' : draft.keyword} ${draft.pointer}`
    if (seen.has(id)) return false
    seen.add(id)
    return true
  })
}

function isTypeFault(draft: IssueDraft): boolean {
  return draft.kind === 'type' || draft.kind === 'null'
}

/** The path under which `documentedFields` lists a field. */
function fieldPath(pointer: string): string {
  return pointerTokens(pointer)
    .map((token, at) => (/^\d+$/.test(token) ? '[]' : at === 0 ? token : `.${token}`))
    .join('')
}
