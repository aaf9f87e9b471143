import { SavedInput } from '../../parts/saved-input.tsx'
import { useClient } from '../../state/client.tsx'
import { useHost } from '../../state/host-store.ts'
import { retryTunnel } from '../../state/retry-tunnel.ts'
import { updateSettings } from '../../state/settings-store.ts'
import { useCall } from '../../state/use-call.ts'
import { Badge } from '../../ui/badge.tsx'
import { Button } from '../../ui/button.tsx'
import { Radio } from '../../ui/choice.tsx'
import { FormSection } from '../../ui/form-section.tsx'
import { ProblemLine } from './problem-line.tsx'
import type { SettingsProps } from './settings-props.ts'
import { useChangeSettings } from './use-change-settings.ts'

/** Always a choice: nothing has to be reachable from the internet. */
const none = { id: 'none', name: 'None', description: 'The receiver is reachable on this machine only.' }

/** What makes the receiver reachable from the internet. */
export function TunnelSection({ settings }: SettingsProps) {
  const client = useClient()
  const { data } = useCall('tunnel.drivers', {})
  const { change, problem } = useChangeSettings()
  const { tunnel } = settings
  const save = (part: Partial<typeof tunnel>) => updateSettings(client, { tunnel: { ...tunnel, ...part } })
  return (
    <FormSection title="Tunnel" note="For all endpoints. A new public URL must be given to each provider.">
      <div role="radiogroup" aria-label="Tunnel">
        {[...(data?.drivers ?? []).filter(({ id }) => id !== none.id), none].map((driver) => (
          <Radio
            key={driver.id}
            name="tunnel"
            label={driver.name}
            note={driver.description}
            checked={tunnel.driver === driver.id}
            onChange={() => change({ tunnel: { ...tunnel, driver: driver.id } })}
          />
        ))}
      </div>
      <ProblemLine text={problem} />
      <TunnelState />
      {tunnel.driver === 'none' ? null : (
        <div className="mt-2 grid grid-cols-[repeat(auto-fit,minmax(240px,1fr))] gap-x-4 gap-y-2">
          <SavedInput
            label="Tunnel host"
            showLabel
            mono
            inputMode="url"
            value={tunnel.host}
            onSave={(host) => save({ host: host.trim() })}
            hint="Server that the tunnel is opened at."
          />
          <SavedInput
            label="Subdomain"
            showLabel
            mono
            placeholder="any"
            value={tunnel.subdomain ?? ''}
            onSave={(subdomain) => save({ subdomain: subdomain.trim() || null })}
            hint="Asked for each time; the server may refuse it. Empty: any."
          />
        </div>
      )}
    </FormSection>
  )
}

function TunnelState() {
  const client = useClient()
  const tunnel = useHost((state) => state.status?.tunnel)
  if (!tunnel || tunnel.state === 'off') return null
  const online = tunnel.state === 'online'
  return (
    <div className="flex min-w-0 flex-wrap items-center gap-3 text-12">
      <Badge glyph={online ? 'yes' : 'lost'} tone={online ? 'ok' : 'warn'}>
        {tunnel.state}
      </Badge>
      <span className={online ? 'mono sel cut' : 'text-ink-2'}>{online ? tunnel.url : tunnel.problem}</span>
      {online || tunnel.state === 'connecting' ? null : <Button onClick={() => retryTunnel(client)}>Try now</Button>}
    </div>
  )
}
