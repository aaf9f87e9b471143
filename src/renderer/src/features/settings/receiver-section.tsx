import { AppError } from '#shared/api/errors.ts'
import { SavedInput } from '../../parts/saved-input.tsx'
import { useClient } from '../../state/client.tsx'
import { useHost } from '../../state/host-store.ts'
import { updateSettings } from '../../state/settings-store.ts'
import { FormSection } from '../../ui/form-section.tsx'
import type { SettingsProps } from './settings-props.ts'

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
