import { useEffect, useState } from 'react'
import type { RulePreview as Preview } from '#shared/api/rules.ts'
import type { RuleFields } from '#shared/model/response-rule.ts'
import { errorText, useClient } from '../../../state/client.tsx'
import { Glyph } from '../../../ui/glyphs.tsx'

/** After the last key, milliseconds. */
const quietMs = 250

interface RulePreviewProps {
  readonly endpointId: string
  /** Without errors; null while there are some. */
  readonly rule: RuleFields | null
}

/** What the rule would answer to the endpoint's newest delivery. Holds the last one while the next is computed. */
export function RulePreview({ endpointId, rule }: RulePreviewProps) {
  const client = useClient()
  const [shown, setShown] = useState<{ preview: Preview } | { problem: string } | null>(null)
  const wanted = rule === null ? null : JSON.stringify(rule)
  useEffect(() => {
    if (wanted === null) return
    let isCurrent = true
    const timer = setTimeout(() => {
      const input = { endpointId, deliveryId: null, rule: JSON.parse(wanted) as RuleFields }
      client.call('rules.preview', input).then(
        (preview) => isCurrent && setShown({ preview }),
        (error: unknown) => isCurrent && setShown({ problem: errorText(error) }),
      )
    }, quietMs)
    return () => {
      isCurrent = false
      clearTimeout(timer)
    }
  }, [client, endpointId, wanted])
  return (
    <section aria-label="Preview" aria-live="polite" className="grid gap-2 border-t border-line pt-3 text-12">
      <h4 className="font-medium">Preview</h4>
      {shown === null ? (
        <p className="text-ink-3">Tried on the newest delivery of this endpoint.</p>
      ) : 'problem' in shown ? (
        <p className="text-bad">{shown.problem}</p>
      ) : (
        <PreviewedAnswers preview={shown.preview} isOld={rule === null} />
      )}
    </section>
  )
}

function PreviewedAnswers({ preview, isOld }: { preview: Preview; isOld: boolean }) {
  if (preview.deliveryId === null)
    return <p className="text-ink-3">This endpoint has no delivery yet that the rule could be tried on.</p>
  return (
    <div className={`grid gap-2 ${isOld ? 'opacity-55' : ''}`}>
      <p className="text-ink-2">
        {preview.passes ?? 'The rule is for the newest delivery of this endpoint.'}
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
