import type { DraftContent } from '#shared/model/draft.ts'
import { ChangeView } from '../../../../../code/code-views.tsx'
import { Table, Td, Th } from '../../../../../ui/layout.tsx'
import { languageOf } from './editable-body.ts'
import { headerChanges } from './request-state.ts'

interface RequestDifferenceProps {
  readonly original: DraftContent
  readonly now: DraftContent
  /** Both null where the body cannot be edited. */
  readonly before: string | null
  readonly after: string | null
}

/** What was changed in a request: its first line, its headers, its body. */
export function RequestDifference({ original, now, before, after }: RequestDifferenceProps) {
  const lines = [
    { name: 'Method', before: original.method, after: now.method },
    { name: 'URL', before: original.url || 'none', after: now.url || 'none' },
  ]
    .filter((line) => line.before !== line.after)
    .concat(
      headerChanges(original, now).map((line) => ({ ...line, before: line.before ?? '', after: line.after ?? '' })),
    )
  const bodyChanged = before !== null && after !== null && before !== after
  if (lines.length === 0 && !bodyChanged)
    return <p className="p-4 text-12 text-ink-2">Nothing is changed: this is the request as it is stored.</p>
  return (
    <div className="flex min-h-0 flex-1 flex-col overflow-y-auto">
      {lines.length > 0 ? (
        <div className="flex-none">
          <Table aria-label="Changed lines">
            <thead>
              <tr>
                <Th>Changed</Th>
                <Th>As stored</Th>
                <Th>To send</Th>
              </tr>
            </thead>
            <tbody>
              {lines.map((line, index) => (
                <tr key={`${index} ${line.name}`}>
                  <Td className="mono sel align-top">{line.name}</Td>
                  <Td className="mono sel align-top break-all text-ink-2">{line.before}</Td>
                  <Td className="mono sel align-top break-all">{line.after}</Td>
                </tr>
              ))}
            </tbody>
          </Table>
        </div>
      ) : null}
      {bodyChanged ? (
        <div className="min-h-48 flex-1">
          <ChangeView before={before} after={after} language={languageOf(after)} label="Body" />
        </div>
      ) : null}
    </div>
  )
}
