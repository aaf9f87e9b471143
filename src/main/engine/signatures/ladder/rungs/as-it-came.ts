import { parseTime } from '../../lib/timestamp.ts'
import { timeAdvice } from '../advice.ts'
import { type Candidate, type Rung, recipeFix, replacedInHeaders } from '../candidate.ts'
import { changed, type Subject, timestampOf } from '../subject.ts'

const title = 'Delivery as it came, whatever its age'

/** The digest holds and only the time does not; or the time is right once it is read in another unit. */
export const asItCame: Rung = {
  title,
  *candidates(subject) {
    const { reason, detail } = subject.verification
    if (reason !== 'timestamp-too-old' && reason !== 'timestamp-too-new' && reason !== 'timestamp-malformed') return
    yield* otherUnit(subject)
    if (reason === 'timestamp-malformed') return
    const late = reason === 'timestamp-too-old'
    yield {
      cause: reason,
      tried: 'with any age',
      sentence: late ? 'The timestamp is too old for the time of arrival.' : 'The timestamp is in the future.',
      proof: `${withoutRemark(detail)}; but for that`,
      advice: late ? timeAdvice.old : timeAdvice.future,
    }
  },
}

const withoutRemark = (detail: string | null) =>
  capital((detail ?? 'It is outside the accepted age').replace(/; the signature itself matches$/, ''))
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

const units = { s: 'seconds', ms: 'milliseconds', iso: 'ISO 8601' } as const

/** Unit in which the timestamp fits the arrival, where it is another one than documented. */
export function arrivalUnit(subject: Subject): { readonly came: string; readonly documented: string } | null {
  const found = fittingUnit(subject)
  return found && { came: units[found.unit], documented: wantedUnit(subject) }
}

const wantedUnit = ({ by }: Subject): string => {
  const { timestampUnit = 's' } = by.params as { timestampUnit?: string }
  return units[timestampUnit as keyof typeof units] ?? timestampUnit
}

function fittingUnit(subject: Subject) {
  const { timestampUnit, toleranceSeconds } = subject.by.params as {
    timestampUnit?: string
    toleranceSeconds?: number | null
  }
  const text = timestampOf(subject)
  if (!text || !timestampUnit) return null
  const window = Math.max(toleranceSeconds ?? 0, 300) * 1000
  const unit = (['s', 'ms'] as const).find((other) => {
    const time = other === timestampUnit ? null : parseTime(text, other)
    return time !== null && Math.abs(subject.request.arrivedAtMs - time) <= window
  })
  return unit ? { unit, text, timestampUnit } : null
}

function* otherUnit(subject: Subject): Iterable<Candidate> {
  const found = fittingUnit(subject)
  if (!found) return
  const { unit, text, timestampUnit } = found
  const wanted = wantedUnit(subject)
  const common = {
    cause: 'timestamp-unit',
    tried: `timestamp read as ${units[unit]}`,
    sentence: `The timestamp is in ${units[unit]}, where ${wanted} are documented.`,
    advice: `At the sender: send the timestamp in ${wanted}.`,
  } as const
  const other = changed(subject, { timestampUnit: unit })
  yield {
    ...common,
    proof: `Read as ${units[unit]} the time fits the arrival, and`,
    ...(other ? { by: other.by, fix: recipeFix(other.ref, `Read the timestamp as ${units[unit]}`) } : {}),
  }
  // Signed in the documented unit, and written in the header in another.
  const signed = timestampUnit === 's' ? text.slice(0, -3) : `${text}000`
  const request = replacedInHeaders(subject.request, text, signed)
  if (request && timestampUnit !== 'iso') yield { ...common, proof: `With ${signed} in the header`, request }
}
