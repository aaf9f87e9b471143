import { RefreshCw } from 'lucide-react'
import { useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { ProviderPicker } from '../../parts/provider-picker.tsx'
import { SavedInput } from '../../parts/saved-input.tsx'
import { UrlBox } from '../../parts/setup-steps.tsx'
import { errorText, useClient } from '../../state/client.tsx'
import { askChange } from '../../state/endpoint-change.ts'
import { useProviders } from '../../state/live-state.ts'
import { Button } from '../../ui/buttons.tsx'
import { Problem } from '../../ui/inputs.tsx'
import { FormSection } from '../../ui/layout.tsx'
import { ConfirmDialog } from '../../ui/overlays.tsx'

interface EndpointIdentityProps {
  readonly endpoint: EndpointStatus
  readonly provider: ProviderInfo | null
}

/** The endpoint's name, and who sends to it. */
export function EndpointIdentity({ endpoint, provider }: EndpointIdentityProps) {
  const client = useClient()
  const providers = useProviders((state) => state.providers) ?? []
  const [problem, setProblem] = useState<string | null>(null)
  const choose = (id: string | null) => {
    if (id === endpoint.provider) return
    setProblem(null)
    const name = providers.find((each) => each.id === id)?.name ?? null
    void askChange(client, {
      change: { kind: 'provider', endpointId: endpoint.id, provider: id },
      endpointId: endpoint.id,
      title: name ? `Change the provider to ${name}?` : 'Detect the provider?',
      description: name
        ? `Deliveries are read and checked as ${name} documents them.`
        : 'The provider of each delivery is read from the delivery itself.',
      action: 'Change',
      done: name ? `Provider changed to ${name}` : 'Provider is detected',
      recheck: true,
      onRefused: (error) => setProblem(errorText(error)),
    })
  }
  return (
    <FormSection title="Name and provider" note="The provider pack decides scheme, schemas, deadline and retries.">
      <div className="flex flex-wrap items-start gap-2">
        <SavedInput
          label="Name"
          className="min-w-52 flex-1"
          value={endpoint.name}
          onSave={(name) => client.call('endpoints.update', { id: endpoint.id, name })}
        />
        <ProviderPicker
          label="Provider"
          className="min-w-52 flex-1"
          none="Detect automatically"
          value={endpoint.provider}
          onChange={choose}
        />
      </div>
      {problem ? (
        <Problem text={problem} />
      ) : (
        <p className="text-12 text-ink-2">
          {provider?.delivery.note ?? 'Deadline and retries are those of the detected provider.'}
        </p>
      )}
    </FormSection>
  )
}

/** The URL to hand out: public while the tunnel is up, and the one on this machine. */
export function CaptureUrl({ endpoint }: { endpoint: EndpointStatus }) {
  const client = useClient()
  const [asking, setAsking] = useState(false)
  return (
    <FormSection title="Capture URL" note="The path is a secret of 128 bits. A new path stops the old one at once.">
      {endpoint.publicUrl ? <UrlBox url={endpoint.publicUrl} label="Public URL" /> : null}
      <UrlBox url={endpoint.url} label="URL on this machine" />
      <div className="flex flex-wrap items-center gap-3">
        <Button icon={<RefreshCw />} onClick={() => setAsking(true)}>
          New path…
        </Button>
        <span className="text-12 text-ink-3">
          {endpoint.publicUrl ? 'Both lead here.' : 'Without a tunnel, no URL can be reached from the internet.'}
        </span>
      </div>
      {asking ? (
        <ConfirmDialog
          title="Give this endpoint a new path?"
          description="The old URL answers 404 from now on. The new one has to be given to the provider. Deliveries and secrets stay."
          action="New path"
          danger
          errorText={errorText}
          onClose={() => setAsking(false)}
          onConfirm={async () => {
            await client.call('endpoints.newToken', { id: endpoint.id })
          }}
        />
      ) : null}
    </FormSection>
  )
}
