import { useEffect, useState } from 'react'
import { CopyButton } from '../../../../ui/buttons.tsx'
import { FieldError } from '../../../../ui/inputs.tsx'
import { Table, Td, Th } from '../../../../ui/layout.tsx'
import { formatBytes } from '../../../../ui/text.tsx'

/** One part of a `multipart/form-data` body, in the order sent. */
export interface FormPart {
  readonly name: string
  /** The text; null for a file. */
  readonly value: string | null
  readonly file: { readonly name: string; readonly type: string; readonly size: number } | null
}

/** Reads the parts with the platform's own parser; rejects where the body is not what its media type says. */
export async function readParts(bytes: Uint8Array<ArrayBuffer>, mediaType: string): Promise<FormPart[]> {
  const form = await new Response(bytes, { headers: { 'content-type': mediaType } }).formData()
  return [...form].map(([name, value]) =>
    typeof value === 'string'
      ? { name, value, file: null }
      : { name, value: null, file: { name: value.name, type: value.type, size: value.size } },
  )
}

/** The parts of a form as a table. Of files their names, media types and sizes. */
export function MultipartView({ bytes, mediaType }: { bytes: Uint8Array<ArrayBuffer>; mediaType: string }) {
  const [parts, setParts] = useState<readonly FormPart[] | 'broken' | null>(null)
  useEffect(() => {
    let current = true
    readParts(bytes, mediaType).then(
      (read) => current && setParts(read),
      () => current && setParts('broken'),
    )
    return () => {
      current = false
    }
  }, [bytes, mediaType])
  if (parts === null) return null
  if (parts === 'broken') {
    return (
      <div role="alert" className="p-4">
        <FieldError text="The parts could not be read: the body does not keep to the boundary that its media type names." />
      </div>
    )
  }
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <Table aria-label="Parts">
        <thead>
          <tr>
            <Th>Part</Th>
            <Th>Value</Th>
            <Th aria-label="Copy" />
          </tr>
        </thead>
        <tbody>
          {parts.map((part, index) => (
            <tr key={`${index} ${part.name}`}>
              <Td className="mono sel align-top leading-8">{part.name}</Td>
              <Td className="mono sel py-2 break-all">{part.file ? <FileWords file={part.file} /> : part.value}</Td>
              <Td className="w-8">
                {part.value === null ? null : (
                  <CopyButton text={part.value} label={`Copy the value of ${part.name}`} size={18} />
                )}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}

const FileWords = ({ file }: { file: NonNullable<FormPart['file']> }) => (
  <>
    {file.name} <span className="text-ink-3">{[file.type, formatBytes(file.size)].filter(Boolean).join(', ')}</span>
  </>
)
