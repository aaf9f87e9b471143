import { errorText } from '../../state/error-text.ts'
import { Button } from '../../ui/button.tsx'
import { Glyph } from '../../ui/glyphs.tsx'

/** Rows could not be read: said where they would be. */
export function ListProblem({ problem, onRetry }: { problem: unknown; onRetry: () => void }) {
  return (
    <div
      role="alert"
      className="absolute inset-x-0 top-0 flex items-center gap-2 border-b border-line bg-bad-bg px-3 py-2"
    >
      <Glyph name="late" className="text-bad" />
      <span className="min-w-0 flex-1">
        <b className="font-medium">The deliveries could not be read.</b>{' '}
        <span className="text-ink-2">{errorText(problem)}</span>
      </span>
      <Button onClick={onRetry}>Try again</Button>
    </div>
  )
}
