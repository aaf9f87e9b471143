import { useEffect } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import type { Ladder } from '#shared/model/ladder.ts'
import type { SignatureReport } from '#shared/model/signature-report.ts'
import { useRecheck } from '../../../../state/recheck.ts'
import { useCall } from '../../../../state/use-call.ts'

interface Evidence {
  readonly report: SignatureReport | null
  /** Why it fails with the secrets of now; null while that is looked for, and where it does not fail. */
  readonly ladder: Ladder | null
  readonly searching: boolean
  readonly error: unknown
  readonly readAgain: () => void
}

/** What a delivery's verdict rests on, read again after each check of deliveries. */
export function useEvidence({ id }: Pick<DeliveryDetail, 'id'>): Evidence {
  const { data: report, error, reload } = useCall('deliveries.signature', { id })
  const fails = report?.verification.state === 'failed'
  const search = useCall('deliveries.explain', fails ? { id } : null)
  const { reload: reloadSearch } = search
  const ended = useRecheck((state) => state.ended)
  useEffect(() => {
    if (ended === 0) return
    reload()
    reloadSearch()
  }, [ended, reload, reloadSearch])
  const ladder = fails ? (search.data?.ladder ?? null) : null
  return {
    report,
    ladder,
    searching: fails && search.loading && ladder === null,
    error: error ?? search.error,
    readAgain() {
      reload()
      reloadSearch()
    },
  }
}
