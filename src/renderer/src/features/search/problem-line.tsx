import { replaceTerm } from '#shared/query/edit-query.ts'
import type { QueryProblem } from '#shared/query/query.ts'
import { Glyph } from '../../ui/glyphs.tsx'

interface ProblemLineProps {
  readonly id: string
  readonly problems: readonly QueryProblem[]
  readonly text: string
  readonly onTake: (text: string) => void
  readonly hidden: boolean
}

/** The first thing in the query that cannot be read, with what may have been meant. Floats, so that the list stays still. */
export function ProblemLine({ id, problems, text, onTake, hidden }: ProblemLineProps) {
  const [first] = problems
  if (!first || hidden) return <span id={id} />
  const { suggestion, span, message } = first
  return (
    <div
      id={id}
      role="alert"
      className="absolute top-8 left-0 z-10 flex max-w-full items-start gap-2 rounded-8 border border-strong bg-raised px-2 py-1.5 text-12 text-ink-2 shadow-float"
    >
      <Glyph name="finding" className="mt-0.5 text-warn" />
      <span className="min-w-0">{message}</span>
      {suggestion === null ? null : (
        <button
          type="button"
          className="mono flex-none text-accent underline-offset-2 hover:underline"
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onTake(replaceTerm(text, span, suggestion))}
        >
          {suggestion}
        </button>
      )}
    </div>
  )
}
