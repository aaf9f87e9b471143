import { unescape as percentDecode } from 'node:querystring'
import type { MaskedItem } from '../export-format.ts'
import { encodedPieces } from './encoded-pieces.ts'
import type { Pseudonyms } from './pseudonyms.ts'
import { readBody } from './readable-body.ts'
import type { TouchedValue } from './replace-values.ts'

const note = 'known from another place, and still there'

/** Looks through a safe request for numbers, addresses and names that were replaced in other places. */
export function remainsIn({ body, path, delivery }: MaskedItem, names: Pseudonyms): TouchedValue[] {
  const { headers } = delivery.request
  const texts: (readonly [place: string, text: string])[] = [
    ['body', readBody(body, headers)?.text ?? ''],
    ['path', path],
    ...headers.map(([name, value]) => [`header:${name}`, value] as const),
  ]
  return texts.flatMap(([place, text]) => {
    const meant = [text, percentDecode(text), ...encodedPieces(text).map((piece) => piece.meant)]
    const found = new Map(meant.flatMap((each) => names.knownIn(each)).map((known) => [known.text, known.kind]))
    return [...found].map(([value, kind]) => ({ place, kind, before: value, after: value, note }))
  })
}
