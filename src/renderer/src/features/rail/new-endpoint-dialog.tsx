import { useState } from 'react'
import { ProviderPicker } from '../../parts/provider-picker.tsx'
import { errorText, issueFor, useClient } from '../../state/client.tsx'
import { useProvider } from '../../state/live-state.ts'
import { navigate } from '../../state/route.ts'
import { Button } from '../../ui/buttons.tsx'
import { Field, FieldError, Input } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'

/** Asks for what a new endpoint needs, then shows its settings, where its URL stands. */
export function NewEndpointDialog({ onClose }: { onClose: () => void }) {
  const client = useClient()
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
          <ProviderPicker
            id={control.id}
            aria-describedby={control['aria-describedby']}
            none="Detect automatically"
            value={providerId}
            onChange={setProviderId}
          />
        )}
      </Field>
      {problem && !nameProblem ? <FieldError text={errorText(problem)} /> : null}
    </Dialog>
  )
}
