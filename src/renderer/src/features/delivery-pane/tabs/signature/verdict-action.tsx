import { useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Ladder } from '#shared/model/ladder.ts'
import { plural } from '#shared/sentences/units.ts'
import { useClient } from '../../../../state/client.tsx'
import { useEndpoint } from '../../../../state/endpoints-store.ts'
import { errorText } from '../../../../state/error-text.ts'
import { recheck, useRecheck } from '../../../../state/recheck.ts'
import { Button } from '../../../../ui/button.tsx'
import { FieldError } from '../../../../ui/field.tsx'

interface VerdictActionProps {
  readonly detail: DeliveryDetail
  readonly ladder: Ladder | null
  /** Today's verdict is another one than the stored one. */
  readonly outdated: boolean
}

/** Takes over what the ladder found, or stores today's verdict; both check the endpoint's deliveries again. */
export function VerdictAction({ detail, ladder, outdated }: VerdictActionProps) {
  const client = useClient()
  const endpoint = useEndpoint(detail.endpointId)
  const running = useRecheck((state) => state.byEndpoint[detail.endpointId]?.state === 'running')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>(null)
  const fix = ladder?.fix ?? null
  if (!endpoint || (fix === null && !outdated)) return null

  const use = async () => {
    setBusy(true)
    setError(null)
    try {
      const { endpointId } = await client.call('deliveries.useFix', { id: detail.id })
      void recheck(client, endpointId)
    } catch (failure) {
      setError(failure)
    } finally {
      setBusy(false)
    }
  }
  return (
    <div className="grid max-w-64 justify-items-start gap-1.5 @min-[560px]/detail:justify-items-end @min-[560px]/detail:text-right">
      {fix ? (
        <Button variant="primary" disabled={busy || running} onClick={() => void use()}>
          Use this from now on
        </Button>
      ) : (
        <Button disabled={running} onClick={() => void recheck(client, endpoint.id)}>
          Check the deliveries again
        </Button>
      )}
      <p className="text-12 text-ink-2 num">
        {fix ? `${fix.text.replace(/\.$/, '')}; ` : ''}checks {plural(endpoint.deliveries, 'delivery', 'deliveries')}{' '}
        again
      </p>
      {error ? (
        <div role="alert" className="text-12">
          <FieldError text={errorText(error)} />
        </div>
      ) : null}
    </div>
  )
}
