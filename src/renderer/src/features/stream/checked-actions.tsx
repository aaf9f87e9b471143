import { Download, Trash2, X } from 'lucide-react'
import { useState } from 'react'
import { useClient } from '../../state/client.tsx'
import { useCommands } from '../../state/commands.ts'
import { errorText } from '../../state/error-text.ts'
import { saveAs } from '../../state/export-action.ts'
import { navigate, useRoute } from '../../state/route.ts'
import { setChecked } from '../../state/stream-store.ts'
import { useCall } from '../../state/use-call.ts'
import { Button } from '../../ui/button.tsx'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { plural } from '../../ui/format.ts'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { toast } from '../../ui/toast.tsx'

/** What can be done with the chosen deliveries. */
export function CheckedActions({ ids }: { ids: ReadonlySet<string> }) {
  const client = useClient()
  const formats = useCall('exports.formats', {}).data?.formats ?? []
  const [removing, setRemoving] = useState(false)
  useCommands([
    {
      id: 'stream.remove-chosen',
      title: 'Delete the chosen deliveries…',
      group: 'Stream',
      keys: ['Delete'],
      icon: <Trash2 />,
      run: () => setRemoving(true),
    },
  ])
  const remove = async () => {
    await client.call('deliveries.remove', { ids: [...ids] })
    const { deliveryId } = useRoute.getState()
    if (deliveryId !== null && ids.has(deliveryId)) navigate({ deliveryId: null }, { replace: true })
    setChecked([])
  }
  const save = (format: string) => {
    saveAs(client, [...ids], format).catch((error: unknown) => {
      toast({ tone: 'bad', title: 'The export failed', detail: errorText(error) })
    })
  }
  return (
    <>
      <span className="mr-2 text-12 font-medium num">{plural(ids.size, 'delivery', 'deliveries')} chosen</span>
      <Menu
        align="start"
        trigger={
          <Button variant="quiet" className="h-6" icon={<Download />}>
            Export
          </Button>
        }
      >
        {formats.map((format) => (
          <MenuItem key={format.id} note={format.description} onSelect={() => save(format.id)}>
            {format.name}
          </MenuItem>
        ))}
      </Menu>
      <Button variant="quiet" className="h-6" icon={<Trash2 />} onClick={() => setRemoving(true)}>
        Delete…
      </Button>
      <Button variant="quiet" className="h-6" icon={<X />} keys="Escape" onClick={() => setChecked([])}>
        Choose none
      </Button>
      {removing ? (
        <ConfirmDialog
          title={`Delete ${plural(ids.size, 'delivery', 'deliveries')}?`}
          description="Their bodies and replays are deleted with them. This cannot be undone."
          action="Delete"
          danger
          errorText={errorText}
          onClose={() => setRemoving(false)}
          onConfirm={remove}
        />
      ) : null}
    </>
  )
}
