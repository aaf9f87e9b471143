import './runs.css'
import { useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { RunFilter, RunOutcome, RunStatus } from '#shared/model/run.ts'
import { ordinal, reasonWords } from '#shared/sentences/run-sentences.ts'
import { errorText } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { useProviders } from '../../state/live-state.ts'
import { showReplay } from '../../state/replay-to-show.ts'
import { navigate } from '../../state/route.ts'
import { ProviderMark } from '../../ui/badges.tsx'
import { Button } from '../../ui/buttons.tsx'
import { FieldError } from '../../ui/inputs.tsx'
import { formatClockMs, formatCount, formatDateTime, formatMs } from '../../ui/text.tsx'
import { ResultBadge } from './run-state.tsx'
import { useOutcomes } from './use-outcomes.ts'

const rowHeight = 32
const overscan = 8

interface OutcomeListProps {
  readonly run: RunStatus
  readonly filter: RunFilter | null
}

/** What came of each item, in the order of the run; a line leads to the delivery and its replay. */
export function OutcomeList({ run, filter }: OutcomeListProps) {
  const list = useRef<HTMLDivElement>(null)
  const { first, last, onScroll } = useWindow(list)
  const outcomes = useOutcomes(run, filter, first, last)
  const [active, setActive] = useState<number | null>(null)
  const count = outcomes.total ?? 0

  const open = (outcome: RunOutcome | undefined) => {
    if (outcome?.row == null) return
    showReplay(outcome.deliveryId, outcome.replayId)
    const tab = outcome.replayId === null ? 'overview' : 'replays'
    navigate({ page: { kind: 'stream', endpointId: null }, query: '', deliveryId: outcome.deliveryId, tab })
  }
  const move = (to: number) => {
    if (count === 0) return
    const next = Math.min(count - 1, Math.max(0, to))
    setActive(next)
    const element = list.current
    if (!element) return
    const top = next * rowHeight
    if (top < element.scrollTop) element.scrollTop = top
    else if (top + rowHeight > element.scrollTop + element.clientHeight)
      element.scrollTop = top + rowHeight - element.clientHeight
  }
  const hasFocus = () => document.activeElement === list.current || document.activeElement === document.body
  const command = (id: string, title: string, keys: string[], to: () => number, when = hasFocus) => ({
    ...{ id: `runs.${id}`, title, keys, when, hidden: true },
    group: 'Stream' as const,
    run: () => move(to()),
  })
  const next = () => (active === null ? 0 : active + 1)
  const before = () => (active === null ? 0 : active - 1)
  useCommands([
    command('next', 'Next outcome', ['j'], next, () => true),
    command('previous', 'Previous outcome', ['k'], before, () => true),
    command('down', 'Next outcome', ['ArrowDown'], next),
    command('up', 'Previous outcome', ['ArrowUp'], before),
    command('first', 'First outcome', ['Home'], () => 0),
    command('last', 'Last outcome', ['End'], () => count - 1),
    {
      id: 'runs.open',
      title: 'Go to the delivery and its replay',
      group: 'Stream',
      keys: ['Enter'],
      hidden: true,
      when: () => active !== null && hasFocus(),
      run: () => open(active === null ? undefined : outcomes.at(active)),
    },
  ])

  const rows = []
  for (let index = first; index <= Math.min(last, count - 1); index += 1) {
    const outcome = outcomes.at(index)
    if (outcome)
      rows.push(
        <OutcomeRow
          key={outcome.item}
          outcome={outcome}
          passes={run.settings.passes}
          index={index}
          count={count}
          active={index === active}
          next={active === null && index === 0}
          onOpen={() => open(outcome)}
        />,
      )
  }
  return (
    <>
      <div
        aria-hidden="true"
        className="run-cols h-6 flex-none border-b border-line text-11 whitespace-nowrap text-ink-3"
      >
        <span className="text-right">No.</span>
        <span className="run-wide">Sent</span>
        <span />
        <span>Event</span>
        <span className="run-wide">What happened</span>
        <span>Outcome</span>
        <span>Answer</span>
        <span className="text-right">Time</span>
      </div>
      <div className="relative min-h-24 flex-[1_0_0]">
        <div
          ref={list}
          role="listbox"
          aria-label="Outcomes"
          tabIndex={0}
          aria-activedescendant={active === null ? undefined : `outcome-${outcomes.at(active)?.item}`}
          onScroll={onScroll}
          className="run-rows inset-focus absolute inset-0 overflow-x-hidden overflow-y-auto [overflow-anchor:none]"
        >
          <div className="relative" style={{ height: count * rowHeight }}>
            {rows}
          </div>
        </div>
        {outcomes.problem ? (
          <div
            role="alert"
            className="absolute inset-x-0 top-0 flex items-center gap-2 border-b border-line bg-bad-bg px-4 py-2 text-12"
          >
            <span className="flex-1">
              <FieldError text={`The outcomes could not be read. ${errorText(outcomes.problem)}`} />
            </span>
            <Button onClick={outcomes.retry}>Try again</Button>
          </div>
        ) : null}
        {outcomes.total === 0 ? (
          <p className="absolute inset-x-0 top-0 px-4 py-2 text-ink-2">Nothing of this kind.</p>
        ) : null}
      </div>
    </>
  )
}

/** Rows that can be seen, and a few beside them. A list of 100,000 rows is below what an element may measure. */
function useWindow(list: React.RefObject<HTMLDivElement | null>) {
  const [seen, setSeen] = useState({ top: 0, height: 600 })
  const read = () => {
    const element = list.current
    if (element) setSeen({ top: element.scrollTop, height: element.clientHeight })
  }
  useLayoutEffect(read, [])
  useEffect(() => {
    const element = list.current
    if (!element) return
    const observer = new ResizeObserver(read)
    observer.observe(element)
    return () => observer.disconnect()
  }, [])
  return {
    first: Math.max(0, Math.floor(seen.top / rowHeight) - overscan),
    last: Math.ceil((seen.top + seen.height) / rowHeight) + overscan,
    onScroll: read,
  }
}

interface OutcomeRowProps {
  readonly outcome: RunOutcome
  readonly passes: number
  readonly index: number
  readonly count: number
  readonly active: boolean
  readonly next: boolean
  readonly onOpen: () => void
}

function OutcomeRow({ outcome, passes, index, count, active, next, onOpen }: OutcomeRowProps) {
  const { item, pass, row, result, status, reason, message, ms, sentAt } = outcome
  const provider = useProviders((state) => (row?.provider ? (state.byId.get(row.provider) ?? null) : null))
  const answer = status !== null ? String(status) : reason === null ? '' : reasonWords(result, reason)
  const bad = result === 'failed'
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active row (aria-activedescendant).
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are commands of the list.
    <div
      id={`outcome-${item}`}
      role="option"
      aria-selected={active}
      aria-posinset={index + 1}
      aria-setsize={count}
      data-cursor={active}
      data-next={next || undefined}
      className="run-row"
      style={{ top: index * rowHeight }}
      onClick={onOpen}
    >
      <span className="text-right text-11 text-ink-3 num">{formatCount(item)}</span>
      <span className="run-wide text-12 text-ink-3 num" title={sentAt === null ? undefined : formatDateTime(sentAt)}>
        {sentAt === null ? '' : formatClockMs(sentAt)}
      </span>
      <ProviderMark provider={provider} />
      <span className="cut mono tracking-[-.01em]">
        {row === null ? (
          <span className="text-ink-3">deleted</span>
        ) : (
          (row.eventType ?? <span className="text-ink-3">no event type</span>)
        )}
      </span>
      <span className="run-wide cut text-ink-2">
        {passes > 1 ? <span className="mr-1.5 text-ink-3 num">{ordinal(pass)} time</span> : null}
        {row?.summary.who ? <bdi className="font-medium text-ink">{row.summary.who}</bdi> : null}
        {row?.summary.who && (message ?? row.summary.text) ? ', ' : null}
        <bdi>{message ?? row?.summary.text ?? ''}</bdi>
      </span>
      <ResultBadge result={result} {...(message === null ? {} : { title: message })} />
      <span
        className={`cut text-12 ${status === null ? '' : 'mono'} ${bad ? 'font-semibold text-bad' : 'text-ink-2'}`}
        title={message ?? answer}
      >
        {answer}
      </span>
      <span className={`text-right text-11 num ${result === 'late' ? 'font-semibold text-warn' : 'text-ink-3'}`}>
        {ms === null ? '' : formatMs(ms)}
      </span>
    </div>
  )
}
