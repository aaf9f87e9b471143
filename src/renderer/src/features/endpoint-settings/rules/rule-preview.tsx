import { useEffect, useState } from 'react'
import type { RulePreview as Preview } from '#shared/api/rules.ts'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import type { RuleFields } from '#shared/model/response-rule.ts'
import { formatTerm } from '#shared/query/edit-query.ts'
import { errorText, useClient } from '../../../state/client.tsx'
import { Glyph } from '../../../ui/glyphs.tsx'
import { Select } from '../../../ui/inputs.tsx'
import { formatClock } from '../../../ui/text.tsx'

/** After the last key, milliseconds. */
const quietMs = 250

interface RulePreviewProps {
  readonly endpointId: string
  /** Without errors; null while there are some. */
  readonly rule: RuleFields | null
}

/** What the rule would answer to a delivery of the endpoint, the newest unless another is chosen. Holds the last one while the next is computed. */
export function RulePreview({ endpointId, rule }: RulePreviewProps) {
  const client = useClient()
  const [deliveryId, setDeliveryId] = useState<string | null>(null)
  const [shown, setShown] = useState<{ preview: Preview } | { problem: string } | null>(null)
  const wanted = rule === null ? null : JSON.stringify(rule)
  useEffect(() => {
    if (wanted === null) return
    let isCurrent = true
    const timer = setTimeout(() => {
      const input = { endpointId, deliveryId, rule: JSON.parse(wanted) as RuleFields }
      client.call('rules.preview', input).then(
        (preview) => isCurrent && setShown({ preview }),
        (error: unknown) => isCurrent && setShown({ problem: errorText(error) }),
      )
    }, quietMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, endpointId, deliveryId, wanted])
  return (
    <section aria-label="Preview" className="grid gap-2 border-t border-line pt-3 text-12">
      <div className="flex flex-wrap items-center gap-2">
        <h4 className="flex-1 font-medium">Preview</h4>
        <DeliveryChoice endpointId={endpointId} value={deliveryId} onChange={setDeliveryId} />
      </div>
      {shown === null ? (
        <p className="text-ink-3">The rule is going to be tried on a delivery of this endpoint.</p>
      ) : 'problem' in shown ? (
        <p className="text-bad">{shown.problem}</p>
      ) : (
        <PreviewedAnswers preview={shown.preview} isOld={rule === null} />
      )}
    </section>
  )
}

/** So many of the newest deliveries can be chosen. */
const offered = 20

interface DeliveryChoiceProps {
  readonly endpointId: string
  /** Null: the newest. */
  readonly value: string | null
  readonly onChange: (id: string | null) => void
}

function DeliveryChoice({ endpointId, value, onChange }: DeliveryChoiceProps) {
  const client = useClient()
  const [rows, setRows] = useState<readonly DeliveryRow[]>([])
  useEffect(() => {
    let isCurrent = true
    const query = formatTerm({ field: 'endpoint', value: endpointId })
    client.call('deliveries.page', { query, limit: offered }).then(
      ({ rows: found }) => isCurrent && setRows(found),
      // The newest one can be tried all the same.
      (error: unknown) => console.warn('the deliveries to choose from could not be read', error),
    )
    return () => {
      isCurrent = false
    }
  }, [client, endpointId])
  if (rows.length === 0) return null
  return (
    <Select
      aria-label="Delivery to try the rule on"
      className="max-w-72"
      value={value ?? ''}
      onChange={(event) => onChange(event.target.value === '' ? null : event.target.value)}
    >
      <option value="">the newest delivery</option>
      {rows.map(({ id, receivedAt, eventType }) => (
        <option key={id} value={id}>
          {formatClock(receivedAt)} {eventType ?? 'no event type'}
        </option>
      ))}
    </Select>
  )
}

function PreviewedAnswers({ preview, isOld }: { preview: Preview; isOld: boolean }) {
  if (preview.deliveryId === null)
    return <p className="text-ink-3">This endpoint has no delivery yet that the rule could be tried on.</p>
  return (
    <div aria-live="polite" className="grid gap-2">
      <p className="text-ink-2">
        {isOld ? 'As it was before the mistake. ' : ''}
        {preview.passes ?? 'The rule is for this delivery.'}
        {preview.answers.length === 0 ? ' It ends the connection without an answer.' : ' Rendered for it:'}
      </p>
      {preview.answers.map(({ status, headers, body, empty }, index) => (
        // Answers have no identity but their place.
        <div key={index} className="grid gap-1">
          <pre className="mono sel max-h-64 overflow-auto rounded-5 border border-line bg-sunken px-3 py-2 leading-5 break-all whitespace-pre-wrap text-ink-2">
            {[`${status}`, ...headers.map(([name, value]) => `${name}: ${value}`), '', body].join('\n')}
          </pre>
          {empty.length > 0 ? (
            <p className="flex items-start gap-1.5 text-ink-2">
              <Glyph name="finding" className="mt-0.5 text-warn" />
              No value in this delivery, left empty: {empty.join(', ')}
            </p>
          ) : null}
        </div>
      ))}
    </div>
  )
}
