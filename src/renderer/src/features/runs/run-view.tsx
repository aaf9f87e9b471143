import { ArrowLeft, Pause, Play, RotateCcw, X } from 'lucide-react'
import { useState } from 'react'
import type { RunFilter, RunStatus } from '#shared/model/run.ts'
import { withoutCredentials } from '#shared/sentences/plain-text.ts'
import {
  outcomeSentence,
  pausedSentence,
  progressSentence,
  runTitle,
  settingsWords,
} from '#shared/sentences/run-sentences.ts'
import { errorText, useClient } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { hrefFor, navigate } from '../../state/route.ts'
import { askRun } from '../../state/run-question.ts'
import { useRun, useRuns } from '../../state/runs.ts'
import { Button } from '../../ui/buttons.tsx'
import { Glyph } from '../../ui/glyphs.tsx'
import { Checkbox, Segmented } from '../../ui/inputs.tsx'
import { formatCount, formatDateTime, plural } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { ComparedAnswers } from './compared-answers.tsx'
import { OutcomeChips } from './outcome-chips.tsx'
import { OutcomeList } from './outcome-list.tsx'
import { RunBar, RunStateBadge } from './run-state.tsx'

const allRuns = { kind: 'runs', runId: null } as const

/** One run: how far it is, what can be done with it, and what came of each item. */
export function RunView({ id }: { id: string }) {
  const run = useRun(id)
  const known = useRuns((state) => state.runs !== null)
  if (run === null) {
    return (
      <main className="h-full bg-pane p-4" aria-busy={!known}>
        {known ? (
          <div className="grid justify-items-start gap-3">
            <p className="text-ink-2">This run is not stored any more; the last 50 are.</p>
            <Button onClick={() => navigate({ page: allRuns })}>All runs</Button>
          </div>
        ) : null}
      </main>
    )
  }
  return <KnownRun run={run} />
}

function KnownRun({ run }: { run: RunStatus }) {
  const [filter, setFilter] = useState<RunFilter | null>(null)
  const [again, setAgain] = useState(false)
  const isDrill = run.settings.passes > 1
  const [shown, setShown] = useState<'answers' | 'outcomes'>(isDrill ? 'answers' : 'outcomes')
  return (
    <main aria-label="Replay run" tabIndex={-1} className="flex h-full min-h-0 min-w-0 flex-col bg-pane outline-none">
      <header className="flex h-11 flex-none items-center gap-2 border-b border-line px-3">
        <a
          href={hrefFor(allRuns)}
          aria-label="All runs"
          className="grid size-6 flex-none place-items-center rounded-5 text-ink-3 hover:bg-hover hover:text-ink"
        >
          <ArrowLeft className="size-3.5" aria-hidden="true" />
        </a>
        <h1 className="cut flex-1 font-semibold" title={runTitle(run)}>
          {runTitle(run)}
        </h1>
        <RunActions run={run} filter={filter} again={again} onResumed={() => setAgain(false)} />
      </header>
      <RunProgress run={run} again={again} onAgain={setAgain} />
      {isDrill ? (
        <div className="flex h-9 flex-none items-center border-b border-line px-3">
          <Segmented
            label="What is shown"
            options={[
              { id: 'answers', label: 'Answers compared' },
              { id: 'outcomes', label: 'All requests' },
            ]}
            value={shown}
            onChange={setShown}
          />
        </div>
      ) : null}
      {shown === 'answers' ? (
        <ComparedAnswers run={run} />
      ) : (
        <>
          <OutcomeChips run={run} filter={filter} onFilter={setFilter} />
          <OutcomeList key={JSON.stringify(filter)} run={run} filter={filter} />
        </>
      )}
    </main>
  )
}

interface RunProgressProps {
  readonly run: RunStatus
  /** What may have been sent is sent again when the run goes on. */
  readonly again: boolean
  readonly onAgain: (again: boolean) => void
}

function RunProgress({ run, again, onAgain }: RunProgressProps) {
  const paused = pausedSentence(run)
  const isPaused = run.state === 'paused' || run.state === 'pausing'
  return (
    <section aria-label="Progress" className="grid flex-none gap-1.5 border-b border-line px-4 py-3">
      <div className="flex items-center gap-3">
        <RunStateBadge run={run} />
        <RunBar run={run} />
        <span className="text-12 whitespace-nowrap text-ink-2 num">{progressSentence(run)}</span>
      </div>
      <p className="text-12 text-ink-2 num" role="status">
        {outcomeSentence(run)}
      </p>
      <p className="cut text-11 text-ink-3" title={detailWords(run)}>
        {detailWords(run)}
      </p>
      {paused && run.why !== 'user' ? (
        <p className="flex items-start gap-1.5 text-12 text-warn">
          <Glyph name="finding" className="mt-0.5" />
          {paused}
        </p>
      ) : null}
      {isPaused && run.counts.unknown > 0 ? (
        <div className="text-12">
          <Checkbox
            label={`When it goes on, send ${plural(run.counts.unknown, 'request')} again that may have been sent`}
            checked={again}
            onChange={(event) => onAgain(event.target.checked)}
          />
        </div>
      ) : null}
    </section>
  )
}

const detailWords = (run: RunStatus): string =>
  `${settingsWords(run)}; ${run.settings.target === null ? 'to the target of each endpoint' : withoutCredentials(run.settings.target)}; started ${formatDateTime(run.createdAt)}`

interface RunActionsProps {
  readonly run: RunStatus
  readonly filter: RunFilter | null
  readonly again: boolean
  /** It was agreed to for that time only. */
  readonly onResumed: () => void
}

/** Pause, resume, cancel, and what can be replayed again. */
function RunActions({ run, filter, again, onResumed }: RunActionsProps) {
  const client = useClient()
  const [busy, setBusy] = useState(false)
  const isPaused = run.state === 'paused' || run.state === 'pausing'
  const isOver = run.state === 'done' || run.state === 'cancelled'
  const bad = run.counts.failed + run.counts['not-sent']

  const act = async (name: 'runs.pause' | 'runs.resume' | 'runs.cancel') => {
    if (busy) return
    setBusy(true)
    try {
      if (name === 'runs.resume') {
        await client.call(name, { id: run.id, uncertain: again ? 'send' : 'skip' })
        onResumed()
      } else await client.call(name, { id: run.id })
    } catch (error) {
      toast({ tone: 'bad', title: 'The run was not changed', detail: errorText(error) })
    } finally {
      setBusy(false)
    }
  }
  const replayAgain = (filters: readonly RunFilter[]) =>
    askRun({
      deliveries: { kind: 'run', runId: run.id, filters: [...filters] },
      drill: false,
      settings: { ...run.settings, passes: 1 },
    })

  useCommands([
    {
      id: 'run.pause',
      title: isPaused ? 'Resume the run' : 'Pause the run',
      group: 'Stream',
      keys: [' '],
      when: () => !isOver,
      run: () => void act(isPaused ? 'runs.resume' : 'runs.pause'),
    },
  ])
  const filters: readonly RunFilter[] = filter ? [filter] : [{ result: 'failed' }, { result: 'not-sent' }]
  const offered = filter ? countOf(run, filter) : bad
  return (
    <div className="flex flex-none items-center gap-2">
      {isOver ? null : isPaused ? (
        <Button variant="primary" icon={<Play />} keys=" " disabled={busy} onClick={() => void act('runs.resume')}>
          Resume
        </Button>
      ) : (
        <Button icon={<Pause />} keys=" " disabled={busy} onClick={() => void act('runs.pause')}>
          Pause
        </Button>
      )}
      {isOver ? null : (
        <Button variant="danger" icon={<X />} disabled={busy} onClick={() => void act('runs.cancel')}>
          Cancel run
        </Button>
      )}
      {offered > 0 && (isOver || isPaused) ? (
        <Button icon={<RotateCcw />} onClick={() => replayAgain(filters)}>
          {filter ? `Replay these ${formatCount(offered)}…` : 'Replay the failed ones…'}
        </Button>
      ) : null}
    </div>
  )
}

function countOf({ counts, reasons }: RunStatus, { result, reason }: RunFilter): number {
  if (result === 'removed' || result === 'sending') return 0
  if (reason === undefined) return counts[result]
  return reasons.find((each) => each.result === result && each.reason === reason)?.items ?? 0
}
