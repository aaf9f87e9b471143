import { useState } from 'react'
import { errorText, issueFor, useClient } from '../../state/client.tsx'
import { useProvider, useProviders } from '../../state/live-state.ts'
import { navigate } from '../../state/route.ts'
import { ProviderMark } from '../../ui/badges.tsx'
import { Button } from '../../ui/buttons.tsx'
import { Field, FieldError, Input, Select } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'

/** Asks for what a new endpoint needs, then shows its settings, where its URL stands. */
export function NewEndpointDialog({ onClose }: { onClose: () => void }) {
  const client = useClient()
  const providers = useProviders((state) => state.providers) ?? []
  const [name, setName] = useState('')
  const [providerId, setProviderId] = useState<string | null>(null)
  const provider = useProvider(providerId)
  const [problem, setProblem] = useState<unknown>(null)
  const [busy, setBusy] = useState(false)

  const create = async () => {
    setBusy(true)
    try {
      const wanted = name.trim() || provider?.name || 'Any provider'
      const { id } = await client.call('endpoints.create', { name: wanted, provider: providerId })
      navigate({ page: { kind: 'endpoint-settings', endpointId: id }, query: '', deliveryId: null })
      onClose()
    } catch (error) {
      setProblem(error)
      setBusy(false)
    }
  }
  const nameProblem = issueFor(problem, 'name')
  return (
    <Dialog
      title="New endpoint"
      description="One capture URL for one provider. Everything that arrives there is stored on this machine, byte for byte."
      onClose={onClose}
      onSubmit={() => void create()}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={busy}>
            Create endpoint
          </Button>
        </>
      }
    >
      <Field label="Name" hint="Shown in the list." error={nameProblem}>
        {(control) => (
          <Input
            {...control}
            autoFocus
            maxLength={80}
            value={name}
            placeholder={provider?.name ?? 'Any provider'}
            onChange={(event) => setName(event.target.value)}
          />
        )}
      </Field>
      <Field
        label="Provider"
        hint={provider ? provider.delivery.note : 'The provider of each delivery is read from the delivery itself.'}
      >
        {(control) => (
          <Select
            {...control}
            icon={<ProviderMark provider={provider} />}
            value={providerId ?? ''}
            onChange={(event) => setProviderId(event.target.value || null)}
          >
            <option value="">Detect automatically</option>
            {providers.map((each) => (
              <option key={each.id} value={each.id}>
                {each.name}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {problem && !nameProblem ? <FieldError text={errorText(problem)} /> : null}
    </Dialog>
  )
}
