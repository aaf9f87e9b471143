import { formatTerm } from '#shared/query/edit-query.ts'
import { errorText, useClient, viewerZone } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { useRoute } from '../../state/route.ts'
import { askRun } from '../../state/run-question.ts'
import { streamQuery, useStream } from '../../state/stream-store.ts'
import { toast } from '../../ui/toast.tsx'

const onStream = () => useRoute.getState().page.kind === 'stream'
const checked = () => useStream.getState().checked
const opened = () => useRoute.getState().deliveryId

/** Replays of many deliveries, as commands. */
export function useRunCommands(): void {
  const client = useClient()
  const several = useStream((state) => state.checked.size > 0)

  const replayAttempts = async (id: string) => {
    const { endpointId, facts } = await client.call('deliveries.get', { id })
    if (facts.eventId === null) {
      toast({ tone: 'bad', title: 'This delivery carries no event id, so its attempts are not known' })
      return
    }
    const query = `${formatTerm({ field: 'endpoint', value: endpointId })} ${formatTerm({ field: 'event', value: facts.eventId })}`
    askRun({ deliveries: { kind: 'query', query, zone: viewerZone }, drill: false })
  }

  useCommands([
    {
      id: 'runs.start',
      title: several ? 'Replay the selected deliveries…' : 'Replay what the list shows…',
      group: 'Stream',
      keys: ['Shift+r'],
      keywords: 'run range many again bulk',
      // With a delivery open the key is about that one.
      when: () => onStream() && (checked().size > 0 || (opened() === null && !useStream.getState().unreadable)),
      run() {
        if (checked().size > 0) return askRun({ deliveries: { kind: 'ids', ids: [...checked()] }, drill: false })
        const query = streamQuery(useRoute.getState())
        askRun({ deliveries: { kind: 'query', query, zone: viewerZone }, drill: false })
      },
    },
    {
      id: 'runs.attempts',
      title: 'Replay all attempts of this event…',
      group: 'This delivery',
      keywords: 'run retries',
      when: () => onStream() && opened() !== null && !several,
      run() {
        const id = opened()
        if (id === null) return
        replayAttempts(id).catch((error: unknown) =>
          toast({ tone: 'bad', title: 'The attempts could not be read', detail: errorText(error) }),
        )
      },
    },
    {
      id: 'runs.drill',
      title: 'Idempotency drill…',
      note: 'the same again, answers compared',
      group: 'This delivery',
      keys: ['d'],
      keywords: 'twice duplicate order parallel',
      when: () => onStream() && (checked().size > 0 || opened() !== null),
      run() {
        const id = opened()
        const ids = checked().size > 0 ? [...checked()] : id === null ? [] : [id]
        if (ids.length > 0) askRun({ deliveries: { kind: 'ids', ids }, drill: true })
      },
    },
  ])
}
