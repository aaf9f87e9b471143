import { useState } from 'react'
import type { EndpointStatus, SecretInfo } from '#shared/model/endpoint.ts'
import { removeQuestion, retireQuestion } from '../../parts/secret-questions.ts'
import { errorText, useClient } from '../../state/client.tsx'
import { askChange } from '../../state/endpoint-change.ts'
import { Badge } from '../../ui/badges.tsx'
import { Button } from '../../ui/buttons.tsx'
import { Field, Input } from '../../ui/inputs.tsx'
import { Table, Td, Th } from '../../ui/layout.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { formatDate, formatDay } from '../../ui/text.tsx'

/** The secrets of an endpoint: everything but their values. */
export function SecretsTable({ endpoint }: { endpoint: EndpointStatus }) {
  if (endpoint.secrets.length === 0) return <p className="leading-7 text-ink-3">No secrets yet.</p>
  return (
    <div className="overflow-x-auto rounded-5 border border-line [&_tr:last-child>td]:border-b-0">
      <Table aria-label="Secrets">
        <thead>
          <tr>
            <Th>Label</Th>
            <Th>Secret</Th>
            <Th>Added</Th>
            <Th>Last match</Th>
            <Th>State</Th>
            <Th aria-label="Actions" />
          </tr>
        </thead>
        <tbody>
          {endpoint.secrets.map((secret) => (
            <SecretRow key={secret.id} endpointId={endpoint.id} secret={secret} />
          ))}
        </tbody>
      </Table>
    </div>
  )
}

function SecretRow({ endpointId, secret }: { endpointId: string; secret: SecretInfo }) {
  const client = useClient()
  const [renaming, setRenaming] = useState(false)
  const retired = secret.retiredAt !== null
  const retire = () => void askChange(client, retireQuestion(endpointId, [secret], !retired))
  const remove = () => void askChange(client, removeQuestion(endpointId, secret))
  return (
    <tr className="whitespace-nowrap num">
      <Td className={retired ? 'text-ink-3' : 'font-medium'}>{secret.label}</Td>
      <Td>
        <span className="text-ink-3" aria-hidden="true">
          ••••••••••••
        </span>
        <span className="sr-only">write-only</span>
      </Td>
      <Td className="text-ink-2">{formatDate(secret.addedAt)}</Td>
      <Td className="text-ink-2">{formatDay(secret.lastMatchAt, Date.now())}</Td>
      <Td>
        <Badge glyph={retired ? 'open' : 'yes'} tone={retired ? 'none' : 'ok'}>
          {retired ? 'retired' : 'active'}
        </Badge>
      </Td>
      <Td>
        <span className="flex justify-end">
          <Button variant="quiet" aria-label={`Rename ${secret.label}`} onClick={() => setRenaming(true)}>
            Rename
          </Button>
          <Button variant="quiet" aria-label={`${retired ? 'Restore' : 'Retire'} ${secret.label}`} onClick={retire}>
            {retired ? 'Restore…' : 'Retire…'}
          </Button>
          <Button variant="quiet" aria-label={`Remove ${secret.label}`} onClick={remove}>
            Remove…
          </Button>
        </span>
        {renaming ? <RenameSecret secret={secret} onClose={() => setRenaming(false)} /> : null}
      </Td>
    </tr>
  )
}

/** Asks for a new label. */
function RenameSecret({ secret, onClose }: { secret: SecretInfo; onClose: () => void }) {
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
