import type { SignatureReport } from '#shared/model/signature-report.ts'
import type { RenderedPart } from './template.ts'

/** Longer parts of the signed string are cut in the middle to this many bytes. */
export const partLimit = 4096

/** A part of the signed string as the Signature tab shows it. */
export function cutPart({ name, bytes }: RenderedPart): SignatureReport['signedString'][number] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const { length: size } = buffer
  if (size <= partLimit) return { name, bytes: buffer.toString('base64'), size, omitted: 0 }
  const kept = Buffer.concat([buffer.subarray(0, partLimit / 2), buffer.subarray(size - partLimit / 2)])
  return { name, bytes: kept.toString('base64'), size, omitted: size - partLimit }
}
