import { useState } from 'react'
import type { SecretInfo } from '#shared/model/endpoint.ts'
import { useClient } from '../../state/client.tsx'
import { errorText } from '../../state/error-text.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Input } from '../../ui/input.tsx'

/** Asks for a new label. */
export function RenameSecret({ secret, onClose }: { secret: SecretInfo; onClose: () => void }) {
  const client = useClient()
  const [label, setLabel] = useState(secret.label)
  const [problem, setProblem] = useState<string | null>(null)
  const rename = () =>
    void client
      .call('secrets.rename', { id: secret.id, label })
      .then(onClose)
      .catch((error: unknown) => setProblem(errorText(error)))
  return (
    <Dialog
      title="Rename the secret"
      onClose={onClose}
      onSubmit={rename}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="primary" disabled={label.trim() === ''}>
            Rename
          </Button>
        </>
      }
    >
      <Field label="Label" error={problem}>
        {(control) => <Input {...control} value={label} onChange={(event) => setLabel(event.target.value)} />}
      </Field>
    </Dialog>
  )
}
