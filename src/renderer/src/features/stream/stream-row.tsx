import { ArrowDownLeft, ArrowUpRight, Check, Pin, RotateCcw, StickyNote } from 'lucide-react'
import { type CSSProperties, type MouseEvent, memo } from 'react'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { AnswerCell, ConformanceBadge, ProviderMark, VerificationBadge } from '../../ui/badges.tsx'
import { formatDateTime, formatShort, plainText } from '../../ui/text.tsx'

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
  readonly onPick: (row: DeliveryRow, index: number, event: MouseEvent) => void
}

/** One delivery in the stream. */
export const StreamRow = memo(function StreamRow(props: StreamRowProps) {
  const { row, provider, index, count, top, selected, checked, next, onPick } = props
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: the list has the focus and names the active row (aria-activedescendant).
    // biome-ignore lint/a11y/useKeyWithClickEvents: keys are commands of the list.
    <div
      id={`row-${row.seq}`}
      role="option"
      aria-selected={selected || checked}
      aria-posinset={index + 1}
      aria-setsize={count}
      data-cursor={selected}
      data-next={next || undefined}
      data-delivery={row.id}
      className="stream-row"
      style={{ top } as CSSProperties}
      onClick={(event) => onPick(row, index, event)}
    >
      <span className="stream-time text-12 whitespace-nowrap text-ink-3 num" title={formatDateTime(row.receivedAt)}>
        {formatShort(row.receivedAt, Date.now())}
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
      <span className="stream-type cut mono tracking-[-.01em]" title={row.eventType ?? undefined}>
        {row.eventType ?? <span className="text-ink-3">no event type</span>}
      </span>
      <HumanLine row={row} />
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
        <AnswerCell answer={row.answer} deadlineMs={row.deadlineMs} aborted={row.aborted} />
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
          <span className="inline-flex items-center gap-0.5" title={`replayed ${row.replays} times`}>
            <RotateCcw className="size-3" aria-hidden="true" />
            {row.replays}
          </span>
        ) : null}
      </span>
    </div>
  )
})

function attemptWords({ attempt, attemptsDocumented, attemptGuessed }: DeliveryRow): string {
  if (attemptGuessed) return `same bytes as an earlier delivery: probably attempt ${attempt}, a guess`
  return attemptsDocumented
    ? `attempt ${attempt} of at most ${attemptsDocumented}`
    : `attempt ${attempt}; the maximum is not documented`
}

/** Who did what, in one line: from documented fields only, else id and size in grey. */
function HumanLine({ row }: { row: DeliveryRow }) {
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
      <Direction direction={direction} />
      {/* Each is cut at its own end, which is on the left where it is written from right to left; the text before the name. */}
      {who ? <bdi className="cut font-medium text-ink">{who}</bdi> : null}
      {who && text ? <span className="flex-none whitespace-pre">, </span> : null}
      {text ? <bdi className="cut flex-[1_1_0]">{text}</bdi> : null}
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

function Tag({ children }: { children: string }) {
  return <span className="mr-1.5 flex-none rounded-3 border border-strong px-1 text-11 text-ink-3">{children}</span>
}
