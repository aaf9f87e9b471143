import type { EndpointStatus } from '#shared/model/endpoint.ts'
import type { ProviderInfo } from '#shared/model/provider-pack.ts'
import { useHost } from '../../state/host-store.ts'
import { Finding } from '../../ui/finding.tsx'

interface EndpointProblemsProps {
  readonly endpoint: EndpointStatus
  readonly provider: ProviderInfo | null
}

/** What keeps this endpoint from doing its work, and what to do about it. */
export function EndpointProblems({ endpoint, provider }: EndpointProblemsProps) {
  const status = useHost((state) => state.status)
  const active = endpoint.secrets.some((secret) => secret.retiredAt === null)
  const signs = endpoint.recipe !== null || provider?.signature.kind === 'scheme'
  const findings = [
    endpoint.fromConfig
      ? {
          title: 'Managed by the configuration file',
          text: 'What is changed here is set back when the host starts again.',
        }
      : null,
    endpoint.provider && !provider
      ? {
          title: `The provider pack ${endpoint.provider} is missing`,
          text: 'Deliveries are stored, but neither verified nor checked. Settings tells which packs could not be read.',
        }
      : null,
    signs && !active
      ? {
          title: 'No active secret',
          text: 'Deliveries are stored, but their signatures cannot be checked. Add the secret below.',
        }
      : null,
    status && status.receiver.state !== 'receiving'
      ? { title: 'The receiver does not take deliveries', text: status.receiver.problem ?? 'It is stopped.' }
      : null,
  ].filter((finding) => finding !== null)
  if (findings.length === 0) return null
  return (
    <div className="mb-4 border-t border-line">
      {findings.map((finding) => (
        <Finding key={finding.title} title={finding.title}>
          {finding.text}
        </Finding>
      ))}
    </div>
  )
}
