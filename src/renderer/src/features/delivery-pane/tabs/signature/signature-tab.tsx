import { useEffect } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { RecheckProgress } from '../../../../parts/recheck-progress.tsx'
import { SecretForm } from '../../../../parts/secret-form.tsx'
import { useEndpoint } from '../../../../state/endpoints-store.ts'
import { errorText } from '../../../../state/error-text.ts'
import { useProvider } from '../../../../state/providers-store.ts'
import { useRecheck } from '../../../../state/recheck.ts'
import { FieldError } from '../../../../ui/field.tsx'
import { Section } from '../../../../ui/section.tsx'
import { Digests } from './digests.tsx'
import { LadderSteps } from './ladder-steps.tsx'
import { SchemeTable } from './scheme-table.tsx'
import { SignatureVerdict } from './signature-verdict.tsx'
import { SignedString } from './signed-string.tsx'
import { UndocumentedScheme } from './undocumented-scheme.tsx'
import { useEvidence } from './use-evidence.ts'
import { VerdictAction } from './verdict-action.tsx'

interface SignatureTabProps {
  readonly detail: DeliveryDetail
  /** A cause was found that the delivery did not have yet. */
  readonly onExplained: () => void
}

/** The verdict, why it is so, and the evidence: steps, signed bytes, digests; or what is needed to come to one. */
export function SignatureTab({ detail, onExplained }: SignatureTabProps) {
  const endpoint = useEndpoint(detail.endpointId)
  // Judged by what the endpoint is set to now, which may be another provider than at arrival.
  const provider = useProvider(endpoint?.provider ?? detail.provider)
  const { report, ladder, searching, error, readAgain } = useEvidence(detail)
  const isNews = ladder !== null && detail.verdict.state === 'failed' && detail.verdict.cause === undefined
  useEffect(() => {
    if (isNews) onExplained()
  }, [isNews, onExplained])
  const now = report?.verification ?? detail.verdict
  const checked = useRecheck((state) => state.byEndpoint[detail.endpointId] !== undefined)
  const outdated = now.state !== detail.verdict.state || now.reason !== detail.verdict.reason
  const undocumented =
    now.reason === 'scheme-not-documented' ||
    now.reason === 'provider-does-not-sign' ||
    now.reason === 'provider-not-detected' ||
    now.reason === 'recipe-invalid' ||
    report?.scheme?.from === 'recipe'
  return (
    <>
      <SignatureVerdict
        now={now}
        stored={detail.verdict}
        provider={provider}
        ladder={ladder}
        searching={searching}
        action={<VerdictAction detail={detail} ladder={ladder} outdated={outdated} />}
      />
      {checked ? (
        <Section label="Check of the deliveries">
          <RecheckProgress endpointId={detail.endpointId} />
        </Section>
      ) : null}
      {error ? (
        <div role="alert" className="p-4">
          <FieldError text={`The evidence could not be read. ${errorText(error)}`} />
        </div>
      ) : null}
      {now.reason === 'no-secret' && endpoint ? (
        <Section title="Add the signing secret">
          <SecretForm
            endpointId={endpoint.id}
            label={provider?.name ?? 'signing secret'}
            hint={endpoint.recipe ? null : (provider?.scheme?.secretHint ?? null)}
            onSaved={readAgain}
          />
        </Section>
      ) : null}
      {report ? <SchemeTable report={report} provider={provider} /> : null}
      {ladder ? <LadderSteps ladder={ladder} /> : null}
      {report ? (
        <>
          <SignedString report={report} ladder={ladder} />
          <Digests report={report} ladder={ladder} />
        </>
      ) : null}
      {report && undocumented ? (
        <UndocumentedScheme provider={provider} endpoint={endpoint} onSaved={readAgain} />
      ) : null}
    </>
  )
}
