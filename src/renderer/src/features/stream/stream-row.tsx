import { ArrowDownLeft, ArrowUpRight, Check, Pin, RotateCcw, StickyNote } from 'lucide-react'
import { type CSSProperties, type HTMLAttributes, type MouseEvent, memo, type ReactNode } from 'react'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { ForwardState } from '#shared/model/forward.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { AnswerCell, ConformanceBadge, ProviderMark, VerificationBadge } from '../../ui/badges.tsx'
import { formatDateTime, formatDuration, formatShort, plainText, plural } from '../../ui/text.tsx'
import { hasAttempts } from './events/event-lines.ts'
import { AttemptLineText, EventTypeCell, ExpectedNext } from './events/event-row-parts.tsx'

interface StreamRowProps {
  readonly row: DeliveryRow
  readonly provider: ProviderInfo | null
  readonly index: number
  readonly count: number
  readonly top: number
  readonly selected: boolean
  readonly checked: boolean
  /** The arrow key goes here first: nothing is selected yet. */
  readonly next: boolean
  /** What it is in the group view; left out elsewhere. */
  readonly line?: 'event' | 'unfolded' | 'attempt'
  /** Among its siblings, where that is not its place in the list. */
  readonly place?: number
  readonly of?: number
  readonly level?: 1 | 2
  readonly onToggle?: (row: DeliveryRow) => void
  readonly onPick: (row: DeliveryRow, index: number, event: MouseEvent) => void
}

type Line = NonNullable<StreamRowProps['line']>

/** What makes a row one of a tree. */
function treeItem(row: DeliveryRow, line: Line, level: StreamRowProps['level']): HTMLAttributes<HTMLElement> {
  const unfolds = line !== 'attempt' && hasAttempts(row)
  return { role: 'treeitem', 'aria-level': level, ...(unfolds && { 'aria-expanded': line === 'unfolded' }) }
}

/** One delivery in the stream; in the group view one event or one attempt of it. */
export const StreamRow = memo(function StreamRow(props: StreamRowProps) {
  const { row, provider, index, count, top, selected, checked, next, onPick } = props
  const { line, place = index + 1, of = count, level, onToggle } = props
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active row (aria-activedescendant).
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are commands of the list.
    <div
      id={`row-${row.seq}`}
      role="option"
      {...(line === undefined ? {} : treeItem(row, line, level))}
      aria-selected={selected || checked}
      aria-posinset={place}
      aria-setsize={of}
      data-line={line}
      data-cursor={selected}
      data-next={next || undefined}
      data-delivery={row.id}
      className="stream-row"
      style={{ top } as CSSProperties}
      onClick={(event) => onPick(row, index, event)}
    >
      <RowCells
        row={row}
        provider={provider}
        when={formatShort(row.receivedAt, Date.now())}
        checked={checked}
        line={line}
        onToggle={onToggle}
      />
    </div>
  )
})

type RowCellsProps = Pick<StreamRowProps, 'row' | 'provider' | 'checked'> & {
  /** The clock, or another day's date. */
  readonly when: string
  readonly line: Line | undefined
  readonly onToggle: StreamRowProps['onToggle'] | undefined
}

/** What a row says. A row that only goes down by one for a new one above it is not rendered again. */
const RowCells = memo(function RowCells({ row, provider, when, checked, line, onToggle }: RowCellsProps) {
  return (
    <>
      <span className="stream-time text-12 whitespace-nowrap text-ink-3 num" title={timeWords(row)}>
        {when}
      </span>
      <span className="stream-mark">
        {checked ? (
          <span className="grid h-4 w-5 place-items-center rounded-3 bg-accent-fill text-accent-on">
            <Check className="size-3" aria-label="selected" />
          </span>
        ) : (
          <ProviderMark provider={provider} />
        )}
      </span>
      {line === undefined ? (
        <span className="stream-type cut mono tracking-[-.01em]" title={row.eventType ?? undefined}>
          {row.eventType ?? <span className="text-ink-3">no event type</span>}
        </span>
      ) : (
        <EventTypeCell row={row} line={line} onToggle={onToggle} />
      )}
      {line === 'attempt' ? (
        <AttemptLineText row={row} provider={provider} />
      ) : (
        <HumanLine row={row}>{line === undefined ? null : <ExpectedNext row={row} provider={provider} />}</HumanLine>
      )}
      <span className="stream-verification">
        <VerificationBadge
          state={row.verification.state}
          title={row.verification.cause === undefined ? row.verification.reason : plainText(row.verification.cause)}
        />
      </span>
      <span className="stream-conformance">
        <ConformanceBadge state={row.conformance.state} issues={row.conformance.issues} />
      </span>
      <span className="stream-answer h-full">
        <AnswerCell
          answer={row.answer}
          deadlineMs={row.deadlineMs}
          aborted={row.aborted}
          unanswered={row.unanswered}
          imported={row.imported}
        />
      </span>
      <span
        className={`stream-wide stream-end text-11 num ${row.attempt > 1 ? 'font-medium text-ink' : 'text-ink-3'}`}
        title={attemptWords(row)}
      >
        {row.attemptGuessed
          ? `${row.attempt}?`
          : row.attemptsDocumented
            ? `${row.attempt}/${row.attemptsDocumented}`
            : row.attempt}
      </span>
      <span className="stream-wide stream-end text-11 text-ink-2 num">
        {row.replays > 0 ? (
          <span className="inline-flex items-center gap-0.5" title={`replayed ${plural(row.replays, 'time')}`}>
            <RotateCcw className="size-3" aria-hidden="true" />
            {row.replays}
          </span>
        ) : null}
      </span>
    </>
  )
})

function attemptWords({ attempt, attemptsDocumented, attemptGuessed, sinceAttemptMs }: DeliveryRow): string {
  const since = sinceAttemptMs === undefined ? '' : `, ${formatDuration(sinceAttemptMs)} after the one before`
  if (attemptGuessed) return `same bytes as an earlier delivery: probably attempt ${attempt}, a guess${since}`
  return attemptsDocumented
    ? `attempt ${attempt} of at most ${attemptsDocumented}${since}`
    : `attempt ${attempt}${since}; the maximum is not documented`
}

function timeWords({ receivedAt, event }: DeliveryRow): string {
  if (event === undefined || event.attempts === 1) return formatDateTime(receivedAt)
  return `first attempt ${formatDateTime(receivedAt)}; last ${formatDateTime(event.lastAt)}`
}

/** Who did what, in one line: from documented fields only, else id and size in grey. */
function HumanLine({ row, children }: { row: DeliveryRow; children?: ReactNode }) {
  const { direction, who, text } = row.summary
  const full = [direction, who, text].filter(Boolean).join(', ')
  return (
    <span
      className={`stream-line flex min-w-0 overflow-hidden whitespace-nowrap ${who || direction ? 'text-ink-2' : 'text-ink-3'}`}
      title={full}
    >
      <Annotation row={row} />
      {row.sample ? <Tag>sample</Tag> : null}
      {row.handshake ? <Tag>setup</Tag> : null}
      {row.forward && forwardTags[row.forward] ? (
        <Tag bad={row.forward !== 'waiting'}>{forwardTags[row.forward]}</Tag>
      ) : null}
      {row.rule ? <Tag title={ruleWords(row.rule)}>rule</Tag> : null}
      {row.acceptedBefore ? <Tag title="The event was answered 2xx before">duplicate</Tag> : null}
      <Direction direction={direction} />
      {/* Each is cut at its own end, which is on the left where it is written from right to left; the text before the name. */}
      {who ? <bdi className="cut font-medium text-ink">{who}</bdi> : null}
      {who && text ? <span className="flex-none whitespace-pre">, </span> : null}
      {text ? <bdi className="cut flex-[1_1_0]">{text}</bdi> : null}
      {children}
    </span>
  )
}

/** What the user has put on it. */
function Annotation({ row: { pinned, note } }: { row: DeliveryRow }) {
  return (
    <>
      {pinned ? <Pin aria-label="pinned" className="mr-1.5 size-3.5 flex-none self-center text-accent" /> : null}
      {note === undefined ? null : (
        <span
          title={note}
          className="mr-1.5 inline-flex max-w-[40%] min-w-0 flex-none items-center gap-1 rounded-3 border border-strong px-1 text-11 text-ink-2"
        >
          <StickyNote aria-label="note" className="size-3 flex-none" />
          <span className="truncate">{note}</span>
        </span>
      )}
    </>
  )
}

function Direction({ direction }: { direction: 'inbound' | 'outbound' | null }) {
  if (!direction) return null
  const Icon = direction === 'inbound' ? ArrowDownLeft : ArrowUpRight
  return <Icon aria-label={direction} className="mr-1 size-3.5 flex-none self-center text-ink-3" />
}

/** What is said of forwarding: nothing while all is well. */
const forwardTags: Readonly<Partial<Record<ForwardState, string>>> = {
  failed: 'not forwarded',
  'copy-failed': 'copy failed',
  waiting: 'in the queue',
}

function ruleWords({ name, did }: NonNullable<DeliveryRow['rule']>): string {
  const what = { answer: 'answered', drop: 'connection ended', cut: 'answer broken off' }[did]
  return `${what} by the response rule “${name}”`
}

function Tag({ children, title, bad = false }: { children: ReactNode; title?: string; bad?: boolean }) {
  const colours = bad ? 'border-bad font-medium text-bad' : 'border-strong text-ink-3'
  return (
    <span title={title} className={`mr-1.5 flex-none rounded-3 border px-1 text-11 ${colours}`}>
      {children}
    </span>
  )
}
