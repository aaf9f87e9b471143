import type { Ladder } from '#shared/model/ladder.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import { formatCount, plural } from '#shared/sentences/units.ts'

type Part = SignatureReport['signedString'][number]

/** Index in a part's shown bytes of the first byte that came otherwise; null where it is not among them. */
export function markOf(part: Part, ladder: Ladder | null): number | null {
  const { firstDifference, sizes } = ladder ?? {}
  if (!firstDifference || !/body/i.test(part.name)) return null
  if (sizes && part.size !== sizes.signed) return null
  const { offset } = firstDifference
  if (offset > part.size) return null
  const head = Math.ceil((part.size - part.omitted) / 2)
  if (part.omitted === 0 || offset < head) return offset
  return offset >= head + part.omitted ? offset - part.omitted : null
}

/** A piece of text around the first difference, in three parts; `other` is what differs. */
export interface Excerpt {
  readonly before: string
  readonly other: string
  readonly after: string
}

/** Both sides of the first difference, cut where they part and where they are the same again. */
export function excerpts({ signed, came }: NonNullable<Ladder['firstDifference']>): { signed: Excerpt; came: Excerpt } {
  let from = 0
  while (from < Math.min(signed.length, came.length) && signed[from] === came[from]) from++
  const cut = (text: string): Excerpt => {
    const [char = ''] = [...text.slice(from)]
    return { before: text.slice(0, from), other: char, after: text.slice(from + char.length) }
  }
  return { signed: cut(signed), came: cut(came) }
}

/** "721 bytes of body were signed, 722 came", or the size alone. */
export function sizeWords(size: number, ladder: Ladder | null): string {
  const { sizes } = ladder ?? {}
  return sizes
    ? `${plural(sizes.signed, 'byte')} of body were signed, ${formatCount(sizes.came)} came`
    : plural(size, 'byte')
}
