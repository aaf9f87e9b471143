import { useEffect, useState } from 'react'
import type { RunPlan, RunPreview, RunSettings } from '#shared/model/run.ts'
import { maxRunItems } from '#shared/model/run-words.ts'
import { useClient } from '../../state/client.tsx'
import { Glyph } from '../../ui/glyphs.tsx'
import { formatClock, formatCount, formatDateTime, formatDuration, plural } from '../../ui/text.tsx'

/** While something is typed, nothing is asked; milliseconds. */
const quietMs = 200

interface PreviewState {
  readonly key: string | null
  readonly preview: RunPreview | null
  readonly error: unknown
}

/** What the plan would do. `current`: it is about this very plan. */
export function usePreview(plan: RunPlan | null) {
  const client = useClient()
  const key = plan === null ? null : JSON.stringify(plan)
  const [state, setState] = useState<PreviewState>({ key: null, preview: null, error: null })
  useEffect(() => {
    if (key === null) return
    let isCurrent = true
    const timer = setTimeout(() => {
      client.call('runs.preview', { plan: JSON.parse(key) as RunPlan }).then(
        (preview) => isCurrent && setState({ key, preview, error: null }),
        (error: unknown) => isCurrent && setState(({ preview }) => ({ key, preview, error })),
      )
    }, quietMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, key])
  const isCurrent = key !== null && state.key === key
  return {
    preview: state.preview,
    error: isCurrent ? state.error : null,
    current: isCurrent && state.error === null,
  }
}

interface PreviewProps {
  readonly preview: RunPreview | null
  readonly settings: RunSettings | null
  /** It is about an earlier plan. */
  readonly busy: boolean
}

/** How many, from when to when, how long it takes, where they go, and what is left out. */
export function Preview({ preview, settings, busy }: PreviewProps) {
  if (preview === null) return <p className="min-h-15 text-12 text-ink-3">Counting…</p>
  const { deliveries, items, tooMany, leftOut, doubts, endpoints } = preview
  return (
    <section
      aria-label="What this would send"
      aria-busy={busy}
      className={`grid min-h-15 gap-1 rounded-5 border border-line bg-sunken px-3 py-2 text-12 num ${busy ? 'opacity-55' : ''}`}
    >
      {tooMany ? (
        <p className="text-bad">
          More than one run takes, {formatCount(maxRunItems)} requests. Narrow the search, or its time.
        </p>
      ) : (
        <p className="font-medium" role="status">
          {deliveries === 0 ? 'No delivery fits.' : countWords(deliveries, items)}
          {deliveries > 0 ? <span className="font-normal text-ink-2">, {timeWords(preview)}</span> : null}
        </p>
      )}
      {deliveries > 0 && settings !== null ? <p className="text-ink-2">{durationWords(preview, settings)}</p> : null}
      {settings?.target == null ? (
        endpoints.slice(0, shownEndpoints).map((endpoint) => (
          <p key={endpoint.id} className="flex min-w-0 gap-1.5 text-ink-2">
            <span className="flex-none">
              {endpoint.name}: {formatCount(endpoint.deliveries)}
            </span>
            <span className="mono-11 cut leading-4" title={endpoint.target ?? undefined}>
              {endpoint.target === null ? 'no target' : `→ ${endpoint.target}`}
            </span>
          </p>
        ))
      ) : (
        <p className="text-ink-2">{endpoints.map(({ name }) => name).join(', ')}</p>
      )}
      {settings?.target == null && endpoints.length > shownEndpoints ? (
        <p className="text-ink-3">and {plural(endpoints.length - shownEndpoints, 'endpoint')} more</p>
      ) : null}
      {doubts.map(({ deliveries: count, words }) => (
        <p key={words} className="flex items-start gap-1.5 text-warn">
          <Glyph name="finding" className="mt-0.5" />
          {plural(count, 'delivery', 'deliveries')} can probably not be sent; of the oldest of them: {words}
        </p>
      ))}
      {leftOut.map(({ reason, deliveries: count, words }) => (
        <p key={reason} className="flex items-start gap-1.5 text-warn">
          <Glyph name="finding" className="mt-0.5" />
          {plural(count, 'delivery is', 'deliveries are')} left out: {words}.
        </p>
      ))}
    </section>
  )
}

const shownEndpoints = 4

const countWords = (deliveries: number, items: number) =>
  deliveries === items
    ? plural(deliveries, 'delivery', 'deliveries')
    : `${plural(deliveries, 'delivery', 'deliveries')}, ${formatCount(items)} requests`

function timeWords({ firstAt, lastAt }: RunPreview): string {
  if (firstAt === null || lastAt === null) return ''
  if (firstAt === lastAt) return `received ${formatDateTime(firstAt)}`
  const isToday = [firstAt, lastAt].every((at) => new Date(at).toDateString() === new Date().toDateString())
  const [from, to] = isToday
    ? [formatClock(firstAt), formatClock(lastAt)]
    : [formatDateTime(firstAt), formatDateTime(lastAt)]
  return `received from ${from} to ${to}`
}

function durationWords({ estimateMs }: RunPreview, { concurrency }: RunSettings): string {
  if (estimateMs === null)
    return concurrency === 1
      ? 'It takes as long as the target needs, one request after another.'
      : `It takes as long as the target needs, up to ${concurrency} requests at once.`
  return `It takes about ${formatDuration(Math.max(1000, estimateMs))}, or longer where the target is slower.`
}
