import { useCallback, useEffect, useRef, useState } from 'react'
import type { AppClient } from '#shared/api/contract.ts'
import type { DraftContent } from '#shared/model/draft.ts'
import { errorText, useCall, useClient } from '../../../../../state/client.tsx'
import { toast } from '../../../../../ui/toast.tsx'
import { contentOf, isSameContent, type RequestState, stateOf } from './request-state.ts'

/** A pause in typing after which the draft is saved. */
const saveAfterMs = 400

export interface DraftState {
  /** What a plain replay would send. Null until it is read. */
  readonly original: DraftContent | null
  readonly state: RequestState | null
  /** Grows when the state was put in from outside, so that fields begin with it. */
  readonly version: number
  readonly error: unknown
  readonly change: (part: Partial<RequestState>) => void
  /** Back to the original; a message offers to undo it. */
  readonly discard: () => void
}

/** The edited request of a delivery: read from the host, and saved there as it is changed. */
export function useDraft(deliveryId: string): DraftState {
  const client = useClient()
  const { data, error } = useCall('drafts.open', { deliveryId })
  const [state, setState] = useState<RequestState | null>(null)
  const [version, setVersion] = useState(0)
  const original = data?.original ?? null
  const saver = useSaver(client, deliveryId)

  useEffect(() => {
    if (!data) return
    const { savedAt: _, deliveryId: __, ...draft } = data.draft ?? { ...data.original, savedAt: 0, deliveryId: '' }
    setState((now) => now ?? stateOf(draft))
  }, [data])

  const put = (content: DraftContent) => {
    setState(stateOf(content))
    setVersion((value) => value + 1)
  }
  const change = useCallback(
    (part: Partial<RequestState>) =>
      setState((now) => {
        if (!now || !original) return now
        const next = { ...now, ...part }
        saver.later(isSameContent(contentOf(next), original) ? null : contentOf(next))
        return next
      }),
    [original, saver],
  )
  const discard = () => {
    if (!original || !state) return
    const before = contentOf(state)
    put(original)
    saver.later(null)
    toast({
      topic: 'draft',
      tone: 'ok',
      title: 'Changes discarded',
      action: {
        label: 'Undo',
        run() {
          put(before)
          saver.later(before)
        },
      },
    })
  }
  return { original, state, version, error, change, discard }
}

/** Saves the last of several changes; at once when the editor is closed. `null` throws the draft away. */
function useSaver(client: AppClient, deliveryId: string) {
  const waiting = useRef<{ readonly content: DraftContent | null; readonly timer: ReturnType<typeof setTimeout> }>(null)
  const save = useRef((_content: DraftContent | null): void => undefined)
  save.current = (content) => {
    const done =
      content === null
        ? client.call('drafts.discard', { deliveryId })
        : client.call('drafts.save', { deliveryId, draft: content })
    done.catch((failure: unknown) =>
      toast({ topic: 'draft', tone: 'bad', title: 'The draft was not saved', detail: errorText(failure) }),
    )
  }
  const [saver] = useState(() => ({
    later(content: DraftContent | null): void {
      if (waiting.current) clearTimeout(waiting.current.timer)
      const timer = setTimeout(() => {
        waiting.current = null
        save.current(content)
      }, saveAfterMs)
      waiting.current = { content, timer }
    },
    now(): void {
      if (!waiting.current) return
      clearTimeout(waiting.current.timer)
      const { content } = waiting.current
      waiting.current = null
      save.current(content)
    },
  }))
  useEffect(() => () => saver.now(), [saver])
  return saver
}
