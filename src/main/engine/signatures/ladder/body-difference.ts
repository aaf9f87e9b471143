import type { Ladder } from '#shared/model/ladder.ts'

const before = 16
const after = 24

/** Where the signed body first differs from the one that came, with the text around. */
export function bodyDifference(signed: Uint8Array, came: Uint8Array): Pick<Ladder, 'firstDifference' | 'sizes'> {
  const sizes = signed.length === came.length ? null : { signed: signed.length, came: came.length }
  const shorter = Math.min(signed.length, came.length)
  let offset = 0
  while (offset < shorter && signed[offset] === came[offset]) offset++
  if (offset === shorter && sizes === null) return { firstDifference: null, sizes }
  const excerpt = (bytes: Uint8Array) =>
    Buffer.from(bytes.subarray(Math.max(0, offset - before), offset + after)).toString('utf8')
  return { firstDifference: { offset, signed: excerpt(signed), came: excerpt(came) }, sizes }
}
