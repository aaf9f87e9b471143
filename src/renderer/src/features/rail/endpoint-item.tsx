import type { EndpointStatus } from '#shared/model/endpoint.ts'
import { useProvider } from '../../state/providers-store.ts'
import { hrefFor } from '../../state/route.ts'
import { useMedia } from '../../state/use-media.ts'
import { formatRate } from '../../ui/format.ts'
import { ProviderMark } from '../../ui/provider-mark.tsx'
import { Tooltip } from '../../ui/tooltip.tsx'

interface EndpointItemProps {
  readonly endpoint: EndpointStatus
  /** 1-based place in the rail: `g 1` to `g 9`. */
  readonly number: number
  readonly current: boolean
}

/** An endpoint with its provider, last answer and rate. */
export function EndpointItem({ endpoint, number, current }: EndpointItemProps) {
  const narrow = useMedia('(max-width: 1180px)')
  const provider = useProvider(endpoint.provider)
  const status = endpoint.lastStatus
  const providerName = endpoint.provider === null ? 'detect' : (provider?.name ?? endpoint.provider)
  const item = (
    <a
      href={hrefFor({ kind: 'stream', endpointId: endpoint.id })}
      aria-current={current ? 'page' : undefined}
      aria-label={`${endpoint.name}, ${providerName}${status === null ? '' : `, last answer ${status}`}`}
      className="inset-focus grid min-h-10 grid-cols-[20px_minmax(0,1fr)_auto] items-center gap-x-2 px-3 hover:bg-hover aria-[current]:bg-active aria-[current]:font-medium rail-narrow:min-h-8 rail-narrow:grid-cols-[20px] rail-narrow:justify-center rail-narrow:px-0"
    >
      <ProviderMark provider={provider} />
      <span className="min-w-0 rail-narrow:hidden">
        <span className="cut block leading-4">{endpoint.name}</span>
        <span className="cut block text-11 font-normal text-ink-3">
          {endpoint.lastAt === null ? 'no delivery yet' : providerName}
        </span>
      </span>
      <span className="text-right text-11 font-normal text-ink-3 num rail-narrow:hidden">
        {endpoint.lastAt === null ? null : (
          <>
            <span className={`mono-11 block ${status !== null && status >= 400 ? 'text-bad' : ''}`}>
              {status ?? '–'}
            </span>
            {formatRate(endpoint.perMinute)}
          </>
        )}
      </span>
    </a>
  )
  return narrow ? (
    <Tooltip text={`${endpoint.name}, ${providerName}`} keys={number < 10 ? `g ${number}` : undefined} side="right">
      {item}
    </Tooltip>
  ) : (
    item
  )
}
