import { useState } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { SavedInput } from '../../parts/saved-input.tsx'
import { useClient } from '../../state/client.tsx'
import { errorText } from '../../state/error-text.ts'
import { useProviders } from '../../state/providers-store.ts'
import { FieldError } from '../../ui/field.tsx'
import { FormSection } from '../../ui/form-section.tsx'
import { ProviderMark } from '../../ui/provider-mark.tsx'
import { Select } from '../../ui/select.tsx'

interface EndpointIdentityProps {
  readonly endpoint: EndpointStatus
  readonly provider: ProviderInfo | null
}

/** The endpoint's name, and who sends to it. */
export function EndpointIdentity({ endpoint, provider }: EndpointIdentityProps) {
  const client = useClient()
  const providers = useProviders((state) => state.providers) ?? []
  const [problem, setProblem] = useState<string | null>(null)
  const choose = (id: string) => {
    setProblem(null)
    client
      .call('endpoints.update', { id: endpoint.id, provider: id || null })
      .catch((error: unknown) => setProblem(errorText(error)))
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
        <Select
          aria-label="Provider"
          className="min-w-52 flex-1"
          icon={<ProviderMark provider={provider} />}
          value={endpoint.provider ?? ''}
          onChange={(event) => choose(event.target.value)}
        >
          <option value="">Detect with each delivery</option>
          {providers.map(({ id, name, origin }) => (
            <option key={id} value={id}>
              {origin === 'user' ? `${name} (your pack)` : name}
            </option>
          ))}
          {endpoint.provider && !provider ? (
            <option value={endpoint.provider}>{endpoint.provider} (pack missing)</option>
          ) : null}
        </Select>
      </div>
      {problem ? (
        <div role="alert" className="text-12">
          <FieldError text={problem} />
        </div>
      ) : (
        <p className="text-12 text-ink-2">
          {provider?.delivery.note ?? 'Deadline and retries are those of the detected provider.'}
        </p>
      )}
    </FormSection>
  )
}
