import { useRuns } from '../../state/runs.ts'
import { Code } from '../../ui/text.tsx'
import { KeyCap } from '../../ui/tooltip.tsx'
import { RunList } from './run-list.tsx'
import { RunView } from './run-view.tsx'

/** All replay runs, or one of them. */
export function RunsPage({ runId }: { runId: string | null }) {
  if (runId !== null) return <RunView key={runId} id={runId} />
  return <AllRuns />
}

function AllRuns() {
  const runs = useRuns((state) => state.runs)
  return (
    <main tabIndex={-1} className="flex h-full min-h-0 min-w-0 flex-col bg-pane outline-none">
      <header className="flex h-11 flex-none items-center border-b border-line px-3">
        <h1 className="font-semibold">Replay runs</h1>
      </header>
      {runs === null ? (
        <div className="h-full" aria-busy="true" />
      ) : runs.length === 0 ? (
        <NoRuns />
      ) : (
        <div className="min-h-0 flex-1 overflow-y-auto">
          <RunList runs={runs} />
        </div>
      )}
    </main>
  )
}

function NoRuns() {
  return (
    <div className="grid max-w-[560px] gap-2 p-4 text-ink-2">
      <p>
        Nothing was replayed in a run yet. A run sends many stored deliveries to your app, at a pace that you choose.
      </p>
      <p>
        Go to the deliveries, search for those that you want, e.g. <Code>after:14:00 before:15:00</Code>, and press{' '}
        <KeyCap keys="Shift+r" />; or select some of them first. With a delivery open, <KeyCap keys="d" /> starts an
        idempotency drill: the same delivery several times, answers compared.
      </p>
    </div>
  )
}
