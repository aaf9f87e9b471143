import { useEffect } from 'react'
import { againstDeadline } from '#shared/attempts/deadline.ts'
import { loadLater } from '../../parts/load-later.tsx'
import { useReplay } from '../../state/replay-action.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { formatDuration, formatMs } from '../../ui/text.tsx'
import { endTopic, toast } from '../../ui/toast.tsx'

const ReplayQuestion = loadLater(async () => (await import('./replay-question.tsx')).ReplayQuestion, {
  noPlaceholder: true,
})

/** What a replay has to ask before it goes out, and what came of it. */
export function ReplayDialogs() {
  const question = useReplay((state) => state.question)
  useReplayNews()
  return question ? <ReplayQuestion question={question} /> : null
}

/** Tells the outcome of a replay where its own place, the Replays tab, is not on screen. */
function useReplayNews(): void {
  const last = useReplay((state) => state.last)
  const deadlineMs = useReplay((state) => state.lastDeadlineMs)
  const problem = useReplay((state) => state.problem)

  // While another one is on its way, the outcome before it is no longer the last word.
  const sending = useReplay((state) => state.sending)
  useEffect(() => {
    if (sending.size > 0) endTopic('replay')
  }, [sending])

  useEffect(() => {
    if (!last || isShown(last.deliveryId)) return
    const host = new URL(last.target).host
    const late =
      deadlineMs !== null && last.error === null && againstDeadline(last.timing.totalMs, deadlineMs) === 'late'
    const good = last.status !== null && last.status < 400 && !late
    toast({
      topic: 'replay',
      tone: good ? 'ok' : 'bad',
      title: last.error
        ? `No answer from ${host}`
        : `${host} answered ${last.status} in ${formatMs(last.timing.totalMs)}`,
      ...(last.error ? { detail: last.error.message } : {}),
      ...(late ? { detail: `Too late: the provider waits ${formatDuration(deadlineMs)}.` } : {}),
      action: {
        label: 'Show',
        run: () => navigate({ deliveryId: last.deliveryId, tab: 'replays' }, { replace: true }),
      },
    })
  }, [last, deadlineMs])

  useEffect(() => {
    if (!problem || isShown(problem.deliveryId)) return
    toast({ topic: 'replay', tone: 'bad', title: 'The delivery was not replayed', detail: problem.message })
  }, [problem])
}

function isShown(deliveryId: string): boolean {
  const route = useRoute.getState()
  return route.deliveryId === deliveryId && route.tab === 'replays'
}
