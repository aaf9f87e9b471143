import { useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { openGuide } from '../../parts/open-guide.ts'
import { RecipeForm } from '../../parts/recipe-form.tsx'
import { SampleButtons, useSamples } from '../../parts/sample-buttons.tsx'
import { SecretForm } from '../../parts/secret-form.tsx'
import { SetupSteps } from '../../parts/setup-steps.tsx'
import { TargetInput } from '../../parts/target-input.tsx'
import { useClient } from '../../state/client.tsx'
import { useEndpoint, useEndpoints } from '../../state/endpoints-store.ts'
import { errorText } from '../../state/error-text.ts'
import { useProvider } from '../../state/providers-store.ts'
import { navigate } from '../../state/route.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { FormPage, FormSection } from '../../ui/form-section.tsx'
import { plural } from '../../ui/format.ts'
import { ProviderMark } from '../../ui/provider-mark.tsx'
import { RichText } from '../../ui/rich-text.tsx'
import { CaptureUrl } from './capture-url.tsx'
import { CheckAgain } from './check-again.tsx'
import { EndpointIdentity } from './endpoint-identity.tsx'
import { EndpointProblems } from './endpoint-problems.tsx'
import { SecretsTable } from './secrets-table.tsx'

/** One endpoint: who sends to it, its URL, its secrets, where replays go. */
export function EndpointSettings({ id }: { id: string }) {
  const endpoint = useEndpoint(id)
  const known = useEndpoints((state) => state.endpoints !== null)
  const provider = useProvider(endpoint?.provider ?? null)
  if (endpoint) return <EndpointPage key={endpoint.id} endpoint={endpoint} provider={provider} />
  if (!known) return <div className="h-full" aria-busy="true" />
  return (
    <div className="grid justify-items-start gap-3 p-4">
      <p className="text-ink-2">This endpoint does not exist any more.</p>
      <Button onClick={() => navigate({ page: { kind: 'stream', endpointId: null } })}>All deliveries</Button>
    </div>
  )
}

interface EndpointPageProps {
  readonly endpoint: EndpointStatus
  readonly provider: ProviderInfo | null
}

function EndpointPage({ endpoint, provider }: EndpointPageProps) {
  const samples = useSamples(endpoint.id)
  return (
    <FormPage header={<EndpointHeader endpoint={endpoint} provider={provider} />}>
      <EndpointProblems endpoint={endpoint} provider={provider} />
      <EndpointIdentity endpoint={endpoint} provider={provider} />
      <CaptureUrl endpoint={endpoint} />
      <FormSection
        title="Secrets"
        note="Tried from top to bottom. Retired secrets only explain failures; they verify nothing."
      >
        <SecretsTable endpoint={endpoint} />
        <SecretForm
          endpointId={endpoint.id}
          label={provider?.name ?? 'signing secret'}
          hint={endpoint.recipe ? null : (provider?.scheme?.secretHint ?? null)}
          withLabel
          active={endpoint.secrets.filter(({ retiredAt }) => retiredAt === null)}
        />
      </FormSection>
      <SignatureSection endpoint={endpoint} provider={provider} />
      <FormSection
        title="Target"
        note="Where replays go. Bytes and headers pass unchanged, so that your app can verify them too."
      >
        <TargetInput endpoint={endpoint} hint="Empty: none. Targets outside this machine are asked about once." />
      </FormSection>
      {provider && provider.samples.length > 0 ? (
        <FormSection
          title="Sample events"
          note="Signed with the newest active secret, sent to this endpoint like a real one."
        >
          <SampleButtons samples={samples} provider={provider.id} events={provider.samples} />
        </FormSection>
      ) : null}
      <FormSection title="Set-up" note={provider ? `What to do in ${provider.name}.` : undefined}>
        <details>
          <summary className="w-fit rounded-3 leading-7 text-accent">Show the steps</summary>
          <div className="mt-2">
            <SetupSteps endpoint={endpoint} provider={provider} />
          </div>
        </details>
        <div>
          <Button onClick={openGuide}>Open the guide</Button>
        </div>
      </FormSection>
    </FormPage>
  )
}

function EndpointHeader({ endpoint, provider }: EndpointPageProps) {
  const client = useClient()
  const [removing, setRemoving] = useState(false)
  return (
    <>
      <ProviderMark provider={provider} />
      <h1 className="cut font-semibold">{endpoint.name}</h1>
      <span className="flex-1 text-12 text-ink-2">endpoint</span>
      <Button onClick={() => navigate({ page: { kind: 'stream', endpointId: endpoint.id } })}>
        {plural(endpoint.deliveries, 'delivery', 'deliveries')}
      </Button>
      <Button variant="danger" onClick={() => setRemoving(true)}>
        Delete…
      </Button>
      {removing ? (
        <ConfirmDialog
          title={`Delete ${endpoint.name}?`}
          description={`Its URL stops at once. Its secrets and ${plural(endpoint.deliveries, 'delivery', 'deliveries')} are deleted with it. This cannot be undone.`}
          action="Delete"
          danger
          errorText={errorText}
          onClose={() => setRemoving(false)}
          onConfirm={async () => {
            await client.call('endpoints.remove', { id: endpoint.id })
            navigate({ page: { kind: 'stream', endpointId: null } }, { replace: true })
          }}
        />
      ) : null}
    </>
  )
}

function SignatureSection({ endpoint, provider }: EndpointPageProps) {
  const [editing, setEditing] = useState(false)
  const scheme = provider?.scheme
  const signature = provider?.signature
  return (
    <FormSection
      title="Signature"
      note="How deliveries are checked. A recipe of your own takes the place of the provider pack’s scheme."
    >
      {endpoint.recipe ? null : (
        <p className="sel leading-7 text-ink-2">
          {scheme ? (
            <>
              {scheme.algorithm} over {scheme.signedString}, in <RichText text={`\`${scheme.header}\``} />.
            </>
          ) : (
            <RichText
              text={
                signature && signature.kind !== 'scheme'
                  ? signature.why
                  : 'Each delivery is checked as its detected provider documents it.'
              }
            />
          )}
        </p>
      )}
      {endpoint.recipe || editing ? (
        <RecipeForm
          endpoint={endpoint}
          suggested={signature && signature.kind !== 'scheme' ? (signature.recipe ?? null) : null}
        />
      ) : (
        <div>
          <Button onClick={() => setEditing(true)}>Use a recipe of your own…</Button>
        </div>
      )}
      <CheckAgain endpoint={endpoint} />
    </FormSection>
  )
}
