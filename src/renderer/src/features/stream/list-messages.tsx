import type { ReactNode } from 'react'
import { errorText } from '../../state/client.tsx'
import { useCount, useHost } from '../../state/live-state.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { streamQuery } from '../../state/stream-store.ts'
import { Button } from '../../ui/buttons.tsx'
import { Glyph } from '../../ui/glyphs.tsx'
import { Code, formatCapped, formatPercent, plural } from '../../ui/text.tsx'

/** One line where the first row would be: nothing has arrived, or which filter hides how many. */
export function EmptyList({ searched }: { searched: number | null }) {
  const page = useRoute((route) => route.page)
  const query = useRoute((route) => route.query)
  const all = useCount(streamQuery({ page, query: '' }))
  const rebuilding = useHost((state) => (state.status?.views.state === 'rebuilding' ? state.status.views : null))
  const filtered = query !== '' && all?.count !== 0
  if (rebuilding) {
    return (
      <EmptyLine>
        The lists are being rebuilt from the stored deliveries, {formatPercent(rebuilding.progress)} done. Rows appear
        as they are ready.
      </EmptyLine>
    )
  }
  if (searched !== null) {
    return (
      <EmptyLine>Nothing found yet. Older deliveries are being gone through, {formatPercent(searched)} done.</EmptyLine>
    )
  }
  return (
    <EmptyLine>
      {filtered ? (
        <>
          <span className="min-w-0 flex-1">
            <Code className="break-all">{query}</Code> hides{' '}
            {all === null
              ? 'all deliveries'
              : all.capped
                ? `${formatCapped(all)} deliveries`
                : plural(all.count, 'delivery', 'deliveries')}
            .
          </span>
          <Button onClick={() => navigate({ query: '' })}>Clear</Button>
        </>
      ) : (
        <span>No deliveries yet. Whatever providers send to the endpoint’s URL appears here right away.</span>
      )}
    </EmptyLine>
  )
}

function EmptyLine({ children }: { children: ReactNode }) {
  return (
    <div className="absolute inset-x-0 top-0 flex min-h-8 items-center gap-2 border-b border-line-soft px-3 py-1 text-ink-2">
      {children}
    </div>
  )
}

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
