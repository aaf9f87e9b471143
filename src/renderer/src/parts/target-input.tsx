import { Link } from 'lucide-react'
import type { ReactNode } from 'react'
import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { useClient } from '../state/client.tsx'
import { SavedInput } from './saved-input.tsx'

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
