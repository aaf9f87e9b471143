import { formatCapped, formatPercent } from '../../ui/text.tsx'
import type { StreamView } from './stream-model.ts'

/** How many deliveries the search has found, waiting ones included: from the list itself, so that both say the same. */
export function ResultCount({ view }: { view: StreamView | null }) {
  const known = view !== null && view.count !== null && view.ready ? view : null
  return (
    <span role="status" aria-label="Results" className="flex-none pl-2 text-11 whitespace-nowrap text-ink-3 num">
      {known ? (
        <>
          {resultWords(known)}
          {known.searched === null ? null : (
            <span title="Older deliveries are being gone through">, searched {formatPercent(known.searched)}</span>
          )}
        </>
      ) : null}
    </span>
  )
}

function resultWords({ count, waiting, capped }: StreamView): string {
  const found = (count ?? 0) + waiting
  return `${formatCapped({ count: found, capped })} ${found === 1 && !capped ? 'result' : 'results'}`
}
