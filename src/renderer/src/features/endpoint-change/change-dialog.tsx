import { loadLater } from '../../parts/load-later.tsx'
import { useEndpointChange } from '../../state/endpoint-change.ts'

const OpenChange = loadLater(async () => (await import('./open-change.tsx')).OpenChange, { noPlaceholder: true })

/** Shows what a change would do to the stored deliveries, before it is made. */
export function ChangeDialog() {
  const question = useEndpointChange((state) => state.question)
  return question ? <OpenChange key={JSON.stringify(question.change)} question={question} /> : null
}
