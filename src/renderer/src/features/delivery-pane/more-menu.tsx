import { Copy, Ellipsis, FileDown, Send, Signature, Trash2 } from 'lucide-react'
import { useState } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { useClient } from '../../state/client.tsx'
import { errorText } from '../../state/error-text.ts'
import { renderText, saveAs } from '../../state/export-action.ts'
import { askReplayTarget, replay } from '../../state/replay-action.ts'
import { navigate } from '../../state/route.ts'
import { useCall } from '../../state/use-call.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { copyText } from '../../ui/copy-text.ts'
import { plural } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { Menu, MenuItem, MenuLabel, MenuSeparator } from '../../ui/menu.tsx'
import { toast } from '../../ui/toast.tsx'

/** What is done less often with a delivery: export, copy, delete. */
export function MoreMenu({ detail }: { detail: DeliveryDetail }) {
  const client = useClient()
  const { data } = useCall('exports.formats', {})
  const [removing, setRemoving] = useState(false)
  const tell = (work: Promise<string>) =>
    void work.then(
      (title) => toast({ tone: 'ok', title }),
      (error: unknown) => toast({ tone: 'bad', title: 'That did not work', detail: errorText(error) }),
    )
  const copy = async (text: Promise<string> | string, what: string) => {
    if (!(await copyText(await text))) throw new Error('The browser does not let this page use the clipboard.')
    return `${what} copied`
  }
  const formats = data?.formats ?? []
  return (
    <>
      <Menu trigger={<IconButton label="More" icon={<Ellipsis />} />}>
        <MenuItem icon={<Send />} keys="Shift+r" onSelect={() => askReplayTarget(detail.id)}>
          Replay to another target…
        </MenuItem>
        <MenuItem
          icon={<Signature />}
          keys="Shift+s"
          onSelect={() => void replay(client, detail.id, undefined, 'again')}
        >
          Replay, signed again
        </MenuItem>
        <MenuSeparator />
        {formats
          .filter((format) => format.copyable)
          .map((format) => (
            <MenuItem
              key={format.id}
              icon={<Copy />}
              onSelect={() => tell(copy(renderText(client, detail.id, format.id), format.name))}
            >
              Copy as {format.name}
            </MenuItem>
          ))}
        <MenuItem icon={<Copy />} onSelect={() => tell(copy(detail.id, 'Delivery id'))}>
          Copy delivery id
        </MenuItem>
        <MenuItem icon={<Copy />} onSelect={() => tell(copy(detail.request.publicUrl, 'URL'))}>
          Copy the URL that was called
        </MenuItem>
        {formats.length > 0 ? <MenuLabel>Save as</MenuLabel> : null}
        {formats.map((format) => (
          <MenuItem
            key={format.id}
            icon={<FileDown />}
            note={`.${format.extension}`}
            onSelect={() => tell(saveAs(client, [detail.id], format.id).then((file) => `Saved ${file.name}`))}
          >
            {format.name}
          </MenuItem>
        ))}
        <MenuSeparator />
        <MenuItem icon={<Trash2 />} danger onSelect={() => setRemoving(true)}>
          Delete…
        </MenuItem>
      </Menu>
      {removing ? (
        <ConfirmDialog
          title="Delete this delivery?"
          description={`Its ${plural(detail.size, 'byte')} of body and ${plural(detail.replays, 'replay')} are deleted with it. This cannot be undone.`}
          action="Delete"
          danger
          errorText={errorText}
          onClose={() => setRemoving(false)}
          onConfirm={async () => {
            await client.call('deliveries.remove', { ids: [detail.id] })
            navigate({ deliveryId: null }, { replace: true })
          }}
        />
      ) : null}
    </>
  )
}
