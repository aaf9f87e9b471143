import { nearDeadline } from '#shared/attempts/deadline.ts'
import type { AnswerTimes, AnswerTimesPoint, AnswerTimesSeries } from '#shared/model/answer-times.ts'
import { formatClock, formatDuration, formatMs, formatShort, plural } from '../../../ui/text.tsx'
import { placeOf } from './series-words.ts'

/** The drawing's own units; it is stretched to the room that there is, its lines keep their width. */
const box = { width: 1000, height: 100 }

interface ChartProps {
  readonly times: AnswerTimes
  readonly series: AnswerTimesSeries
}

/** p50 and p95 of a target over time, with the provider's deadline where it is not far above. */
export function AnswerTimesChart({ times, series }: ChartProps) {
  const scale = scaleOf(series)
  const x = (at: number) => ((at - times.from + times.stretchMs / 2) / (times.until - times.from)) * box.width
  const y = (ms: number) => box.height - Math.min(1, ms / scale.topMs) * box.height
  const runs = consecutive(series.points, times.stretchMs)
  const path = (of: (point: AnswerTimesPoint) => number) =>
    runs
      .map((run) => run.map((point, index) => `${index === 0 ? 'M' : 'L'}${x(point.at)} ${y(of(point))}`).join(''))
      .join('')
  return (
    <figure>
      <div className="relative h-32 border-b border-l border-strong">
        <svg
          role="img"
          aria-label={description(series)}
          viewBox={`0 0 ${box.width} ${box.height}`}
          preserveAspectRatio="none"
          className="absolute inset-0 size-full overflow-visible"
        >
          {scale.deadlineMs === null ? null : (
            <g stroke="currentColor" vectorEffect="non-scaling-stroke" strokeDasharray="4 3" fill="none">
              <path className="text-bad" vectorEffect="non-scaling-stroke" d={level(y(scale.deadlineMs))} />
              <path
                className="text-warn"
                vectorEffect="non-scaling-stroke"
                d={level(y(scale.deadlineMs * nearDeadline))}
              />
            </g>
          )}
          <g fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" strokeLinecap="round">
            <path className="text-accent" vectorEffect="non-scaling-stroke" d={path(({ p95Ms }) => p95Ms)} />
            <path className="text-ink-2" vectorEffect="non-scaling-stroke" d={path(({ p50Ms }) => p50Ms)} />
          </g>
        </svg>
        {/* Points are not stretched. */}
        {series.points.map((point) => (
          <Dots key={point.at} point={point} left={x(point.at) / box.width} y={(ms) => y(ms) / box.height} />
        ))}
        <span className="absolute -top-0.5 left-1.5 text-11 text-ink-3 num" aria-hidden="true">
          {formatMs(scale.topMs)}
        </span>
        {scale.deadlineMs === null ? null : (
          <span
            aria-hidden="true"
            className="absolute left-24 -translate-y-full text-11 text-bad num"
            style={{ top: `${y(scale.deadlineMs)}%` }}
          >
            deadline {formatDuration(scale.deadlineMs)}
          </span>
        )}
      </div>
      <figcaption className="mt-1 flex justify-between gap-4 text-11 text-ink-3 num">
        <span>{timeLabel(times.from, times)}</span>
        <span className="flex gap-4">
          <Key tone="bg-ink-2">p50</Key>
          <Key tone="bg-accent">p95</Key>
          {scale.deadlineMs === null ? null : <Key tone="border-t border-dashed border-warn">80 % of the deadline</Key>}
        </span>
        <span>{timeLabel(times.until, times)}</span>
      </figcaption>
    </figure>
  )
}

interface DotsProps {
  readonly point: AnswerTimesPoint
  /** Shares of the width and the height. */
  readonly left: number
  readonly y: (ms: number) => number
}

function Dots({ point, left, y }: DotsProps) {
  const at = (ms: number) => ({ left: `${left * 100}%`, top: `${y(ms) * 100}%` })
  const title = `${formatClock(point.at)}: ${plural(point.count, 'answer')}, p50 ${formatMs(point.p50Ms)}, p95 ${formatMs(point.p95Ms)}`
  return (
    <>
      <i className="chart-dot text-accent" style={at(point.p95Ms)} title={title} />
      <i className="chart-dot text-ink-2" style={at(point.p50Ms)} title={title} />
    </>
  )
}

function Key({ tone, children }: { tone: string; children: string }) {
  return (
    <span className="flex items-center gap-1.5">
      <span aria-hidden="true" className={`h-0.5 w-4 ${tone}`} />
      {children}
    </span>
  )
}

const level = (y: number): string => `M0 ${y}L${box.width} ${y}`

/** The top of the scale: with the deadline, unless all answers would lie on the ground then. */
export function scaleOf({ points, deadlinesMs }: AnswerTimesSeries) {
  const highest = Math.max(1, ...points.map(({ p95Ms }) => p95Ms))
  const [deadline = null] = deadlinesMs
  const shown = deadline !== null && deadline <= highest * 8
  return { topMs: Math.max(highest, shown ? deadline : 0) * 1.15, deadlineMs: shown ? deadline : null }
}

/** Points with nothing missing in between: over a gap no line is drawn. */
export function consecutive(points: readonly AnswerTimesPoint[], stretchMs: number): AnswerTimesPoint[][] {
  const runs: AnswerTimesPoint[][] = []
  for (const point of points) {
    const run = runs.at(-1)
    if (run && point.at - run.at(-1)!.at <= stretchMs) run.push(point)
    else runs.push([point])
  }
  return runs
}

function description({ target, all, points }: AnswerTimesSeries): string {
  const stretches = plural(points.length, 'stretch of time', 'stretches of time')
  return `${placeOf(target)} over ${stretches}: p50 ${formatMs(all.p50Ms)}, p95 ${formatMs(all.p95Ms)} in all. The table has each.`
}

const timeLabel = (at: number, { stretchMs }: AnswerTimes): string => {
  const clock = formatClock(at).slice(0, 5)
  return stretchMs < 1_800_000 ? clock : `${formatShort(at, 0)}, ${clock}`
}
