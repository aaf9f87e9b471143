import type { HeaderPair } from '#shared/model/headers.ts'
import { CopyButton } from '../../../ui/buttons.tsx'
import { Table, Td } from '../../../ui/layout.tsx'

/** Header lines in their order, each with a button that copies its value. */
export function HeaderTable({ label, headers }: { label: string; headers: readonly HeaderPair[] }) {
  return (
    <Table aria-label={label}>
      <tbody>
        {headers.map(([name, value], index) => (
          <tr key={`${index} ${name}`} className="group hover:bg-hover">
            <th
              scope="row"
              className="mono sel row-line w-[32%] py-2 text-left align-top font-normal wrap-anywhere text-ink-2"
            >
              {name}
            </th>
            <Td className="mono sel py-2 break-all">
              {value === '' ? <span className="text-ink-3">empty</span> : value}
            </Td>
            <Td className="w-10 align-top">
              <span className="grid h-8 place-items-center opacity-0 group-hover:opacity-100 focus-within:opacity-100">
                <CopyButton text={value} label={`Copy ${name}`} size={18} />
              </span>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  )
}
