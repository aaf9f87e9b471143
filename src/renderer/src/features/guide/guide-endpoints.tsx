import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { signingNote } from '../../parts/signing-note.ts'
import { useHost } from '../../state/host-store.ts'
import { useProviders } from '../../state/providers-store.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { ProviderMark } from '../../ui/provider-mark.tsx'
import { tunnelLine } from './tunnel-line.ts'

interface GuideEndpointsProps {
  readonly endpoints: readonly EndpointStatus[]
  readonly chosen: string
  readonly onChoose: (id: string) => void
}

/** The URL of each endpoint, ready to be copied. */
export function GuideEndpoints({ endpoints, chosen, onChoose }: GuideEndpointsProps) {
  const status = useHost((state) => state.status)
  const byId = useProviders((state) => state.byId)
  const base = status?.tunnel.url ?? status?.receiver.url ?? ''
  return (
    <div className="p-4 @min-[860px]/guide:p-8">
      <h2 className="text-20 font-semibold tracking-[-.012em]">Give a provider one of these URLs</h2>
      <p className="mt-1 text-ink-2">
        Each is an endpoint of its own. What arrives is kept on this machine, byte for byte.
      </p>
      <p className="mono sel mt-2 break-all">{base}</p>
      <ul aria-label="Endpoints" className="-mx-3 mt-5 border-t border-line">
        {endpoints.map((endpoint) => {
          const provider = endpoint.provider === null ? null : (byId.get(endpoint.provider) ?? null)
          const current = endpoint.id === chosen
          return (
            <li
              key={endpoint.id}
              className={`flex h-[52px] items-center gap-3 border-b border-line px-3 ${current ? 'selected-edge' : 'hover:bg-hover'}`}
            >
              <ProviderMark provider={provider} />
              <button
                type="button"
                aria-pressed={current}
                onClick={() => onChoose(endpoint.id)}
                className="min-w-0 flex-1 rounded-3 text-left"
              >
                <span className="cut block">
                  <span className="font-medium">{endpoint.name}</span>{' '}
                  <span className="text-12 text-ink-2">{signingNote(provider)}</span>
                </span>
                <span className="mono-11 cut block text-ink-3">/in/{endpoint.token}</span>
              </button>
              <CopyButton
                text={endpoint.publicUrl ?? endpoint.url}
                label={`Copy the URL of ${endpoint.name}`}
                word="Copy"
              />
            </li>
          )
        })}
      </ul>
      <p className="mt-4 text-12 text-ink-2" role="status">
        {status ? tunnelLine(status) : null}
      </p>
    </div>
  )
}
