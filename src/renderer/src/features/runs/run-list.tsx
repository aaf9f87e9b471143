import type { RunStatus } from '#shared/model/run.ts'
import { comparedSentence, outcomeSentence, progressSentence, runTitle } from '#shared/sentences/run-sentences.ts'
import { hrefFor, navigate } from '../../state/route.ts'
import { Table, Td, Th } from '../../ui/layout.tsx'
import { formatDateTime, formatDay } from '../../ui/text.tsx'
import { RunStateBadge } from './run-state.tsx'

/** Runs, newest first; each leads to its page. */
export function RunList({ runs }: { runs: readonly RunStatus[] }) {
  return (
    <Table aria-label="Replay runs">
      <thead>
        <tr>
          <Th>Run</Th>
          <Th>State</Th>
          <Th>Progress</Th>
          <Th className="one-pane:hidden">Outcome</Th>
          <Th className="one-pane:hidden">Started</Th>
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => (
          <RunLine key={run.id} run={run} />
        ))}
      </tbody>
    </Table>
  )
}

function RunLine({ run }: { run: RunStatus }) {
  const to = { kind: 'runs', runId: run.id } as const
  const outcome = run.settings.passes > 1 ? comparedSentence(run) : outcomeSentence(run)
  return (
    <tr className="num whitespace-nowrap hover:bg-hover" onClick={() => navigate({ page: to })}>
      <Td className="max-w-80">
        <a href={hrefFor(to)} className="cut block rounded-3 font-medium" title={runTitle(run)}>
          {runTitle(run)}
        </a>
      </Td>
      <Td>
        <RunStateBadge run={run} />
      </Td>
      <Td className="text-ink-2">{progressSentence(run)}</Td>
      <Td className="cut max-w-80 text-ink-2 one-pane:hidden" title={outcome}>
        {outcome}
      </Td>
      <Td className="text-ink-3 one-pane:hidden" title={formatDateTime(run.createdAt)}>
        {formatDay(run.createdAt, Date.now()).replace(/^today /, '')}
      </Td>
    </tr>
  )
}
