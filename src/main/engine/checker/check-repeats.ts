import type { Conformance, SchemaIssue } from '#shared/model/conformance.ts'
import { type BodyReading, placesIn } from '../lib/body-reader.ts'
import { pointerSteps, valueAtPointer } from '../lib/json-places.ts'
import { lineIndex } from '../lib/json-problem.ts'
import { oncePer } from '../lib/once-per.ts'

/** A header that is documented to repeat a value of the body. */
export interface RepeatRule {
  readonly header: string
  /** JSON pointer. */
  readonly body: string
}

const prepared = oncePer(({ header, body }: RepeatRule) => ({ name: header.toLowerCase(), steps: pointerSteps(body) }))

/** Adds a difference for each header that says something else than the body. What only one of them has is not compared. */
export function checkRepeats(
  checked: Conformance,
  body: BodyReading,
  rules: readonly RepeatRule[],
  header: (name: string) => string | undefined,
): Conformance {
  if (checked.state !== 'conforms' && checked.state !== 'differs') return checked
  const found: SchemaIssue[] = []
  for (const rule of rules) {
    const { name, steps } = prepared(rule)
    const said = header(name)
    const value = said === undefined ? undefined : valueAtPointer(body.value, steps)
    if (said === undefined || typeof value !== 'string' || value === said) continue
    found.push(issueOf(rule, said, value, body))
  }
  if (found.length === 0) return checked
  const issues = [...checked.issues, ...found].sort((a, b) => a.offset - b.offset)
  return { ...checked, state: 'differs', reason: 'issues-found', issues, issueCount: checked.issueCount + found.length }
}

function issueOf({ header, body: pointer }: RepeatRule, said: string, value: string, body: BodyReading): SchemaIssue {
  const { offset, length } = placesIn(body, [pointer]).get(pointer) ?? { offset: 0, length: body.text.length }
  const field = pointer.slice(1).replaceAll('/', '.')
  return {
    kind: 'value',
    pointer,
    keyword: 'header',
    expected: `${quote(said)}, as in ${header}`,
    got: `the string ${quote(value)}`,
    message: `${field} is ${quote(value)}, while the header ${header} says ${quote(said)}`,
    offset,
    length,
    ...lineIndex(body.text)(offset),
  }
}

const quote = (text: string) => JSON.stringify(text.length > 60 ? `${text.slice(0, 59)}…` : text)
