import { useEffect, useRef, useState } from 'react'
import { flushSync } from 'react-dom'
import { AppError } from '#shared/api/errors.ts'
import { useConnection, viewerZone } from '../../state/client.tsx'
import { follow } from '../../state/follow.ts'
import type { StreamLines } from './stream-lines.ts'
import { StreamModel, type StreamView } from './stream-model.ts'

export interface LiveStream<Model = StreamLines> {
  readonly model: Model
  readonly view: StreamView
}

/**
 * The model of a query, kept live. While the rows of a new query are read, the ones before stay on screen, so that typing
 * does not make the list flicker.
 */
export function useStreamModel(query: string, held: boolean, grouped: boolean): LiveStream<StreamModel> | null {
  const connection = useConnection()
  const [shown, setShown] = useState<LiveStream<StreamModel> | null>(null)
  const holding = useRef(held)
  holding.current = held

  useEffect(() => {
    const end = new AbortController()
    const screen = paced(end.signal)
    const model = new StreamModel({
      client: connection.client,
      query,
      grouped,
      zone: viewerZone,
      changed: () =>
        screen(() => {
          const { view } = model
          // At once: React would render in a task of its own, and the rows might be painted one frame later.
          flushSync(() =>
            setShown((now) => (now?.model === model || view.ready || view.problem || !now ? { model, view } : now)),
          )
        }),
    })
    // Each opening of the stream begins with a new count: nothing is missed over a lost connection.
    const input = async () => {
      model.hold(holding.current)
      if (!(await model.open())) throw new AppError('unavailable', 'The deliveries could not be counted.')
      return { query, zone: viewerZone, grouped, after: model.watchAfter }
    }
    void follow(connection, {
      name: 'deliveries.watch',
      input,
      onItem: (item) => model.apply(item),
      signal: end.signal,
    })
    return () => {
      end.abort()
      model.close()
    }
  }, [connection, query, grouped])

  useEffect(() => shown?.model.hold(held), [shown?.model, held])
  return shown
}

/** Between two drawings at least, milliseconds: a little less than a frame of 60 Hz. */
const frameMs = 14

/**
 * Draws changes so that the next frame shows them: at once where the last drawing was in another frame, else with the frame that comes,
 * which gathers what else there is. A page that nobody sees gets no frames.
 */
function paced(stop: AbortSignal): (draw: () => void) => void {
  let drawnAt = Number.NEGATIVE_INFINITY
  let planned = false
  return (draw) => {
    if (planned) return
    planned = true
    const run = () => {
      planned = false
      if (stop.aborted) return
      drawnAt = performance.now()
      draw()
    }
    if (document.hidden || performance.now() - drawnAt < frameMs) requestAnimationFrame(run)
    else queueMicrotask(run)
  }
}
