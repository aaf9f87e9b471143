import { type ReactNode, useEffect, useMemo, useState } from 'react'
import { CopyButton } from '../../../../ui/buttons.tsx'
import { FieldError } from '../../../../ui/inputs.tsx'
import { Table, Td, Th } from '../../../../ui/layout.tsx'
import { formatBytes } from '../../../../ui/text.tsx'

/** What is said of a field: a few words, and how loud they are. */
export interface FieldRemark {
  readonly words: ReactNode
  readonly tone: 'bad' | 'warn'
  readonly chosen?: boolean
}

export interface FieldRemarks {
  readonly remarkOn?: (name: string) => FieldRemark | null
  /** Fields that should be there, in rows of their own. */
  readonly missing?: readonly { readonly name: string; readonly remark: FieldRemark }[]
}

interface Field {
  readonly name: string
  /** The text; null for a file. */
  readonly value: string | null
  readonly shown: ReactNode
}

const tones = { bad: 'text-bad', warn: 'text-warn' } as const

interface FieldTableProps extends FieldRemarks {
  readonly label: string
  readonly title: string
  readonly fields: readonly Field[]
}

/** The fields of a form in the order sent, with what is said of them below their values. */
function FieldTable({ label, title, fields, remarkOn, missing = [] }: FieldTableProps) {
  const rows = [
    ...fields.map((field) => ({ ...field, remark: remarkOn?.(field.name) ?? null })),
    ...missing.map(({ name, remark }) => ({ name, value: null, shown: null, remark })),
  ]
  return (
    <div className="h-full min-h-0 flex-1 overflow-y-auto">
      <Table aria-label={label}>
        <thead>
          <tr>
            <Th>{title}</Th>
            <Th>Value</Th>
            <Th aria-label="Copy" />
          </tr>
        </thead>
        <tbody>
          {rows.map(({ name, value, shown, remark }, index) => (
            <tr
              key={`${index} ${name}`}
              data-remark={remark?.tone}
              aria-current={remark?.chosen ? 'true' : undefined}
              ref={(row) => {
                if (remark?.chosen) row?.scrollIntoView?.({ block: 'nearest' })
              }}
              className={remark?.chosen ? 'bg-select shadow-[inset_2px_0_0_var(--accent)]' : undefined}
            >
              <Td className="mono sel align-top leading-8">{name}</Td>
              <Td className="mono sel py-2 break-all">
                {shown}
                {remark ? (
                  <span className={`block font-sans text-12 break-words ${tones[remark.tone]}`}>{remark.words}</span>
                ) : null}
              </Td>
              <Td className="w-8">
                {value === null ? null : <CopyButton text={value} label={`Copy the value of ${name}`} size={18} />}
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}

/** One field of a form body. */
interface FormRow {
  readonly name: string
  readonly value: string
}

/** Fields of `application/x-www-form-urlencoded` text; duplicates and empty values stay (URL standard, 5.1). */
export const formRows = (text: string): FormRow[] =>
  [...new URLSearchParams(text)].map(([name, value]) => ({ name, value }))

/** A form body as a table. */
export function FormTable({ text, ...remarks }: { readonly text: string } & FieldRemarks) {
  const fields = useMemo(() => formRows(text).map((row) => ({ ...row, shown: row.value })), [text])
  return <FieldTable label="Form fields" title="Field" fields={fields} {...remarks} />
}

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

interface PartsTableProps extends FieldRemarks {
  readonly bytes: Uint8Array<ArrayBuffer>
  readonly mediaType: string
}

/** The parts of a form as a table. Of files their names, media types and sizes. */
export function PartsTable({ bytes, mediaType, remarkOn, missing }: PartsTableProps) {
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
  const fields = parts.map(({ name, value, file }) => ({
    name,
    value,
    shown: file ? <FileWords file={file} /> : value,
  }))
  return (
    <FieldTable
      label="Parts"
      title="Part"
      fields={fields}
      {...(remarkOn ? { remarkOn } : {})}
      {...(missing ? { missing } : {})}
    />
  )
}

const FileWords = ({ file }: { file: NonNullable<FormPart['file']> }) => (
  <>
    {file.name} <span className="text-ink-3">{[file.type, formatBytes(file.size)].filter(Boolean).join(', ')}</span>
  </>
)
