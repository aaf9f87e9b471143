import { Link } from 'lucide-react'
import type { ReactNode } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ProviderInfo, SetupStep } from '#shared/model/provider-pack.ts'
import { useClient } from '../state/client.tsx'
import { CopyButton } from '../ui/buttons.tsx'
import { Glyph } from '../ui/glyphs.tsx'
import { Input } from '../ui/inputs.tsx'
import { plural, RichText } from '../ui/text.tsx'
import { SavedInput } from './saved-input.tsx'
import { SecretForm, wantedSecret } from './secret-form.tsx'

/** Steps for an endpoint that detects the provider with each delivery. */
const anySteps: readonly SetupStep[] = [
  { kind: 'url', text: 'Give this URL to any sender. The provider is detected with each delivery.' },
  { kind: 'secret', text: 'If it signs its deliveries, paste the secret here, so that they can be verified.' },
  { kind: 'target', text: 'Set the app that should receive the deliveries. This can wait.' },
]

interface SetupStepsProps {
  readonly endpoint: EndpointStatus
  readonly provider: ProviderInfo | null
  /** The focus may go on. */
  readonly onSecretSaved?: () => void
}

/** What to do in the provider's dashboard, and the fields for what it gives in return. */
export function SetupSteps({ endpoint, provider, onSecretSaved }: SetupStepsProps) {
  const steps = provider?.setup ?? anySteps
  return (
    <ol className="grid max-w-[640px] gap-y-5">
      {steps.map((step, index) => (
        <li key={step.text} className="grid grid-cols-[20px_minmax(0,1fr)] gap-x-3">
          <span
            aria-hidden="true"
            className="grid size-5 place-items-center rounded-full border border-strong bg-pane text-11 text-ink-2 num"
          >
            {index + 1}
          </span>
          <div className="grid min-w-0 gap-2">
            <p className="sel text-ink-2">
              <RichText text={step.text} />
            </p>
            <StepControl
              kind={step.kind}
              endpoint={endpoint}
              provider={provider}
              {...(onSecretSaved && { onSecretSaved })}
            />
          </div>
        </li>
      ))}
    </ol>
  )
}

function StepControl({ kind, endpoint, provider, onSecretSaved }: SetupStepsProps & { kind: SetupStep['kind'] }) {
  if (kind === 'url') return <UrlBox url={endpoint.publicUrl ?? endpoint.url} label={`URL of ${endpoint.name}`} />
  if (kind === 'target') return <TargetInput endpoint={endpoint} />
  if (kind !== 'secret') return null
  const active = endpoint.secrets.filter((secret) => secret.retiredAt === null)
  return (
    <>
      {active.length > 0 ? (
        <p className="flex items-center gap-1.5 text-12 text-ink-2">
          <Glyph name="yes" className="text-ok" />
          {plural(active.length, 'secret')} set: {active.map((secret) => `“${secret.label}”`).join(', ')}
        </p>
      ) : null}
      <SecretForm
        endpointId={endpoint.id}
        label={provider?.name ?? 'signing secret'}
        wanted={wantedSecret(endpoint, provider)}
        {...(onSecretSaved && { onSaved: onSecretSaved })}
      />
    </>
  )
}

/** A URL to be copied, in a box that cannot be typed into. */
export function UrlBox({ url, label }: { url: string; label: string }) {
  return (
    <div className="flex min-w-0 gap-2">
      <Input
        readOnly
        mono
        className="flex-1"
        aria-label={label}
        value={url}
        onFocus={(event) => event.target.select()}
      />
      <CopyButton text={url} label={`Copy ${label.charAt(0).toLowerCase()}${label.slice(1)}`} word="Copy" />
    </div>
  )
}

/** The URL that an endpoint's deliveries are replayed to; empty for none. */
export function TargetInput({ endpoint, hint }: { endpoint: EndpointStatus; hint?: ReactNode }) {
  const client = useClient()
  return (
    <SavedInput
      label={`Target of ${endpoint.name}`}
      mono
      icon={<Link />}
      inputMode="url"
      placeholder="http://localhost:3000/hooks"
      value={endpoint.target ?? ''}
      onSave={(value) => client.call('endpoints.update', { id: endpoint.id, target: value.trim() || null })}
      hint={hint}
    />
  )
}
