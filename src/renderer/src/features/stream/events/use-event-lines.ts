import { useEffect, useMemo, useReducer } from 'react'
import { useClient } from '../../../state/client.tsx'
import type { StreamModel } from '../stream-model.ts'
import type { LiveStream } from '../use-stream-model.ts'
import { EventLines } from './event-lines.ts'

/** In the group view the lines of events and attempts; else the stream as it is. */
export function useEventLines(stream: LiveStream<StreamModel> | null, held: boolean): LiveStream | null {
  const client = useClient()
  const [, redraw] = useReducer((count: number) => count + 1, 0)
  const model = stream?.model ?? null
  const lines = useMemo(() => (model?.grouped ? new EventLines(model, client, redraw) : null), [model, client])
  const view = stream?.view
  useEffect(() => {
    if (view) lines?.refresh()
  }, [lines, view])
  useEffect(() => lines?.hold(held), [lines, held])
  return lines === null ? stream : { model: lines, view: lines.view }
}
