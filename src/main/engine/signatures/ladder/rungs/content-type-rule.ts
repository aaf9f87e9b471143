import { firstHeader } from '#shared/model/headers.ts'
import { mediaType } from '../../lib/form.ts'
import type { Candidate, Rung } from '../candidate.ts'
import { recipeFix } from '../candidate.ts'
import { withHeader } from '../replace-header.ts'
import { changed, type Subject } from '../subject.ts'

const types = [
  'application/x-www-form-urlencoded',
  'application/json',
  'application/json; charset=utf-8',
  'application/json;charset=utf-8',
  'application/json; charset=UTF-8',
  'application/json;charset=UTF-8',
  'application/x-www-form-urlencoded; charset=utf-8',
  'application/x-www-form-urlencoded; charset=UTF-8',
  'text/plain',
  '',
]

/** Forms and JSON are signed by different rules, or the content type itself is signed. */
export const contentTypeRule: Rung = {
  title: 'Rule for the content type',
  *candidates(subject) {
    const { by, parts } = subject
    const { signed = '' } = by.params as { signed?: string }
    if (!parts.has('form') && !/\{header:content-type/i.test(signed)) return
    const came = firstHeader(subject.request.headers, 'content-type')
    for (const type of types) if (type !== came) yield withType(subject, came, type)
    if (by.scheme.id === 'twilio') yield* otherRule(subject)
  },
}

function withType(subject: Subject, came: string | undefined, type: string): Candidate {
  const [was, is] = [came ? `“${came.slice(0, 80)}”` : 'no content type', type ? `“${type}”` : 'none']
  return {
    cause: 'content-type-rule',
    tried: `as ${type || 'no content type'}`,
    sentence: `The body came with ${was}, but was signed as ${is}.`,
    proof: `Taken as ${type || 'having no content type'},`,
    advice: 'Keep the Content-Type header as the sender sets it: it decides by which rule the body is signed.',
    request: withHeader(subject.request, 'Content-Type', type),
  }
}

function* otherRule(subject: Subject): Iterable<Candidate> {
  const { request } = subject
  for (const rule of ['json', 'form']) {
    const other = changed(subject, { rule })
    if (!other || (rule === 'form') === (mediaType(request) === 'application/x-www-form-urlencoded')) continue
    const used = rule === 'json' ? 'form' : 'JSON'
    yield {
      cause: 'content-type-rule',
      tried: `by the ${rule === 'json' ? 'JSON' : 'form'} rule`,
      sentence: `It was signed by the ${rule === 'json' ? 'JSON' : 'form'} rule, while its content type asks for the ${used} rule.`,
      proof: `By the ${rule === 'json' ? 'JSON' : 'form'} rule`,
      advice: 'Choose the rule by the content type of the request: form values are signed with the URL, JSON is not.',
      by: other.by,
      fix: recipeFix(other.ref, `Check by the ${rule === 'json' ? 'JSON' : 'form'} rule`),
    }
  }
}
