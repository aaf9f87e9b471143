import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { firstHeader } from '#shared/model/headers.ts'
import { useEndpoint } from '../../../../state/endpoints-store.ts'
import { hrefFor } from '../../../../state/route.ts'
import { CopyButton } from '../../../../ui/copy-button.tsx'
import { Fact, Facts } from '../../../../ui/facts.tsx'
import { formatBytes, plural } from '../../../../ui/format.ts'
import { formatDateTime } from '../../../../ui/format-time.ts'
import { Section } from '../../../../ui/section.tsx'

const link = 'rounded-3 text-accent hover:underline underline-offset-2'

/** Where it came from and what it belongs to. */
export function DeliveryFactsList({ detail }: { detail: DeliveryDetail }) {
  const endpoint = useEndpoint(detail.endpointId)
  const { request, facts } = detail
  const kind = [request.method, formatBytes(detail.size), firstHeader(request.headers, 'content-type')]
    .filter(Boolean)
    .join(', ')
  return (
    <Section label="Facts">
      <Facts>
        {facts.callId ? (
          <Fact name="Call">
            <a className={`mono ${link}`} href={hrefFor({ kind: 'stream', endpointId: null }, `call:${facts.callId}`)}>
              {facts.callId}
            </a>
            <span className="text-ink-3">{plural(detail.callDeliveries, 'delivery', 'deliveries')}</span>
          </Fact>
        ) : null}
        {facts.eventId ? (
          <Fact name="Event id">
            <span className="mono break-all">{facts.eventId}</span>
            <CopyButton text={facts.eventId} label="Copy the event id" size={18} />
          </Fact>
        ) : null}
        <Fact name="Delivery id">
          <span className="mono break-all">{detail.id}</span>
          <CopyButton text={detail.id} label="Copy the delivery id" size={18} />
        </Fact>
        <Fact name="Endpoint">
          {endpoint ? (
            <a className={link} href={hrefFor({ kind: 'endpoint-settings', endpointId: endpoint.id })}>
              {endpoint.name}
            </a>
          ) : (
            <span>deleted</span>
          )}
          <span className="text-ink-3">{kind}</span>
        </Fact>
        <Fact name="Received">
          <span className="num">{formatDateTime(detail.receivedAt)}</span>
        </Fact>
        <Fact name="Came from">
          <span className="mono">{request.remoteAddress}</span>
          <span className="text-ink-3">
            {[
              request.viaTunnel ? 'through the tunnel' : 'directly',
              detail.sample ? 'sent by Switchhook as a sample' : '',
            ]
              .filter(Boolean)
              .join(', ')}
          </span>
        </Fact>
        <Fact name="URL">
          <span className="mono break-all">{request.publicUrl}</span>
          <CopyButton text={request.publicUrl} label="Copy the URL that was called" size={18} />
        </Fact>
      </Facts>
    </Section>
  )
}
