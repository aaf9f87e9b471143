import type { Ladder } from '#shared/model/ladder.ts'
import type { VerificationReason } from '#shared/model/verification.ts'
import { type Candidate, type Climb, type Rung, type Search, tryCandidate } from './candidate.ts'
import type { LadderControl, LadderInput } from './ladder-input.ts'
import { foundBy, stepsOf, visibleSteps } from './ladder-report.ts'
import { asItCame } from './rungs/as-it-came.ts'
import { bodyCharset, bodyCompressed } from './rungs/body-encoding.ts'
import { bodyForm, formOfJson } from './rungs/body-form.ts'
import { bodyEscapes, bodyKeyOrder, bodyKeyOrders, bodyNumbers, bodyRewritten } from './rungs/body-json.ts'
import { bodyEmpty, bodyEnds, bodyWhitespace } from './rungs/body-whitespace.ts'
import { headerShapes, headerSpellings, repeatedHeaders } from './rungs/header-names.ts'
import { algorithm, contentTypeRule, ownHeadersOfOthers, tokenPlace, wrongProvider } from './rungs/other-scheme.ts'
import { secretForm, secretOther, testSecret } from './rungs/secrets.ts'
import { encoding, prefix, prefixSpelling } from './rungs/signature-text.ts'
import { formString, signedString } from './rungs/signed-string.ts'
import { twoFaults } from './rungs/two-faults.ts'
import { url } from './rungs/url.ts'
import { type Subject, subjectOf } from './subject.ts'
import { unexplained } from './unexplained.ts'

/**
 * Why the signature of a delivery does not hold: tries what usually goes wrong, most frequent first, until a recomputation
 * matches. Null where it does not fail; nothing in a request makes it throw. Takes its time: call it in a thread of its own.
 */
export function explainFailure(input: LadderInput, control: LadderControl): Ladder | null {
  const subject = subjectOf(input)
  if (!subject) return null
  const rungs = rungsFor(subject)
  const result = search(subject, rungs, control)
  const { climbs, candidates, timedOut } = result
  return {
    ...(result.match ? foundBy(subject, result.match) : unexplained(subject, result)),
    steps: [...visibleSteps(subject), ...stepsOf(rungs, climbs)],
    candidates,
    tookMs: control.elapsed(),
    timedOut,
  }
}

const names: readonly Rung[] = [headerSpellings, ownHeadersOfOthers, headerShapes]
const smallBody: readonly Rung[] = [bodyEnds, bodyCharset, bodyCompressed, bodyEmpty]
const body: readonly Rung[] = [
  bodyEnds,
  bodyCharset,
  bodyWhitespace,
  bodyEscapes,
  bodyNumbers,
  bodyKeyOrder,
  bodyRewritten,
  bodyForm,
  formOfJson,
  bodyCompressed,
  bodyEmpty,
]
const full: readonly Rung[] = [
  asItCame,
  secretForm,
  secretOther,
  testSecret,
  encoding,
  prefix,
  algorithm,
  url,
  contentTypeRule,
  ...body,
  signedString,
  formString,
  headerShapes,
  wrongProvider,
  twoFaults,
  bodyKeyOrders,
]

/** What is worth trying, by the reason of the verdict, most frequent first. */
const byReason: Partial<Record<VerificationReason, readonly Rung[]>> = {
  'header-missing': [...names, tokenPlace, ...smallBody, wrongProvider],
  'timestamp-missing': [headerSpellings, headerShapes, prefix, wrongProvider],
  'timestamp-malformed': [asItCame],
  'header-malformed': [repeatedHeaders, prefix, encoding, ...names, ...smallBody, wrongProvider],
  'no-supported-version': [prefixSpelling, ...names, wrongProvider],
  'unsupported-algorithm': [prefixSpelling, ...names, wrongProvider],
  'body-hash-mismatch': [...body, url, bodyKeyOrders],
}

const rungsFor = ({ verification }: Subject): readonly Rung[] => byReason[verification.reason] ?? full

const defaultLimitMs = 2000

/** Tries rung after rung until a candidate holds or the time is up. */
function search(subject: Subject, rungs: readonly Rung[], control: LadderControl): Search {
  const climbs: Climb[] = []
  let candidates = 0
  for (const rung of rungs) {
    const { timedOut, ...climb } = climbOne(subject, rung, control)
    candidates += climb.count
    climbs.push(climb)
    if (climb.match || timedOut) return { climbs, match: climb.match, candidates, timedOut }
  }
  return { climbs, match: null, candidates, timedOut: false }
}

/** Bytes that are put together and digested for a candidate, once for each key. */
const costOf = ({ request, keys }: Subject, { request: other = request, keys: own = keys }: Candidate): number =>
  (other.body.length + other.publicUrl.length) * Math.max(1, own.length)

/** First words of so many candidates are shown. */
const wordsLimit = 4

function climbOne(
  subject: Subject,
  rung: Rung,
  { elapsed, limitMs = defaultLimitMs, onWork }: LadderControl,
): Climb & { readonly timedOut: boolean } {
  const tried: string[] = []
  let count = 0
  for (const step of rung.candidates(subject)) {
    onWork?.(typeof step === 'number' ? step : costOf(subject, step))
    if (typeof step === 'number') {
      if (elapsed() > limitMs) return { rung, tried, count, match: null, timedOut: true }
      continue
    }
    const candidate = step
    count++
    if (tried.length < wordsLimit && !tried.includes(candidate.tried)) tried.push(candidate.tried)
    const secret = tryCandidate(subject, candidate)
    if (secret) return { rung, tried, count, match: { candidate, secret }, timedOut: false }
    if (elapsed() > limitMs) return { rung, tried, count, match: null, timedOut: true }
  }
  return { rung, tried, count, match: null, timedOut: false }
}
