import { type BodyVariant, bodyCandidates } from '../body-variant.ts'
import type { Rung } from '../candidate.ts'
import { signsBody } from '../subject.ts'

const advice =
  'Let the sender sign the bytes that it sends, not a value that has not been filled or was parsed already.'

/** Signed before there was a body, or over what a framework makes of a body that was read already. */
export const bodyEmpty: Rung = {
  title: 'Empty body',
  *candidates(subject) {
    if (signsBody(subject)) yield* bodyCandidates(subject, variants)
  },
}

const standIns = ['', '{}', 'null', '""', '[]', 'undefined', '[object Object]'] as const
const variants: readonly BodyVariant[] = standIns.map((body) => ({
  cause: 'body-empty',
  tried: body === '' ? 'empty body' : `${body} as the body`,
  sentence:
    body === ''
      ? 'The signature was made over an empty body.'
      : `The signature was made over “${body}”, not over the body that was sent.`,
  proof: body === '' ? 'Over no body at all' : `Over “${body}”`,
  advice,
  body,
}))
