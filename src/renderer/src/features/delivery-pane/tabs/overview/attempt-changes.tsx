import { changesWords } from '#shared/attempts/change-sentences.ts'
import type { AttemptChanges } from '#shared/model/attempt-changes.ts'
import { errorText, useCall } from '../../../../state/client.tsx'

/** What changed in the request since the attempt before: usually nothing, which is said. */
export function AttemptChangesLine({ id }: { id: string }) {
  const { data, error } = useCall('deliveries.attemptChanges', { id })
  if (error) return <span>It could not be compared with the attempt before. {errorText(error)}</span>
  if (data === null) return <span className="text-ink-3">Comparing with the attempt before …</span>
  if (data.changes === null) return <span>The attempt before is not stored any more.</span>
  const listed = listedChanges(data.changes)
  const words = changesWords(data.changes)
  if (listed.length === 0) return <span>{words}</span>
  return (
    <details>
      <summary className="w-fit rounded-3">{words}</summary>
      <table aria-label="What changed since the attempt before" className="mt-1 w-full table-fixed border-collapse">
        <thead className="sr-only">
          <tr>
            <th scope="col">Place</th>
            <th scope="col">Before</th>
            <th scope="col">Now</th>
          </tr>
        </thead>
        <tbody>
          {listed.map(({ place, name, from, to }) => (
            <tr key={`${place} ${name}`} className="row-line align-top">
              <th scope="row" className="mono-11 w-2/5 py-1 pr-2 text-left font-normal break-all text-ink-2">
                {name === '' ? 'the whole body' : name}
              </th>
              <td className="mono-11 py-1 pr-2 break-all text-ink-3">
                <Value text={from} />
              </td>
              <td className="mono-11 py-1 break-all text-ink">
                <Value text={to} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  )
}

const Value = ({ text }: { text: string | null }) =>
  text === null ? <i>not there</i> : <span className="line-clamp-3">{text}</span>

function listedChanges({ request, headers, body }: AttemptChanges) {
  const values = body.state === 'json-differs' ? body.values : []
  return [
    ...request.map((change) => ({ place: 'request', ...change })),
    ...headers.map((change, index) => ({ place: `header ${index}`, ...change })),
    ...values.map((change) => ({ place: 'body', ...change })),
  ]
}
