import {
  ArrowLeft,
  Copy,
  Ellipsis,
  FileDown,
  Pencil,
  RotateCw,
  Send,
  Signature,
  StickyNote,
  Trash2,
} from 'lucide-react'
import { Fragment } from 'react'
import type { DeliveryDetail } from '#shared/model/delivery.ts'
import { errorText, useCall, useClient, useConnectionState } from '../../state/client.tsx'
import { startEditing } from '../../state/editing.ts'
import { askExport } from '../../state/export-question.ts'
import { copyAs, inSentence, saveAs } from '../../state/exports.tsx'
import { useEndpoint, useProvider } from '../../state/live-state.ts'
import { askRemoval } from '../../state/removal.ts'
import { askReplayTarget, replay, useReplay } from '../../state/replay-action.ts'
import { navigate } from '../../state/route.ts'
import { ProviderMark } from '../../ui/badges.tsx'
import { Button, copyText, IconButton } from '../../ui/buttons.tsx'
import { Menu, MenuItem, MenuSeparator } from '../../ui/overlays.tsx'
import { formatClock } from '../../ui/text.tsx'
import { toast } from '../../ui/toast.tsx'
import { AnnotationButtons, openNote } from './annotation.tsx'

/** Who it is from, what it is, and what can be done with it. */
export function DeliveryHeader({ detail }: { detail: DeliveryDetail }) {
  const client = useClient()
  const provider = useProvider(detail.provider)
  const endpoint = useEndpoint(detail.endpointId)
  const sending = useReplay((state) => state.sending.has(detail.id))
  const lost = useConnectionState() === 'lost'
  const about = [endpoint?.name, detail.summary.who, formatClock(detail.receivedAt)].filter((part) => part)
  return (
    <header className="flex h-11 flex-none items-center gap-2 border-b border-line pr-3 pl-4">
      <IconButton
        label="Back to the list"
        keys="Escape"
        icon={<ArrowLeft />}
        onClick={() => navigate({ deliveryId: null })}
        className="-ml-2 hidden! in-data-[covers]:inline-grid!"
      />
      <ProviderMark provider={provider} />
      <h2 className="mono cut max-w-[60%] min-w-16 font-medium" title={detail.eventType ?? undefined}>
        {detail.eventType ?? 'no event type'}
      </h2>
      <span className="cut flex-1 text-12 text-ink-2" title={about.join(', ')}>
        {about.map((part, index) => (
          <Fragment key={part}>
            {index > 0 ? ', ' : null}
            <bdi>{part}</bdi>
          </Fragment>
        ))}
      </span>
      <Button
        variant="quiet"
        icon={<RotateCw />}
        keys="r"
        // Disabled, it would lose the focus while it sends.
        aria-disabled={sending || lost}
        onClick={() => sending || lost || void replay(client, detail.id)}
      >
        {sending ? 'Sending' : 'Replay'}
      </Button>
      <AnnotationButtons detail={detail} />
      <IconButton
        label="Edit and replay"
        keys="e"
        icon={<Pencil />}
        onClick={() => {
          navigate({ tab: 'replays' }, { replace: true })
          startEditing(detail.id)
        }}
      />
      <MoreMenu detail={detail} />
    </header>
  )
}

/** What is done less often with a delivery: export, copy, delete. */
function MoreMenu({ detail }: { detail: DeliveryDetail }) {
  const client = useClient()
  const { data } = useCall('exports.formats', {})
  const tell = (work: Promise<string>) =>
    void work.then(
      (title) => toast({ tone: 'ok', title }),
      (error: unknown) => toast({ tone: 'bad', title: 'That did not work', detail: errorText(error) }),
    )
  const copy = async (text: string, what: string) => {
    if (!(await copyText(text))) throw new Error('The browser does not let this page use the clipboard.')
    return `${what} copied`
  }
  const formats = data?.formats ?? []
  const what = { ids: [detail.id] }
  const fixture = formats.find(({ kind }) => kind === 'fixture')
  return (
    <Menu trigger={<IconButton label="More" icon={<Ellipsis />} />}>
      <MenuItem icon={<Send />} keys="Shift+r" onSelect={() => askReplayTarget(detail.id)}>
        Replay to another target…
      </MenuItem>
      <MenuItem icon={<Signature />} keys="Shift+s" onSelect={() => void replay(client, detail.id, undefined, 'again')}>
        Re-sign and replay
      </MenuItem>
      <MenuItem icon={<StickyNote />} keys="Shift+n" onSelect={() => requestAnimationFrame(openNote)}>
        {detail.note === undefined ? 'Write a note…' : 'Change the note…'}
      </MenuItem>
      <MenuSeparator />
      {formats
        .filter((format) => format.copyable && format.kind === 'request')
        .map((format) => (
          <MenuItem
            key={format.id}
            icon={<Copy />}
            onSelect={() => tell(copyAs(client, { what, format: format.id }).then(() => `${format.name} copied`))}
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
      <MenuSeparator />
      {fixture ? (
        <MenuItem
          icon={<FileDown />}
          keys="f"
          onSelect={() => tell(saveAs(client, { what, format: fixture.id }).then((file) => `Saved ${file}`))}
        >
          Save as {inSentence(fixture)}
        </MenuItem>
      ) : null}
      <MenuItem icon={<FileDown />} keys="Shift+f" onSelect={() => requestAnimationFrame(() => askExport('chosen'))}>
        Export…
      </MenuItem>
      <MenuSeparator />
      <MenuItem icon={<Trash2 />} danger keys="Delete" onSelect={() => askRemoval([detail.id])}>
        Delete…
      </MenuItem>
    </Menu>
  )
}
