import { errorText } from '../../state/error-text.ts'
import { setChecked, useStream } from '../../state/stream-store.ts'
import { toast } from '../../ui/toast.tsx'
import type { LiveStream } from './use-stream-model.ts'

/** As many as one export takes. */
export const mostChecked = 1000

/** Chooses all rows between two indices, in addition to those chosen before. */
export function useCheckRange(stream: LiveStream | null): (from: number, to: number) => Promise<void> {
  return async (from, to) => {
    if (!stream) return
    try {
      const ids = await stream.model.idsBetween(from, to, mostChecked)
      const all = [...new Set([...useStream.getState().checked, ...ids])]
      setChecked(all.slice(0, mostChecked))
      if (Math.abs(to - from) + 1 > mostChecked || all.length > mostChecked) {
        toast({ tone: 'bad', title: `At most ${mostChecked} deliveries can be chosen at once` })
      }
    } catch (error) {
      toast({ tone: 'bad', title: 'The rows could not be chosen', detail: errorText(error) })
    }
  }
}
