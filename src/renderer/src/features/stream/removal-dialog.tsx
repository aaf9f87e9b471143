import { Undo2 } from 'lucide-react'
import { useEffect } from 'react'
import { errorText, useClient } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { dropRemovalQuestion, finishRemoval, removeSoon, undoMs, undoRemoval, useRemoval } from '../../state/removal.ts'
import { ConfirmDialog } from '../../ui/overlays.tsx'
import { plural } from '../../ui/text.tsx'

/** Asks before deliveries are deleted, and offers to take it back. Once in the window. */
export function RemovalDialog() {
  const client = useClient()
  const asked = useRemoval((state) => state.asked)
  const leaving = useRemoval((state) => state.leaving.size)
  useCommands([
    {
      id: 'stream.undo-remove',
      offline: true,
      title: `Undo the deletion of ${plural(leaving, 'delivery', 'deliveries')}`,
      group: 'Stream',
      keys: ['Mod+z'],
      icon: <Undo2 />,
      when: () => useRemoval.getState().leaving.size > 0,
      run: undoRemoval,
    },
  ])
  // Who closes the window has said that they shall be deleted.
  useEffect(() => {
    const finish = () => void finishRemoval()
    addEventListener('pagehide', finish)
    return () => removeEventListener('pagehide', finish)
  }, [])

  if (asked === null) return null
  const one = asked.length === 1
  return (
    <ConfirmDialog
      title={one ? 'Delete this delivery?' : `Delete ${plural(asked.length, 'delivery', 'deliveries')}?`}
      description={`${one ? 'Its body and replays are deleted with it' : 'Their bodies and replays are deleted with them'}. It can be undone for ${undoMs / 1000} seconds, then no more.`}
      action="Delete"
      danger
      errorText={errorText}
      onClose={dropRemovalQuestion}
      onConfirm={async () => removeSoon(client, asked)}
    />
  )
}
