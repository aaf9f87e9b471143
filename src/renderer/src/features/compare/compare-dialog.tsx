import { Dialog as RadixDialog } from 'radix-ui'
import { useEffect, useState } from 'react'
import type { AppClient } from '#shared/api/contract.ts'
import { comparedLimit } from '#shared/compare/compare-json.ts'
import type { ComparedMessage } from '#shared/compare/compare-messages.ts'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { fromBase64 } from '../../code/read-bytes.ts'
import { comparedMessage } from '../../parts/compared-message.ts'
import { ComparisonView } from '../../parts/comparison-view.tsx'
import { errorText, useClient } from '../../state/client.tsx'
import { endComparison } from '../../state/compare-deliveries.ts'
import { Button } from '../../ui/buttons.tsx'
import { FieldError, Segmented } from '../../ui/inputs.tsx'
import { useFocusBack } from '../../ui/overlays.tsx'
import { formatDateTime } from '../../ui/text.tsx'

type Mode = 'values' | 'structure'

/** Two deliveries beside each other: what differs in their headers and payloads. */
export function CompareDialog({ ids }: { ids: readonly [string, string] }) {
  const focusBack = useFocusBack()
  const one = useDeliveryMessage(ids[0])
  const other = useDeliveryMessage(ids[1])
  const isTurned = one.read !== null && other.read !== null && one.read.detail.seq > other.read.detail.seq
  const [left, right] = isTurned ? [other, one] : [one, other]
  const [mode, setMode] = useState<Mode>('values')
  const error = left.error ?? right.error
  return (
    <RadixDialog.Root open onOpenChange={(open) => !open && endComparison()}>
      <RadixDialog.Portal>
        <RadixDialog.Overlay className="fixed inset-0 z-30 bg-scrim" />
        <RadixDialog.Content
          {...focusBack}
          aria-describedby={undefined}
          className="float-in fixed inset-x-0 top-12 z-30 mx-auto flex max-h-[calc(100vh-88px)] w-[920px] max-w-[calc(100vw-48px)] flex-col overflow-hidden rounded-8 border border-strong bg-raised text-ink shadow-float outline-none"
        >
          <div className="flex flex-none flex-wrap items-center gap-3 border-b border-line p-4">
            <RadixDialog.Title className="flex-1 text-15 font-semibold">Compare two deliveries</RadixDialog.Title>
            <Segmented label="What counts" options={modes} value={mode} onChange={setMode} />
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto p-4">
            {error ? <FieldError text={`They cannot be compared. ${errorText(error)}`} /> : null}
            {left.read && right.read ? (
              <>
                <dl className="mb-3 grid grid-cols-[64px_minmax(0,1fr)] gap-x-3 gap-y-1 text-12">
                  <Side name="older" detail={left.read.detail} />
                  <Side name="newer" detail={right.read.detail} />
                </dl>
                <ComparisonView
                  left={left.read.message}
                  right={right.read.message}
                  names={['older', 'newer']}
                  endpointId={right.read.detail.endpointId}
                  onlyStructure={mode === 'structure'}
                />
              </>
            ) : error ? null : (
              <div className="h-24" aria-busy="true" />
            )}
          </div>
          <div className="flex flex-none justify-end border-t border-line bg-sunken px-4 py-2">
            <Button onClick={endComparison}>Close</Button>
          </div>
        </RadixDialog.Content>
      </RadixDialog.Portal>
    </RadixDialog.Root>
  )
}

const modes = [
  { id: 'values', label: 'Values' },
  { id: 'structure', label: 'Structure' },
] as const

function Side({ name, detail }: { name: string; detail: DeliveryDetail }) {
  return (
    <>
      <dt className="text-ink-3">{name}</dt>
      <dd className="cut">
        <span className="mono">{detail.eventType ?? detail.method}</span>{' '}
        <span className="text-ink-2">
          {[detail.summary.who, formatDateTime(detail.receivedAt)].filter(Boolean).join(', ')}
        </span>
      </dd>
    </>
  )
}

interface DeliveryMessage {
  readonly detail: DeliveryDetail
  readonly message: ComparedMessage
}

function useDeliveryMessage(id: string) {
  const client = useClient()
  const [state, setState] = useState<{ read: DeliveryMessage | null; error: unknown }>({ read: null, error: null })
  useEffect(() => {
    let current = true
    readMessage(client, id)
      .then((read) => current && setState({ read, error: null }))
      .catch((error: unknown) => current && setState({ read: null, error }))
    return () => {
      current = false
    }
  }, [client, id])
  return state
}

/** A body beyond what is compared is read up to there only: the comparison says so. */
async function readMessage(client: AppClient, id: string): Promise<DeliveryMessage> {
  const [detail, body] = await Promise.all([
    client.call('deliveries.get', { id }),
    client.call('deliveries.body', { id, offset: 0, length: comparedLimit }),
  ])
  const { headers, method, target } = detail.request
  const message = await comparedMessage({
    status: null,
    headers: [[':method', method], [':path', target], ...headers],
    bytes: fromBase64(body.base64),
    size: body.size,
  })
  return { detail, message }
}
