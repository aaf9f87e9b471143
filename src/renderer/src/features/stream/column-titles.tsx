/** Titles over the columns; the narrow list has none, its cells speak for themselves. */
export function ColumnTitles() {
  return (
    <div
      aria-hidden="true"
      className="stream-cols h-6 flex-none border-b border-line bg-pane text-11 whitespace-nowrap text-ink-3"
    >
      <span>Time</span>
      <span />
      <span>Event</span>
      <span>What happened</span>
      <span>Verification</span>
      <span>Conformance</span>
      <span>Answer</span>
      <span className="stream-end" title="Attempt">
        Att.
      </span>
      <span className="stream-end" title="Replays">
        Rep.
      </span>
    </div>
  )
}
