import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { SecretForm } from '../../../../parts/secret-form.tsx'
import { useEndpoint } from '../../../../state/endpoints-store.ts'
import { errorText } from '../../../../state/error-text.ts'
import { useProvider } from '../../../../state/providers-store.ts'
import { useCall } from '../../../../state/use-call.ts'
import { FieldError } from '../../../../ui/field.tsx'
import { Section } from '../../../../ui/section.tsx'
import { Digests } from './digests.tsx'
import { SchemeTable } from './scheme-table.tsx'
import { SignatureVerdict } from './signature-verdict.tsx'
import { SignedString } from './signed-string.tsx'
import { UndocumentedScheme } from './undocumented-scheme.tsx'

/** The verdict and its evidence: scheme, signed bytes, digests; or what is needed to come to one. */
export function SignatureTab({ detail }: { detail: DeliveryDetail }) {
  const provider = useProvider(detail.provider)
  const endpoint = useEndpoint(detail.endpointId)
  const { data: report, error, reload } = useCall('deliveries.signature', { id: detail.id })
  const now = report?.verification ?? detail.verdict
  const undocumented =
    now.reason === 'scheme-not-documented' ||
    now.reason === 'provider-does-not-sign' ||
    now.reason === 'provider-not-detected' ||
    now.reason === 'recipe-invalid' ||
    report?.scheme?.from === 'recipe'
  return (
    <>
      <SignatureVerdict now={now} atArrival={detail.verdict} provider={provider} />
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
            hint={provider?.scheme?.secretHint ?? null}
            onSaved={reload}
          />
        </Section>
      ) : null}
      {report ? (
        <>
          <SchemeTable report={report} provider={provider} />
          <SignedString report={report} />
          <Digests report={report} />
        </>
      ) : null}
      {report && undocumented ? <UndocumentedScheme provider={provider} endpoint={endpoint} onSaved={reload} /> : null}
    </>
  )
}
