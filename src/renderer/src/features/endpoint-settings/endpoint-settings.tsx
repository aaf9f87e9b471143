import { useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { RecheckProgress } from '../../parts/recheck-progress.tsx'
import { RecipeForm } from '../../parts/recipe-form.tsx'
import { SampleButtons, useSamples } from '../../parts/sample-buttons.tsx'
import { SecretForm, wantedSecret } from '../../parts/secret-form.tsx'
import { SetupSteps } from '../../parts/setup-steps.tsx'
import { errorText, useClient } from '../../state/client.tsx'
import { useEndpoint, useEndpoints, useHost, useProvider } from '../../state/live-state.ts'
import { recheck, useRecheck } from '../../state/recheck.ts'
import { navigate } from '../../state/route.ts'
import { openGuide } from '../../state/stream-store.ts'
import { ProviderMark } from '../../ui/badges.tsx'
import { Button } from '../../ui/buttons.tsx'
import { Finding, FormPage, FormSection } from '../../ui/layout.tsx'
import { ConfirmDialog } from '../../ui/overlays.tsx'
import { plural, RichText } from '../../ui/text.tsx'
import { AnswerTimesSection } from './answer-times/answer-times-section.tsx'
import { CaptureUrl, EndpointIdentity } from './endpoint-identity.tsx'
import { ForwardingSection } from './forwarding/forwarding-section.tsx'
import { RetentionSection } from './retention-section.tsx'
import { RulesSection } from './rules/rules-section.tsx'
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
          wanted={wantedSecret(endpoint, provider)}
          withLabel
          active={endpoint.secrets.filter(({ retiredAt }) => retiredAt === null)}
        />
      </FormSection>
      <SignatureSection endpoint={endpoint} provider={provider} />
      <ForwardingSection endpoint={endpoint} />
      <RulesSection endpoint={endpoint} provider={provider} />
      <AnswerTimesSection endpoint={endpoint} />
      <RetentionSection endpoint={endpoint} />
      {provider && provider.samples.length > 0 ? (
        <FormSection
          title="Sample events"
          note="Signed with the newest active secret, sent to this endpoint like a real one."
        >
          <SampleButtons samples={samples} provider={provider.id} events={provider.samples} />
        </FormSection>
      ) : null}
      <FormSection title="Setup" note={provider ? `What to do in ${provider.name}.` : undefined}>
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
      note="How deliveries are checked. Your own recipe replaces the provider pack’s scheme."
    >
      {endpoint.recipe ? null : (
        <p className="sel leading-7 text-ink-2">
          {scheme ? (
            <RichText
              text={`${scheme.algorithm} over ${scheme.signedString}, in \`${scheme.header.replaceAll('`', '')}\`.`}
            />
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
          <Button onClick={() => setEditing(true)}>Use your own recipe…</Button>
        </div>
      )}
      <CheckAgain endpoint={endpoint} />
    </FormSection>
  )
}

/** Reads and checks the stored deliveries again after provider, secrets, scheme or a pack were changed. */
function CheckAgain({ endpoint }: { endpoint: EndpointStatus }) {
  const client = useClient()
  const running = useRecheck((state) => state.byEndpoint[endpoint.id]?.state === 'running')
  if (endpoint.deliveries === 0) return null
  return (
    <div className="grid gap-2">
      <div className="flex items-center gap-2">
        <Button disabled={running} onClick={() => void recheck(client, endpoint.id)}>
          Check {plural(endpoint.deliveries, 'delivery', 'deliveries')} again
        </Button>
        <span className="text-12 text-ink-3">signature, event and schema, as set up now</span>
      </div>
      <RecheckProgress endpointId={endpoint.id} />
    </div>
  )
}

interface EndpointProblemsProps {
  readonly endpoint: EndpointStatus
  readonly provider: ProviderInfo | null
}

/** What keeps this endpoint from doing its work, and what to do about it. */
function EndpointProblems({ endpoint, provider }: EndpointProblemsProps) {
  const status = useHost((state) => state.status)
  const active = endpoint.secrets.some((secret) => secret.retiredAt === null)
  const signs = endpoint.recipe !== null || provider?.signature.kind === 'scheme'
  const findings = [
    endpoint.fromConfig
      ? {
          title: 'Managed by the configuration file',
          text: 'Name, provider, target and recipe are taken from it again when the host restarts.',
        }
      : null,
    endpoint.provider && !provider
      ? {
          title: `The provider pack ${endpoint.provider} is missing`,
          text: 'Deliveries are stored, but neither verified nor checked. Settings tells which packs could not be read.',
        }
      : null,
    signs && !active
      ? {
          title: 'No active secret',
          text: 'Deliveries are stored, but their signatures cannot be checked. Add the secret below.',
        }
      : null,
    status && status.receiver.state !== 'receiving'
      ? { title: 'The receiver is not accepting deliveries', text: status.receiver.problem ?? 'It is stopped.' }
      : null,
  ].filter((finding) => finding !== null)
  if (findings.length === 0) return null
  return (
    <div className="-mx-4 -mt-2 mb-2 [&>:last-child]:border-b-0">
      {findings.map((finding) => (
        <Finding key={finding.title} title={finding.title}>
          {finding.text}
        </Finding>
      ))}
    </div>
  )
}
