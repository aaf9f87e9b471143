import { useEffect, useRef, useState } from 'react'
import type { AnswerTimeSpan, AnswerTimes, AnswerTimesSeries } from '#shared/model/answer-times.ts'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { errorText, useCall } from '../../../state/client.tsx'
import { Glyph } from '../../../ui/glyphs.tsx'
import { FieldError, Segmented } from '../../../ui/inputs.tsx'
import { FormSection, Table, Td, Th } from '../../../ui/layout.tsx'
import { formatClock, formatCount, formatDuration, formatMs, formatShort, plural } from '../../../ui/text.tsx'
import { AnswerTimesChart } from './answer-times-chart.tsx'
import { deadlineWarning, placeOf } from './series-words.ts'

const spans = [
  { id: '1', label: '1 h' },
  { id: '24', label: '24 h' },
  { id: '168', label: '7 d' },
] as const
type SpanId = (typeof spans)[number]['id']

/** At least so long between two readings while deliveries arrive, milliseconds. */
const atMostEveryMs = 3000

/** How long answers took over time, for each target, against the provider's deadline. */
export function AnswerTimesSection({ endpoint }: { endpoint: EndpointStatus }) {
  const [span, setSpan] = useState<SpanId>('24')
  const hours = Number(span) as AnswerTimeSpan
  const { data, error, reload } = useCall('endpoints.answerTimes', { id: endpoint.id, hours })
  useReloadAsTheyCome(endpoint.deliveries, reload)
  return (
    <FormSection
      title="Answer times"
      note="From the first byte of a delivery to its answer: half of the answers were faster than p50, 95 % faster than p95."
    >
      <div>
        <Segmented label="Time span" options={spans} value={span} onChange={setSpan} />
      </div>
      {error ? <FieldError text={`The answer times could not be read. ${errorText(error)}`} /> : null}
      {data ? <AnswerTimesOf times={data} /> : <div className="h-40" aria-busy={error === null} />}
    </FormSection>
  )
}

function AnswerTimesOf({ times }: { times: AnswerTimes }) {
  const [chosen, setChosen] = useState<string | null>(null)
  const series = times.series.find(({ target }) => target === chosen) ?? times.series[0]
  if (series === undefined) return <p className="text-ink-2">Nothing was answered in this time.</p>
  const options = times.series.map(({ target }) => ({ id: target ?? live, label: placeOf(target) }))
  return (
    <div className="grid gap-2">
      {options.length > 1 ? (
        <div className="max-w-full overflow-x-auto">
          <Segmented
            label="Target"
            options={options}
            value={series.target ?? live}
            onChange={(id) => setChosen(id === live ? null : id)}
          />
        </div>
      ) : null}
      <SeriesWarning series={series} />
      <AnswerTimesChart times={times} series={series} />
      <p className="text-12 text-ink-2 num">{summary(series)}</p>
      <details>
        <summary className="w-fit rounded-3 leading-7 text-accent">Show as a table</summary>
        <SeriesTable times={times} series={series} />
      </details>
    </div>
  )
}

const live = 'live'

function SeriesWarning({ series }: { series: AnswerTimesSeries }) {
  const warning = deadlineWarning(series)
  if (warning === null) return null
  return (
    <div className="grid grid-cols-[12px_minmax(0,1fr)] gap-x-2">
      <Glyph name="finding" className="mt-1 text-warn" />
      <p>
        <span className="font-medium">{warning.title}. </span>
        <span className="text-ink-2">{warning.text}</span>
      </p>
    </div>
  )
}

function summary({ all, deadlinesMs, capped }: AnswerTimesSeries): string {
  const [shortest, ...others] = deadlinesMs
  const deadline =
    shortest === undefined
      ? 'no deadline is documented'
      : `deadline ${formatDuration(shortest)}${others.length > 0 ? ', longer for some events' : ''}`
  const count = `${capped ? 'the newest ' : ''}${plural(all.count, 'answer')}`
  return `${count}: p50 ${formatMs(all.p50Ms)}, p95 ${formatMs(all.p95Ms)}; ${deadline}.`
}

function SeriesTable({ times, series }: { times: AnswerTimes; series: AnswerTimesSeries }) {
  const label = (at: number) =>
    times.stretchMs < 3_600_000 ? formatClock(at) : `${formatShort(at, 0)} ${formatClock(at)}`
  return (
    <div className="max-h-72 overflow-auto rounded-5 border border-line">
      <Table aria-label={`Answer times of ${placeOf(series.target)}`} className="num">
        <thead className="sticky top-0 bg-pane">
          <tr>
            <Th>From</Th>
            <Th className="text-right!">Answers</Th>
            <Th className="text-right!">p50</Th>
            <Th className="text-right!">p95</Th>
            <Th className="text-right!">Near the deadline</Th>
            <Th className="text-right!">Late</Th>
          </tr>
        </thead>
        <tbody>
          {series.points.toReversed().map((point) => (
            <tr key={point.at}>
              <Td>{label(point.at)}</Td>
              <Td className="text-right">{formatCount(point.count)}</Td>
              <Td className="text-right">{formatMs(point.p50Ms)}</Td>
              <Td className="text-right">{formatMs(point.p95Ms)}</Td>
              <Td className={`text-right ${point.near > 0 ? 'font-medium text-warn' : 'text-ink-3'}`}>{point.near}</Td>
              <Td className={`text-right ${point.late > 0 ? 'font-semibold text-bad' : 'text-ink-3'}`}>{point.late}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </div>
  )
}

/** Reads again while deliveries arrive, not more often than every few seconds. */
function useReloadAsTheyCome(deliveries: number, reload: () => void): void {
  const seen = useRef(deliveries)
  useEffect(() => {
    if (seen.current === deliveries) return
    const timer = setTimeout(() => {
      seen.current = deliveries
      reload()
    }, atMostEveryMs)
    return () => clearTimeout(timer)
  }, [deliveries, reload])
}
