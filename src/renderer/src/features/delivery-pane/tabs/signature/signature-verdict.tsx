import { type ReactNode, useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Ladder } from '#shared/model/ladder.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import type { Verification } from '#shared/model/verification.ts'
import { plural } from '#shared/sentences/units.ts'
import { verificationWords } from '#shared/sentences/verification-sentence.ts'
import { errorText, useClient } from '../../../../state/client.tsx'
import { askChange } from '../../../../state/endpoint-change.ts'
import { useEndpoint } from '../../../../state/live-state.ts'
import { recheck, useRecheck } from '../../../../state/recheck.ts'
import { verificationTone } from '../../../../ui/badges.tsx'
import { Button } from '../../../../ui/buttons.tsx'
import { Glyph } from '../../../../ui/glyphs.tsx'
import { Problem } from '../../../../ui/inputs.tsx'
import { Section } from '../../../../ui/layout.tsx'
import { plainText, RichText } from '../../../../ui/text.tsx'

const colours = { ok: 'text-ok', none: 'text-ink-3', warn: 'text-warn', bad: 'text-bad' } as const

interface SignatureVerdictProps {
  /** With the secrets that exist now. */
  readonly now: Verification
  /** As stored: at arrival, or when the endpoint's deliveries were last checked again. */
  readonly stored: Verification
  readonly provider: ProviderInfo | null
  /** Why it fails, where that was found. */
  readonly ladder: Ladder | null
  /** The cause is being looked for. */
  readonly searching: boolean
  /** What can be done about it. */
  readonly action: ReactNode
}

/** The verdict with its cause first. Where today's secrets give another one than is stored, both are said. */
export function SignatureVerdict({ now, stored, provider, ladder, searching, action }: SignatureVerdictProps) {
  const { cause, extent } = verificationWords(now, provider)
  const changed = now.state !== stored.state || now.reason !== stored.reason
  const paragraphs = ladder ? [ladder.evidence, ladder.advice] : [extent]
  return (
    <Section label="Verdict">
      <div className="grid grid-cols-[16px_minmax(0,1fr)] items-start gap-x-3 gap-y-3 @min-[560px]/detail:grid-cols-[16px_minmax(0,1fr)_auto]">
        <Glyph name={now.state} size={16} className={`mt-0.5 ${colours[verificationTone[now.state]]}`} />
        <div className="sel min-w-0 break-words" aria-busy={searching}>
          <h3 className="text-15 font-semibold tracking-[-.006em]">
            <RichText text={ladder?.sentence ?? cause} />
          </h3>
          {paragraphs.filter(Boolean).map((text) => (
            <p key={text} className="mt-1 text-ink-2">
              <RichText text={text} />
            </p>
          ))}
          {searching ? <p className="mt-1 text-12 text-ink-3">Looking for the cause…</p> : null}
          {changed ? (
            <p className="mt-1 text-12 text-ink-3">
              Judged with the secrets and the scheme of today. Stored is{' '}
              <b className="font-medium text-ink-2">{stored.state}</b>:{' '}
              <RichText text={verificationWords(stored, provider).cause} />
            </p>
          ) : null}
        </div>
        {action ? <div className="col-start-2 @min-[560px]/detail:col-start-3">{action}</div> : null}
      </div>
    </Section>
  )
}

interface VerdictActionProps {
  readonly detail: DeliveryDetail
  readonly ladder: Ladder | null
  /** Today's verdict is another one than the stored one. */
  readonly outdated: boolean
}

/** Takes over what the ladder found, or stores today's verdict; both check the endpoint's deliveries again. */
export function VerdictAction({ detail, ladder, outdated }: VerdictActionProps) {
  const client = useClient()
  const endpoint = useEndpoint(detail.endpointId)
  const running = useRecheck((state) => state.byEndpoint[detail.endpointId]?.state === 'running')
  const [error, setError] = useState<unknown>(null)
  const fix = ladder?.fix ?? null
  if (!endpoint || (fix === null && !outdated)) return null

  const ask = () => {
    if (fix === null) return
    setError(null)
    const what = plainText(fix.text.replace(/\.$/, ''))
    void askChange(client, {
      change: { kind: 'fix', deliveryId: detail.id },
      endpointId: endpoint.id,
      title: 'Apply this fix?',
      description: `${what}, for all deliveries of ${endpoint.name}.`,
      action: 'Apply',
      done: what,
      recheck: true,
      onRefused: setError,
    })
  }
  return (
    <div className="grid max-w-64 justify-items-start gap-1.5 @min-[560px]/detail:justify-items-end @min-[560px]/detail:text-right">
      {fix ? (
        <Button variant="primary" disabled={running} onClick={ask}>
          Apply this fix…
        </Button>
      ) : (
        <Button disabled={running} onClick={() => void recheck(client, endpoint.id)}>
          Recheck deliveries
        </Button>
      )}
      <p className="text-12 text-ink-2 num">
        {fix ? (
          <>
            <RichText text={fix.text.replace(/\.$/, '')} />; first shows what it does to{' '}
          </>
        ) : (
          'checks '
        )}
        {plural(endpoint.deliveries, 'delivery', 'deliveries')}
        {fix ? '' : ' again'}
      </p>
      {error ? <Problem text={errorText(error)} /> : null}
    </div>
  )
}
