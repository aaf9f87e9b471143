import { useEffect, useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { Retention, RetentionPreview } from '#shared/model/retention.ts'
import { errorText, useClient } from '../../state/client.tsx'
import { Button } from '../../ui/buttons.tsx'
import { Field, Input, Problem } from '../../ui/inputs.tsx'
import { FormSection } from '../../ui/layout.tsx'
import { formatBytes, formatDay, plural } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'

const mebi = 1024 * 1024

const bounds = [
  { name: 'days', label: 'Days', hint: 'older ones go' },
  { name: 'count', label: 'Deliveries', hint: 'the newest so many' },
  { name: 'bytes', label: 'MiB of bodies', hint: 'as received' },
] as const

type Draft = Readonly<Record<(typeof bounds)[number]['name'], string>>

/** How long an endpoint keeps its deliveries. What would go is shown before it is set. */
export function RetentionSection({ endpoint }: { endpoint: EndpointStatus }) {
  const client = useClient()
  const stored = draftOf(endpoint.retention)
  const [draft, setDraft] = useState<Draft | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  const shown = draft ?? stored
  const read = readDraft(shown)
  const dirty = draft !== null && JSON.stringify(draft) !== JSON.stringify(stored)
  const { preview, failure } = usePreview(endpoint.id, read.ok ? read.retention : null, endpoint.deliveries)

  const set = async (retention: Retention | null) => {
    const before = endpoint.retention ?? null
    try {
      await client.call('endpoints.update', { id: endpoint.id, retention })
    } catch (error) {
      return setProblem(errorText(error))
    }
    // What was typed meanwhile is still to be set.
    setDraft((now) => (now === draft ? null : now))
    setProblem(null)
    const undo = () => void set(before)
    toast({
      tone: 'ok',
      topic: `retention ${endpoint.id}`,
      title: retention === null ? 'Everything is kept' : 'Retention is set',
      ...(retention !== null && { detail: 'It begins to delete in a minute.' }),
      action: { label: 'Undo', run: undo },
    })
  }
  return (
    <FormSection
      title="Retention"
      note="Off unless you set a bound. What is beyond any of them is deleted for good, in the background; pinned deliveries never are."
    >
      <form
        className="grid gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          if (read.ok && dirty) void set(read.retention)
        }}
      >
        <div className="grid grid-cols-[repeat(auto-fit,minmax(140px,1fr))] gap-3">
          {bounds.map(({ name, label, hint }) => (
            <Field key={name} label={label} hint={hint} error={read.ok ? null : read.errors[name]}>
              {(ids) => (
                <Input
                  {...ids}
                  inputMode="decimal"
                  placeholder="no bound"
                  value={shown[name]}
                  onChange={(event) => setDraft({ ...shown, [name]: event.target.value })}
                />
              )}
            </Field>
          ))}
        </div>
        <p role="status" aria-label="What would be deleted" className="min-h-5 text-12 text-ink-2 num">
          {read.ok ? previewWords(read.retention, preview, dirty) : null}
        </p>
        <div className="flex flex-wrap items-center gap-2">
          <Button type="submit" variant="primary" disabled={!dirty || !read.ok}>
            {read.ok && read.retention === null ? 'Keep everything' : 'Set retention'}
          </Button>
          {dirty ? (
            <Button variant="quiet" onClick={() => setDraft(null)}>
              Cancel
            </Button>
          ) : null}
          {endpoint.retained ? (
            <span className="text-12 text-ink-3 num">
              In this run {plural(endpoint.retained.removed, 'delivery', 'deliveries')} deleted (
              {formatBytes(endpoint.retained.bytes)} of bodies), last {formatDay(endpoint.retained.lastAt, Date.now())}.
            </span>
          ) : null}
        </div>
        <Problem text={problem ?? failure} />
      </form>
    </FormSection>
  )
}

function draftOf(retention: Retention | null | undefined): Draft {
  const { days = null, count = null, bytes = null } = retention ?? {}
  return {
    days: days === null ? '' : String(days),
    count: count === null ? '' : String(count),
    bytes: bytes === null ? '' : String(Number((bytes / mebi).toFixed(3))),
  }
}

type Read =
  | { readonly ok: true; readonly retention: Retention | null }
  | { readonly ok: false; readonly errors: Partial<Record<keyof Draft, string>> }

function readDraft({ days, count, bytes }: Draft): Read {
  const number = (text: string) => (text.trim() === '' ? null : Number(text))
  const [d, c, b] = [number(days), number(count), number(bytes)]
  const errors = {
    ...(d !== null && !(d > 0 && d <= 36_500) && { days: 'A number of days, or nothing.' }),
    ...(c !== null && !(Number.isInteger(c) && c > 0 && c <= 1e9) && { count: 'A whole number, or nothing.' }),
    ...(b !== null && !(b > 0 && b * mebi >= 1) && { bytes: 'A number above 0, or nothing.' }),
  }
  if (Object.keys(errors).length > 0) return { ok: false, errors }
  if (d === null && c === null && b === null) return { ok: true, retention: null }
  return { ok: true, retention: { days: d, count: c, bytes: b === null ? null : Math.round(b * mebi) } }
}

function previewWords(retention: Retention | null, preview: RetentionPreview | null, dirty: boolean): string {
  if (retention === null) return 'Everything is kept.'
  if (preview === null) return 'Counting…'
  const { count, bytes, oldest, newest, pinned } = preview
  const kept = pinned === 0 ? '' : ` ${plural(pinned, 'pinned one stays', 'pinned ones stay')}.`
  if (count === 0) return `Nothing is beyond ${dirty ? 'these bounds' : 'the bounds'} now.${kept}`
  const now = Date.now()
  return `${dirty ? 'Would delete now' : 'About to be deleted'}: ${plural(count, 'delivery', 'deliveries')} (${formatBytes(bytes)} of bodies), from ${formatDay(oldest, now)} to ${formatDay(newest, now)}.${kept}`
}

const previewAfterMs = 200

/** Asked for once typing rests, and again when deliveries come or go. */
function usePreview(endpointId: string, retention: Retention | null, deliveries: number) {
  const client = useClient()
  const key = JSON.stringify(retention)
  const [state, setState] = useState<{ key: string; preview: RetentionPreview | null; failure: string | null }>({
    ...{ key: '', preview: null, failure: null },
  })
  useEffect(() => {
    if (retention === null) return
    let current = true
    const timer = setTimeout(() => {
      client.call('retention.preview', { endpointId, retention }).then(
        (preview) => current && setState({ key, preview, failure: null }),
        (error: unknown) => current && setState({ key, preview: null, failure: errorText(error) }),
      )
    }, previewAfterMs)
    return () => {
      current = false
      clearTimeout(timer)
    }
  }, [client, endpointId, key, deliveries])
  return state.key === key ? state : { preview: null, failure: null }
}
