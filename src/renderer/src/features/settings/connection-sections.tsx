import { AppError } from '#shared/api/errors.ts'
import { isTunnelDown, tunnelWords } from '#shared/sentences/tunnel-words.ts'
import { SavedInput } from '../../parts/saved-input.tsx'
import { useCall, useClient } from '../../state/client.tsx'
import { retryTunnel, updateSettings, useHost } from '../../state/live-state.ts'
import { Badge } from '../../ui/badges.tsx'
import { Button } from '../../ui/buttons.tsx'
import { Radio } from '../../ui/inputs.tsx'
import { FormSection } from '../../ui/layout.tsx'
import { ProblemLine, type SettingsProps, useChangeSettings } from './settings-sections.tsx'

const mib = 1024 * 1024

/** The number as typed; throws what the field shows. */
function numberFrom(text: string, least: number, most: number): number {
  const value = Number(text.trim())
  if (text.trim() === '' || !(value >= least && value <= most)) {
    throw new AppError('bad-input', `must be a number from ${least} to ${most}`)
  }
  return value
}

/** The listener on this machine. */
export function ReceiverSection({ settings }: SettingsProps) {
  const client = useClient()
  const receiver = useHost((state) => state.status?.receiver)
  const save = async (part: Partial<typeof settings.receiver>) =>
    updateSettings(client, { receiver: { ...settings.receiver, ...part } })
  return (
    <FormSection title="Receiver" note={receiver ? `Now on ${receiver.host}:${receiver.port}.` : undefined}>
      <div className="grid grid-cols-[repeat(auto-fit,minmax(240px,1fr))] gap-x-4 gap-y-2">
        <SavedInput
          label="Port"
          showLabel
          mono
          inputMode="numeric"
          value={String(settings.receiver.port)}
          onSave={async (text) => save({ port: numberFrom(text, 0, 65_535) })}
          hint="0: any free one. If it is taken, the next free one is used."
        />
        <SavedInput
          label="Largest body in MiB"
          showLabel
          mono
          inputMode="numeric"
          value={String(Number((settings.receiver.bodyLimit / mib).toFixed(3)))}
          onSave={async (text) => save({ bodyLimit: Math.round(numberFrom(text, 0.001, 400) * mib) })}
          hint="At most 400. Larger ones are answered with 413."
        />
      </div>
    </FormSection>
  )
}

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
            hint="Server that provides the tunnel."
          />
          <SavedInput
            label="Subdomain"
            showLabel
            mono
            placeholder="any"
            value={tunnel.subdomain ?? ''}
            onSave={(subdomain) => save({ subdomain: subdomain.trim() || null })}
            hint="Requested each time; the server may refuse it. Empty: any."
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
      <Badge
        glyph={online ? 'yes' : isTunnelDown(tunnel) ? 'lost' : 'open'}
        tone={online ? 'ok' : isTunnelDown(tunnel) ? 'warn' : 'none'}
      >
        {tunnelWords(tunnel)}
      </Badge>
      <span className={online ? 'mono sel cut' : 'text-ink-2'}>{online ? tunnel.url : tunnel.problem}</span>
      {online || tunnel.state === 'connecting' ? null : <Button onClick={() => retryTunnel(client)}>Retry now</Button>}
    </div>
  )
}
