import { useEffect, useState } from 'react'
import type { RemovalPreview } from '#shared/model/removal.ts'
import { errorText, useClient, viewerZone } from '../../state/client.tsx'
import { useHost } from '../../state/live-state.ts'
import { dropRemovalQuestion, removeFound } from '../../state/removal.ts'
import { Button } from '../../ui/buttons.tsx'
import { Checkbox, Problem } from '../../ui/inputs.tsx'
import { Dialog } from '../../ui/overlays.tsx'
import { Code, formatBytes, formatCount, formatDateTime, plural } from '../../ui/text.tsx'

interface SearchRemovalDialogProps {
  readonly query: string
  /** Which deliveries that means, e.g. "All deliveries of Sales agent". */
  readonly where: string
}

/** Shows what a search finds before all of it is deleted. */
export function SearchRemovalDialog({ query, where }: SearchRemovalDialogProps) {
  const client = useClient()
  const [pinned, setPinned] = useState(false)
  const { preview, problem } = usePreview(query, pinned)
  const [busy, setBusy] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const ready = preview?.done === true && preview.count > 0
  const confirm = async () => {
    if (!ready || busy) return
    setBusy(true)
    try {
      await removeFound(client, { query, zone: viewerZone, through: preview.through, pinned })
      dropRemovalQuestion()
    } catch (error) {
      setFailure(errorText(error))
      setBusy(false)
    }
  }
  return (
    <Dialog
      title="Delete these deliveries?"
      description={
        <>
          {where}
          {query === '' ? null : (
            <>
              : <Code className="break-all">{query}</Code>
            </>
          )}
        </>
      }
      onClose={dropRemovalQuestion}
      onSubmit={() => void confirm()}
      actions={
        <>
          <Button onClick={dropRemovalQuestion} autoFocus>
            Cancel
          </Button>
          <Button type="submit" variant="danger" disabled={!ready || busy}>
            {ready ? `Delete ${plural(preview.count, 'delivery', 'deliveries')}` : 'Delete'}
          </Button>
        </>
      }
    >
      <Preview preview={preview} />
      {preview && preview.pinned > 0 ? (
        <Checkbox
          label={`Delete ${preview.pinned === 1 ? 'the pinned one' : `the ${formatCount(preview.pinned)} pinned ones`}, too`}
          note={pinned ? undefined : 'they stay'}
          checked={pinned}
          onChange={(event) => setPinned(event.target.checked)}
        />
      ) : null}
      <p className="text-12 text-ink-3">
        Bodies, replays and notes are deleted with them. You can undo it for 5 minutes, as long as Switchhook runs. What
        arrives from now on stays.
      </p>
      <Problem text={problem ?? failure} />
    </Dialog>
  )
}

/** How many, from when to when, how much. Keeps its height while the figures grow. */
function Preview({ preview }: { preview: RemovalPreview | null }) {
  const onDisk = useBytesOnDisk(preview)
  const { count = 0, oldest = null, newest = null, bytes = 0, done = false } = preview ?? {}
  const rows = [
    ['Deliveries', `${formatCount(count)}${done ? '' : ', still counting'}`],
    ['Oldest', oldest === null ? '–' : formatDateTime(oldest)],
    ['Newest', newest === null ? '–' : formatDateTime(newest)],
    ['Bodies', `${formatBytes(bytes)} as received${onDisk === null ? '' : `, about ${formatBytes(onDisk)} on disk`}`],
  ] as const
  return (
    <div role="status" aria-label="What would be deleted" aria-busy={!done}>
      <dl className="grid grid-cols-[88px_1fr] gap-y-1 num">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-3">{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** Below so many deliveries the files are mostly what they begin with. */
const enoughToTell = 500

/** Their share of the disk, if they take as much as others do; null where there is too little to tell it by. */
function useBytesOnDisk(preview: RemovalPreview | null): number | null {
  const status = useHost((state) => state.status)
  if (!status || !preview || status.deliveries < enoughToTell || preview.count === 0) return null
  return (status.storeBytes * Math.min(preview.count, status.deliveries)) / status.deliveries
}

function usePreview(query: string, pinned: boolean) {
  const client = useClient()
  const [preview, setPreview] = useState<RemovalPreview | null>(null)
  const [problem, setProblem] = useState<string | null>(null)
  useEffect(() => {
    const stop = new AbortController()
    const current = () => !stop.signal.aborted
    const read = async () => {
      const order = { query, zone: viewerZone, pinned }
      for await (const item of client.stream('removals.preview', order, { signal: stop.signal }))
        if (current()) setPreview(item)
    }
    setProblem(null)
    // The figures stay in sight, but they are those of another question.
    setPreview((before) => before && { ...before, done: false })
    read().catch((error: unknown) => current() && setProblem(errorText(error)))
    return () => stop.abort()
  }, [client, query, pinned])
  return { preview, problem }
}
