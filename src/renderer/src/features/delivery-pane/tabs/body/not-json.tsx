import { useMemo, useState } from 'react'
import type { CodeMark } from '../../../../code/code-view-props.ts'
import type { ShownText } from '../../../../code/json-text.ts'
import type { TextProblem } from '../../../../code/text-problem.ts'
import { Glyph } from '../../../../ui/glyphs.tsx'
import { formatCount } from '../../../../ui/text.tsx'

/** The mark on what is not JSON, in sight when the payload is opened. */
export function useProblemMark(problem: TextProblem | null, shown: ShownText) {
  const [asked, setAsked] = useState(0)
  const marks = useMemo(() => problem && problemMarks(problem, shown), [problem, shown])
  const reveal = useMemo(
    () => (problem ? { start: shown.toShown(problem.start), asked } : null),
    [problem, shown, asked],
  )
  return { marks, reveal, revealAgain: () => setAsked((count) => count + 1) }
}

/** The place where a text stops being JSON, marked. */
function problemMarks(problem: TextProblem, shown: ShownText): CodeMark[] {
  const start = shown.toShown(problem.start)
  return [{ start, end: Math.max(start + 1, shown.toShown(problem.end)), tone: 'bad', glyph: 'wrong' }]
}

/** Says where and why, and leads there. */
export function ProblemLine({ problem, onShow }: { problem: TextProblem; onShow: () => void }) {
  const { line, column, words } = problem
  return (
    <button
      type="button"
      onClick={onShow}
      className="inset-focus flex min-h-8 flex-none items-center gap-2 border-b border-line bg-bad-bg px-4 py-1 text-left text-12 text-bad"
    >
      <Glyph name="not-json" className="flex-none" />
      <span className="min-w-0 break-words">
        Not JSON: line {formatCount(line)}, column {formatCount(column)}: {words}.
      </span>
    </button>
  )
}
