import { useMemo } from 'react'
import { CopyButton } from '../../../../ui/copy-button.tsx'
import { Table, Td, Th } from '../../../../ui/table.tsx'
import { formRows } from './form-rows.ts'

/** A form body as a table, in the order sent. */
export function FormView({ text }: { text: string }) {
  const rows = useMemo(() => formRows(text), [text])
  return (
    <div className="min-h-0 flex-1 overflow-y-auto">
      <Table aria-label="Form fields">
        <thead>
          <tr>
            <Th>Field</Th>
            <Th>Value</Th>
            <Th aria-label="Copy" />
          </tr>
        </thead>
        <tbody>
          {rows.map((row, index) => (
            <tr key={`${index} ${row.name}`}>
              <Td className="mono sel align-top leading-8">{row.name}</Td>
              <Td className="mono sel py-2 break-all">{row.value}</Td>
              <Td className="w-8">
                <CopyButton text={row.value} label={`Copy the value of ${row.name}`} size={18} />
              </Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}
