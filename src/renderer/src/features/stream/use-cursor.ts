import { useEffect, useRef, useState } from 'react'
import type { DeliveryRow } from '#shared/model/delivery.ts'
import { errorText, useClient } from '../../state/client.tsx'
import { navigate, useRoute } from '../../state/route.ts'
import { setChecked, useStream } from '../../state/stream-store.ts'
import { toast } from '../../ui/toast.tsx'
import type { LiveStream } from './use-stream-model.ts'

export interface Cursor {
  /** Index of the selected line in the list; null where it has none there. */
  readonly index: number | null
  readonly select: (row: DeliveryRow) => void
  /** Moves to an index; where its row is not read yet, as soon as it is. */
  readonly moveTo: (index: number) => void
}

function selectDelivery(id: string | null): void {
  navigate({ deliveryId: id }, { replace: true })
}

/** The selected delivery's place in the list, in step with the address. */
export function useCursor(stream: LiveStream | null, reveal: (index: number) => void): Cursor {
  const client = useClient()
  const id = useRoute((route) => route.deliveryId)
  const [at, setAt] = useState<{ id: string; seq: number } | null>(null)
  const pending = useRef<number | null>(null)
  /** Whether `at` is a place among events; with the other view it is looked for again. */
  const amongEvents = useRef(false)
  const model = stream?.model ?? null
  const count = stream?.view.count ?? 0
  const ready = stream?.view.ready ?? false
  const place = useRef<{ model: unknown; seq: number; fromOldest: number } | null>(null)
  const index = indexNow()

  /** A row far from the window is not held any more; its place from the oldest stays true. */
  function indexNow(): number | null {
    if (!model || !at || at.id !== id) return null
    const held = model.indexOf(at.seq)
    if (held !== null) place.current = { model, seq: at.seq, fromOldest: count - 1 - held }
    const known = place.current
    return known?.model === model && known.seq === at.seq ? count - 1 - known.fromOldest : null
  }

  const select = (row: DeliveryRow) => {
    pending.current = null
    amongEvents.current = model?.grouped === true
    setAt({ id: row.id, seq: row.seq })
    selectDelivery(row.id)
  }
  const moveTo = (wanted: number) => {
    if (!model || count === 0) return
    const to = Math.min(Math.max(0, wanted), count - 1)
    const row = model.rowAt(to)
    reveal(to)
    if (row) select(row)
    else pending.current = to
  }

  // A row that was moved to before it was read.
  useEffect(() => {
    const row = pending.current === null ? undefined : model?.rowAt(pending.current)
    if (row) select(row)
  })

  // A delivery that was chosen elsewhere: a link, the address, another pane.
  useEffect(() => {
    if (!model || !ready || id === null || (at?.id === id && amongEvents.current === model.grouped)) return
    let current = true
    const find = async () => {
      const seq = model.find(id)?.seq ?? (await client.call('deliveries.get', { id })).seq
      const place = await model.locate(seq)
      if (!current) return
      amongEvents.current = model.grouped
      setAt({ id, seq })
      if (place !== null) reveal(place)
    }
    // A delivery that is gone has no place in the list; its pane says so.
    find().catch(() => {
      if (!current) return
      amongEvents.current = model.grouped
      setAt({ id, seq: -1 })
    })
    return () => {
      current = false
    }
  }, [model, ready, id, at, client, reveal])

  return { index, select, moveTo }
}

/** As many as one export takes. */
const maxChecked = 1000

/** Chooses all rows between two indices, in addition to those chosen before. */
export function useCheckRange(stream: LiveStream | null): (from: number, to: number) => Promise<void> {
  return async (from, to) => {
    if (!stream) return
    try {
      const ids = await stream.model.idsBetween(from, to, maxChecked)
      const all = [...new Set([...useStream.getState().checked, ...ids])]
      setChecked(all.slice(0, maxChecked))
      if (Math.abs(to - from) + 1 > maxChecked || all.length > maxChecked) {
        toast({ tone: 'bad', title: `At most ${maxChecked} deliveries can be selected at once` })
      }
    } catch (error) {
      toast({ tone: 'bad', title: 'The rows could not be selected', detail: errorText(error) })
    }
  }
}
