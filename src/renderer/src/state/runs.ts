import { useEffect } from 'react'
import { create } from 'zustand'
import type { RunStatus } from '#shared/model/run.ts'
import { outcomeSentence, runTitle } from '#shared/sentences/run-sentences.ts'
import { toast } from '../ui/toast.tsx'
import { useConnection } from './client.tsx'
import { follow } from './follow.ts'
import { navigate, useRoute } from './route.ts'

interface RunsState {
  /** Newest first; null until the first answer. */
  readonly runs: readonly RunStatus[] | null
}

export const useRuns = create<RunsState>(() => ({ runs: null }))

/** A run by its id; null where it is not stored (any more). */
export function useRun(id: string): RunStatus | null {
  return useRuns((state) => state.runs?.find((run) => run.id === id) ?? null)
}

/** Follows the replay runs for the life of the window, and tells of those that end by themselves. */
export function useFollowedRuns(): void {
  const connection = useConnection()
  useEffect(() => {
    const end = new AbortController()
    void follow(connection, {
      name: 'runs.watch',
      input: () => ({}),
      signal: end.signal,
      onItem({ runs }) {
        const before = new Map(useRuns.getState().runs?.map((run) => [run.id, run]))
        useRuns.setState({ runs })
        for (const run of runs) tellEnd(run, before.get(run.id))
      },
    })
    return () => end.abort()
  }, [connection])
}

function tellEnd(run: RunStatus, before: RunStatus | undefined): void {
  const { page } = useRoute.getState()
  if (before?.state !== 'running' || (page.kind === 'runs' && page.runId === run.id)) return
  const isHeld = (run.state === 'paused' || run.state === 'pausing') && run.why !== 'user'
  if (run.state !== 'done' && !isHeld) return
  const good = run.state === 'done' && run.counts.failed + run.counts['not-sent'] + run.counts.late === 0
  toast({
    topic: `run ${run.id}`,
    tone: good ? 'ok' : 'bad',
    title: `${runTitle(run)}: ${run.state === 'done' ? 'finished' : 'paused'}`,
    detail: outcomeSentence(run),
    action: {
      label: 'Show',
      run: () => navigate({ page: { kind: 'runs', runId: run.id }, query: '', deliveryId: null }),
    },
  })
}
