import type { BodyVariant, Candidate, Rung } from '../candidate.ts'
import { jsonTree } from '../json-tree.ts'
import { type Subject, signsBody } from '../subject.ts'
import { rewrittenVariants } from './body-json.ts'
import { endVariants } from './body-whitespace.ts'
import { secretForm, secretOther } from './secrets.ts'
import { url } from './url.ts'

/** Of each sort of fault, the likeliest. */
const sorts = [
  { rung: secretOther, faults: 24, bodies: 120 },
  { rung: secretForm, faults: 24, bodies: 120 },
  { rung: url, faults: 120, bodies: 60 },
]
/** Larger bodies are not tried in pairs. */
const sizeLimit = 64 * 1024

/** A secret or URL that is wrong, and a body that was written again: what one mistake in a set-up often brings with it. */
export const twoFaults: Rung = {
  title: 'Two of these at once',
  *candidates(subject) {
    const { request } = subject
    if (!signsBody(subject) || request.body.length === 0 || request.body.length > sizeLimit) return
    const likely = [...take(bodiesOf(subject), 120)]
    for (const { rung, faults, bodies } of sorts) {
      for (const first of take(rung.candidates(subject), faults)) {
        if (typeof first !== 'number') for (const body of likely.slice(0, bodies)) yield both(subject, first, body)
      }
    }
  },
}

function both(subject: Subject, first: Candidate, body: BodyVariant): Candidate {
  const { request = subject.request } = first
  const bytes = typeof body.body === 'string' ? Buffer.from(body.body) : body.body
  return {
    ...first,
    tried: `${first.tried}, and the body ${body.tried}`,
    sentence: `${first.sentence} And ${uncapital(body.sentence)}`,
    proof: `With both undone (${body.tried}),`,
    advice: `${first.advice} ${body.advice}`,
    request: { ...request, body: bytes },
  }
}

function* bodiesOf(subject: Subject): Iterable<BodyVariant> {
  const { body } = subject.request
  yield* endVariants(body)
  const tree = jsonTree(body)
  if (tree) yield* rewrittenVariants(Buffer.from(body).toString('utf8'), tree, [])
}

function* take<T>(items: Iterable<T>, count: number): Iterable<T> {
  let left = count
  for (const item of items) {
    if (left-- <= 0) return
    yield item
  }
}

const uncapital = (text: string) =>
  /^[A-Z]{2}|^The JSON/.test(text) ? text.replace(/^The/, 'the') : text.charAt(0).toLowerCase() + text.slice(1)
