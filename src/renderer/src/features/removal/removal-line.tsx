import { Trash2 } from 'lucide-react'
import type { Removal } from '#shared/model/removal.ts'
import { useClient } from '../../state/client.tsx'
import { finishRemoval, undoRemoval, useRemoval } from '../../state/removal.ts'
import { Button } from '../../ui/buttons.tsx'
import { formatClock, formatCount, plural } from '../../ui/text.tsx'

/** The newest deletion that is under way or can be taken back, in every window; below the list, so that no row moves. */
export function RemovalLine() {
  const client = useClient()
  const removals = useRemoval((state) => state.removals)
  const last = removals.at(-1)
  return (
    <div role="status" aria-label="Deletion" className="flex-none">
      {last ? (
        <div className="flex min-h-9 items-center gap-2 border-t border-line bg-sunken px-3 text-12 num">
          <Trash2 className="size-3.5 flex-none text-ink-3" aria-hidden="true" />
          <span className="min-w-0 flex-1">
            {words(last)}
            {removals.length > 1 ? (
              <span className="text-ink-3">
                {' '}
                {plural(removals.length - 1, 'earlier one', 'earlier ones')} can be undone after it.
              </span>
            ) : null}
          </span>
          {last.state === 'waiting' ? (
            <Button variant="quiet" className="h-6" onClick={() => finishRemoval(client, last.id)}>
              Delete for good now
            </Button>
          ) : null}
          {last.state === 'waiting' || last.state === 'hiding' ? (
            <Button className="h-6" keys="Mod+z" onClick={() => undoRemoval(client, last.id)}>
              {last.state === 'hiding' ? 'Cancel' : 'Undo'}
            </Button>
          ) : null}
        </div>
      ) : null}
    </div>
  )
}

function words({ state, total, done, until }: Removal): string {
  const progress = `${formatCount(done)} of ${plural(total, 'delivery', 'deliveries')}`
  if (state === 'hiding') return `Deleting: ${progress}`
  if (state === 'restoring') return `Bringing back: ${progress}`
  if (state === 'removing') return `Deleting for good: ${progress}`
  return `${plural(total, 'delivery', 'deliveries')} deleted${until === null ? '.' : `; final at ${formatClock(until)}, or when Switchhook stops.`}`
}
