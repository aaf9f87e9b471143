import { useMemo } from 'react'
import { formatJson } from '../../code/json-text.ts'
import { plural } from '../../ui/text.tsx'
import { changedLines, type LinePair, type MarkedLine, markedLines } from './changed-lines.ts'

interface SafeBodyProps {
  readonly before: string | null
  readonly after: string | null
}

/** The body before and after, side by side, with what was touched marked. */
export function SafeBody({ before, after }: SafeBodyProps) {
  const lines = useMemo(
    () => (before === null || after === null ? null : changedLines(laidOut(before), laidOut(after))),
    [before, after],
  )
  if (before === null || after === null)
    return <p className="text-12 text-ink-3">The body is not text: its bytes are replaced by zeros.</p>
  if (before === '') return null
  if (lines === null) return <p className="text-12 text-ink-3">The layout of the body changed.</p>
  return (
    <div className="-mx-4 overflow-x-hidden border-y border-line">
      <table aria-label="Body before and after" className="w-full table-fixed border-collapse">
        <thead>
          <tr className="h-6 text-left text-11 text-ink-3">
            <th scope="col" className="w-12 border-b border-line font-normal">
              <span className="sr-only">Line</span>
            </th>
            <th scope="col" className="border-b border-line px-2 font-normal">
              Before
            </th>
            <th scope="col" className="border-b border-line px-2 font-normal">
              After
            </th>
          </tr>
        </thead>
        <tbody>
          {lines.map((line) =>
            'from' in line ? (
              <tr key={`gap ${line.from}`}>
                <td />
                <td colSpan={2} className="bg-sunken px-2 text-11 leading-5 text-ink-3">
                  {plural(line.count, 'line')} as before
                </td>
              </tr>
            ) : (
              <Line key={line.number} line={line} />
            ),
          )}
        </tbody>
      </table>
    </div>
  )
}

/** Formatted for reading; what is not JSON, and what is cut, stays as it is. */
function laidOut(text: string): string {
  if (!/^\s*[[{]/.test(text)) return text
  try {
    return formatJson(text).text
  } catch {
    return text
  }
}

function Line({ line: { number, before, after, isChanged } }: { line: LinePair }) {
  const [old, fresh] = markedLines(before, after)
  const cell = 'mono sel border-l border-line px-2 py-0.5 align-top wrap-anywhere whitespace-pre-wrap'
  return (
    <tr>
      <td className="mono-11 px-2 py-0.5 text-right align-top text-ink-3">{number}</td>
      <td className={cell}>{isChanged ? <Marked line={old} className="bg-bad-bg" /> : before}</td>
      <td className={cell}>{isChanged ? <Marked line={fresh} className="bg-ok-bg" /> : after}</td>
    </tr>
  )
}

function Marked({ line: { start, middle, end }, className }: { line: MarkedLine; className: string }) {
  return (
    <>
      {start}
      {middle === '' ? null : (
        <mark className={`rounded-3 text-ink underline decoration-dotted underline-offset-2 ${className}`}>
          {middle}
        </mark>
      )}
      {end}
    </>
  )
}
