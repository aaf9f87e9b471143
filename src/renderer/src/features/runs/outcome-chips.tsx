import type { RunFilter, RunStatus } from '#shared/model/run.ts'
import { reasonWords, resultWords } from '#shared/sentences/run-sentences.ts'
import { Chip } from '../../ui/badges.tsx'

interface OutcomeChipsProps {
  readonly run: RunStatus
  readonly filter: RunFilter | null
  readonly onFilter: (filter: RunFilter | null) => void
}

const offered = ['ok', 'late', 'failed', 'not-sent', 'unknown', 'removed', 'sending', 'waiting'] as const
const shownReasons = 6

/** Outcomes by result, and those that failed by their reason. Only what there is is offered. */
export function OutcomeChips({ run, filter, onFilter }: OutcomeChipsProps) {
  const isOn = (result: RunFilter['result'], reason?: string) => filter?.result === result && filter.reason === reason
  const results = offered.filter((result) => run.counts[result] > 0 || isOn(result))
  return (
    <div
      role="toolbar"
      aria-label="Filters"
      className="flex min-h-9 flex-none flex-wrap items-center gap-0.5 border-b border-line px-3 py-1"
    >
      <Chip pressed={filter === null} count={{ count: run.items }} onClick={() => onFilter(null)}>
        All
      </Chip>
      {results.map((result) => (
        <Chip
          key={result}
          pressed={isOn(result)}
          count={{ count: run.counts[result] }}
          onClick={() => onFilter(isOn(result) ? null : { result })}
        >
          <span className="first-letter:uppercase">{resultWords[result]}</span>
        </Chip>
      ))}
      {run.reasons.length > 0 ? <span className="mx-1 h-4 w-px bg-line" aria-hidden="true" /> : null}
      {run.reasons.slice(0, shownReasons).map(({ result, reason, items }) => (
        <Chip
          key={`${result} ${reason}`}
          pressed={isOn(result, reason)}
          count={{ count: items }}
          onClick={() => onFilter(isOn(result, reason) ? null : { result, reason })}
        >
          {reasonWords(result, reason)}
        </Chip>
      ))}
    </div>
  )
}
