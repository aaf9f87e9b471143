import { create } from 'zustand'
import type { AppClient } from '#shared/api/contract.ts'
import { plural } from '../ui/text.tsx'
import { toast } from '../ui/toast.tsx'
import { errorText } from './client.tsx'
import { navigate, useRoute } from './route.ts'
import { setChecked, useStream } from './stream-store.ts'

/** How long a deletion can be undone. The engine deletes for good, so until then it is not told. */
export const undoMs = 8000

interface RemovalState {
  /** Deliveries that the user is asked about; null: no question is open. */
  readonly asked: readonly string[] | null
  /** Deliveries that are deleted in a moment. */
  readonly leaving: ReadonlySet<string>
}

export const useRemoval = create<RemovalState>(() => ({ asked: null, leaving: new Set() }))

interface Pending {
  readonly client: AppClient
  readonly ids: readonly string[]
  readonly timer: ReturnType<typeof setTimeout>
  readonly dismiss: () => void
}
let pending: Pending | null = null

/** Opens the question whether these deliveries shall be deleted. */
export function askRemoval(ids: Iterable<string>): void {
  useRemoval.setState({ asked: [...ids] })
}

export function dropRemovalQuestion(): void {
  useRemoval.setState({ asked: null })
}

/** Deletes deliveries unless the user takes it back in time. One that still waits is carried out before. */
export function removeSoon(client: AppClient, ids: readonly string[]): void {
  void finishRemoval()
  const dismiss = toast({
    tone: 'ok',
    title: `${plural(ids.length, 'delivery is', 'deliveries are')} deleted in ${undoMs / 1000} s`,
    action: { label: 'Undo', run: undoRemoval },
    stays: true,
  })
  pending = { client, ids, dismiss, timer: setTimeout(() => void finishRemoval(), undoMs) }
  useRemoval.setState({ leaving: new Set(ids) })
  const { checked } = useStream.getState()
  setChecked([...checked].filter((id) => !ids.includes(id)))
  const { deliveryId } = useRoute.getState()
  if (deliveryId !== null && ids.includes(deliveryId)) navigate({ deliveryId: null }, { replace: true })
}

export function undoRemoval(): void {
  take()
}

/** Carries out a deletion that waits. */
export async function finishRemoval(): Promise<void> {
  const taken = take()
  if (!taken) return
  try {
    await taken.client.call('deliveries.remove', { ids: [...taken.ids] })
  } catch (error) {
    toast({ tone: 'bad', title: 'Nothing was deleted', detail: errorText(error) })
  }
}

function take(): Pending | null {
  const taken = pending
  pending = null
  if (taken) {
    clearTimeout(taken.timer)
    taken.dismiss()
    useRemoval.setState({ leaving: new Set() })
  }
  return taken
}
