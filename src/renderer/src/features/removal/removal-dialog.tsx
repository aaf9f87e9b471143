import { Undo2 } from 'lucide-react'
import { loadLater } from '../../parts/load-later.tsx'
import { errorText, useClient } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import {
  dropRemovalQuestion,
  lastUndoable,
  removeChosen,
  undoRemoval,
  useFollowRemovals,
  useRemoval,
} from '../../state/removal.ts'
import { ConfirmDialog } from '../../ui/overlays.tsx'
import { plural } from '../../ui/text.tsx'

const SearchRemovalDialog = loadLater(async () => (await import('./search-removal-dialog.tsx')).SearchRemovalDialog, {
  noPlaceholder: true,
})

/** Asks before deliveries are deleted, and offers to take it back. Once in the window. */
export function RemovalDialog() {
  const client = useClient()
  const question = useRemoval((state) => state.question)
  useFollowRemovals()
  useUndoCommand()

  if (question === null) return null
  if (question.kind === 'search') return <SearchRemovalDialog {...question} />
  const { ids } = question
  const one = ids.length === 1
  return (
    <ConfirmDialog
      title={one ? 'Delete this delivery?' : `Delete ${plural(ids.length, 'delivery', 'deliveries')}?`}
      description={`${one ? 'Its body, replays and note are deleted with it' : 'Their bodies, replays and notes are deleted with them'}. You can undo it for 5 minutes, as long as Switchhook runs.`}
      action="Delete"
      danger
      errorText={errorText}
      onClose={dropRemovalQuestion}
      onConfirm={() => removeChosen(client, ids)}
    />
  )
}

function useUndoCommand(): void {
  const client = useClient()
  // Whether there is one, and how many, is news for those who show commands.
  useRemoval((state) => state.removals)
  const last = lastUndoable()
  useCommands([
    {
      id: 'stream.undo-remove',
      title: `Undo the deletion of ${plural(last?.total ?? 0, 'delivery', 'deliveries')}`,
      group: 'Stream',
      keys: ['Mod+z'],
      icon: <Undo2 />,
      when: () => lastUndoable() !== null,
      run() {
        const now = lastUndoable()
        if (now) undoRemoval(client, now.id)
      },
    },
  ])
}
