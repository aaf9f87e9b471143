import { useEffect } from 'react'
import { useReplay } from '../../state/replay-action.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { formatMs } from '../../ui/format.ts'
import { toast } from '../../ui/toast.tsx'

/** Tells the outcome of a replay where its own place, the Replays tab, is not on screen. */
export function useReplayNews(): void {
  const last = useReplay((state) => state.last)
  const problem = useReplay((state) => state.problem)

  useEffect(() => {
    if (!last || isShown(last.deliveryId)) return
    const host = new URL(last.target).host
    const good = last.status !== null && last.status < 400
    toast({
      tone: good ? 'ok' : 'bad',
      title: last.error
        ? `No answer from ${host}`
        : `${host} answered ${last.status} in ${formatMs(last.timing.totalMs)}`,
      ...(last.error ? { detail: last.error.message } : {}),
      action: {
        label: 'Show',
        run: () => navigate({ deliveryId: last.deliveryId, tab: 'replays' }, { replace: true }),
      },
    })
  }, [last])

  useEffect(() => {
    if (!problem || isShown(problem.deliveryId)) return
    toast({ tone: 'bad', title: 'The delivery was not replayed', detail: problem.message })
  }, [problem])
}

function isShown(deliveryId: string): boolean {
  const route = useRoute.getState()
  return route.deliveryId === deliveryId && route.tab === 'replays'
}
