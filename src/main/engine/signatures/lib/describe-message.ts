import type { Coverage, ReplayProtection } from '#shared/model/verification.ts'
import { formatDuration } from '#shared/sentences/units.ts'
import { namesInWords } from './header-names.ts'
import type { MessageParams } from './message-params.ts'
import { type Hole, holesOf, holeWords, parseTemplate } from './template.ts'
import { filterWords } from './template-filters.ts'

/** "the raw body", or the parts in order: "timestamp, “.”, raw body". */
export function signedStringWords(template: string): string {
  const pieces = parseTemplate(template).map((piece) => {
    if (typeof piece === 'string') return `“${piece.replaceAll('\n', '↵')}”`
    const filters =
      piece.filters.length > 0 ? ` (${piece.filters.map((name) => filterWords[name] ?? name).join(', ')})` : ''
    return holeWords(piece) + filters
  })
  return pieces.length === 1 ? `the ${pieces[0]}` : pieces.join(', ')
}

const covering = (hole: Hole) => hole.kind !== 'secret'

export function coverageOf(template: string): Coverage {
  const holes = holesOf(template).filter(covering)
  const names = [...new Set(holes.map(holeWords))].map((name) => `the ${name}`)
  const whole = holes.some(({ kind }) => kind === 'body' || kind === 'form')
  const detail = inWords(names)
  if (whole) return { extent: 'body', detail }
  return {
    extent: 'part',
    detail: holes.some(({ kind }) => kind === 'json') ? `only ${detail}` : `${detail}, not the body`,
  }
}

export function replayOf(
  params: Pick<MessageParams, 'signed' | 'timestampPointer' | 'toleranceSeconds'>,
): ReplayProtection {
  const kinds = holesOf(params.signed).map(({ kind }) => kind)
  const signed = kinds.includes('timestamp') || (params.timestampPointer !== '' && kinds.includes('body'))
  const { toleranceSeconds } = params
  if (!signed) {
    const nonce = kinds.includes('nonce') ? 'a nonce is signed, but no timestamp' : 'no timestamp is signed'
    return { protected: false, toleranceSeconds: null, detail: nonce }
  }
  if (toleranceSeconds === null) {
    return { protected: false, toleranceSeconds, detail: 'the timestamp is signed, but no accepted age is documented' }
  }
  const accepted = formatDuration(toleranceSeconds * 1000)
  return { protected: true, toleranceSeconds, detail: `the timestamp is signed, ${accepted} are accepted` }
}

/** What a scheme over a signed string says of itself. */
export const describeMessage = (params: MessageParams) => ({
  signedString: signedStringWords(params.signed),
  header: namesInWords(params.header),
  covers: coverageOf(params.signed),
  replay: replayOf(params),
})

/** "a", "a and b", "a, b and c". */
export function inWords(names: readonly string[]): string {
  return names.length < 2 ? (names[0] ?? 'nothing') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`
}
